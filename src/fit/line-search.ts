/** What a function of the step is at one step. */
interface Sample {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** The value must fall by this share of what the first slope promises, and the slope to this share of the first. */
const DECREASE = 1e-3;
const CURVATURE = 0.9;
/** An interval as short as this, relative to its end, is left. */
const NARROW = 0.1;

/**
 * A line search for the strong Wolfe conditions, asked for one step after the other: Moré & Thuente 1994, ACM TOMS 20(3),
 * section 4 for the choice of a step, with decrease 1e-3 and curvature 0.9 as in L-BFGS-B.
 */
export class LineSearch {
  /** The step to look at next, and at the end the one that was found. */
  step: number;
  /** Steps looked at. */
  evaluations = 0;
  readonly #start: Sample;
  #most: number;
  /** The best step so far, the other end of the interval, and whether a minimum is known to be in it. */
  #best: Sample;
  #other: Sample;
  #isBracketed = false;
  #isFirstStage = true;
  #least = 0;
  #upTo: number;
  #width: number;
  #widthBefore: number;

  constructor(value: number, slope: number, step: number, most: number) {
    this.step = step;
    this.#start = this.#best = this.#other = { step: 0, value, slope };
    this.#most = most;
    this.#upTo = 5 * step;
    this.#width = most;
    this.#widthBefore = 2 * most;
  }

  /** Takes value and slope at the step: whether it is the one, none better is found, or another is to be looked at. */
  take(value: number, slope: number): "found" | "ends" | "goes on" {
    this.evaluations++;
    if (!Number.isFinite(value) || !Number.isFinite(slope)) return this.#shorten();
    const { step } = this;
    const asked = DECREASE * this.#start.slope;
    const enough = this.#start.value + step * asked;
    if (value <= enough && Math.abs(slope) <= -CURVATURE * this.#start.slope) return "found";
    const isNarrow = this.#isBracketed && this.#upTo - this.#least <= NARROW * this.#upTo;
    if (this.#isBracketed && (isNarrow || step <= this.#least || step >= this.#upTo)) return "ends";
    if (step === this.#most && value <= enough && slope <= asked) return "found";
    if (this.#isFirstStage && value <= enough && slope >= 0) this.#isFirstStage = false;
    const sample = { step, value, slope };
    // Before a step has decreased the value enough, the function less that decrease is looked at.
    const tilts = this.#isFirstStage && value <= this.#best.value && value > enough;
    this.#choose(sample, tilts ? asked : 0);
    this.#narrow();
    return "goes on";
  }

  /** The best step of those looked at. */
  get best(): Sample {
    return this.#best;
  }

  /** Where the function is not finite no step is as long. */
  #shorten(): "goes on" | "ends" {
    this.#most = this.#upTo = this.step;
    this.step = this.#best.step + 0.2 * (this.step - this.#best.step);
    return this.step === this.#best.step ? "ends" : "goes on";
  }

  #choose(sample: Sample, tilt: number): void {
    const tilted = (each: Sample): Sample =>
      tilt === 0 ? each : { step: each.step, value: each.value - each.step * tilt, slope: each.slope - tilt };
    const [now, best, other] = [tilted(sample), tilted(this.#best), tilted(this.#other)];
    const [next, brackets] = trial(best, other, now, this.#isBracketed, this.#least, this.#upTo);
    if (now.value > best.value) this.#other = sample;
    else {
      if (now.slope * best.slope < 0) this.#other = this.#best;
      this.#best = sample;
    }
    this.#isBracketed ||= brackets;
    this.step = next;
  }

  #narrow(): void {
    const [best, other] = [this.#best.step, this.#other.step];
    if (this.#isBracketed) {
      const width = Math.abs(other - best);
      if (width >= 0.66 * this.#widthBefore) this.step = best + 0.5 * (other - best);
      this.#widthBefore = this.#width;
      this.#width = width;
      this.#least = Math.min(best, other);
      this.#upTo = Math.max(best, other);
    } else {
      this.#least = this.step + 1.1 * (this.step - best);
      this.#upTo = this.step + 4 * (this.step - best);
    }
    this.step = Math.min(Math.max(this.step, 0), this.#most);
    const isNarrow = this.#isBracketed && this.#upTo - this.#least <= NARROW * this.#upTo;
    if (this.#isBracketed && (isNarrow || this.step <= this.#least || this.step >= this.#upTo)) this.step = best;
  }
}

/** The next step by the four cases of the paper, and whether a minimum is now between it and the best. */
function trial(
  best: Sample,
  other: Sample,
  now: Sample,
  isBracketed: boolean,
  least: number,
  most: number,
): [number, boolean] {
  const [toBest, isBeyond] = [best.step - now.step, now.step > best.step];
  // 1: a higher value. The cubic's minimum, or between it and the quadratic's through the slope at the best.
  if (now.value > best.value) {
    const cubic = cubicStep(best, now);
    const mean = (best.value - now.value) / -toBest;
    const quadratic = best.step - (best.slope / (mean + best.slope) / 2) * toBest;
    const isNear = Math.abs(cubic - best.step) < Math.abs(quadratic - best.step);
    return [isNear ? cubic : cubic + (quadratic - cubic) / 2, true];
  }
  const secant = now.step + (now.slope / (now.slope - best.slope)) * toBest;
  // 2: a lower value and a slope of the other sign. The farther of the cubic's and the secant's.
  if (now.slope * best.slope < 0) {
    const cubic = cubicStep(now, best);
    return [Math.abs(cubic - now.step) > Math.abs(secant - now.step) ? cubic : secant, true];
  }
  // 3: a lower value and a smaller slope of the same sign. Where the cubic has a minimum beyond.
  if (Math.abs(now.slope) < Math.abs(best.slope)) {
    const beyond = cubicBeyond(now, best);
    const cubic = beyond ?? (isBeyond ? most : least);
    const isNear = Math.abs(cubic - now.step) < Math.abs(secant - now.step);
    if (!isBracketed) return [Math.min(Math.max(isNear ? secant : cubic, least), most), false];
    const step = isNear ? cubic : secant;
    const limit = now.step + 0.66 * (other.step - now.step);
    return [isBeyond ? Math.min(limit, step) : Math.max(limit, step), false];
  }
  // 4: a lower value and a slope no smaller. On, or the minimum of the cubic with the other end.
  if (isBracketed) return [cubicStep(now, other), false];
  return [isBeyond ? most : least, false];
}

/** The minimum of the cubic through both, from `a`; without overflow. */
function cubicStep(a: Sample, b: Sample): number {
  const { theta, root } = cubicOf(a, b);
  const gamma = b.step < a.step ? -root : root;
  return a.step + ((gamma - a.slope + theta) / (gamma - a.slope + gamma + b.slope)) * (b.step - a.step);
}

/** The same, where the minimum is on the far side of `a` or the cubic has none. */
function cubicBeyond(a: Sample, b: Sample): number | undefined {
  const { theta, root } = cubicOf(a, b);
  const gamma = a.step > b.step ? -root : root;
  const share = (gamma - a.slope + theta) / (gamma + (b.slope - a.slope) + gamma);
  return share < 0 && gamma !== 0 ? a.step + share * (b.step - a.step) : undefined;
}

function cubicOf(a: Sample, b: Sample): { theta: number; root: number } {
  const theta = (3 * (a.value - b.value)) / (b.step - a.step) + a.slope + b.slope;
  const size = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const share = theta / size;
  const square = share * share - (a.slope / size) * (b.slope / size);
  return { theta, root: size * Math.sqrt(Math.max(0, square)) };
}
