import { normOf, type Rule, type Slots } from "./rules.js";
import type { Settings, Settled } from "./settings.js";
import { Refused, type Refusal } from "./refusal.js";

/** What is kept of a parameter under its name. */
export interface Kept {
  readonly single: boolean;
  readonly length: number;
  allocated: boolean;
  steps: number;
  slots: Slots;
  average: number[] | undefined;
  /** What it has gathered in the open window. */
  gathered: number[] | undefined;
  swapped: boolean;
}

/** A parameter as a call has it: its numbers are changed in place. */
export interface Param {
  readonly name: string;
  readonly single: boolean;
  readonly values: number[];
}

/** A gradient as a call has it: none, numbers, or rows of numbers. */
export type Grad = null | readonly number[] | { readonly rows: readonly number[]; readonly values: readonly number[] };

export interface Pair extends Param {
  readonly grad: Grad;
}

/** What moves a parameter: the elements that are touched, and a number for each. */
interface Touched {
  readonly pair: Pair;
  readonly kept: Kept;
  readonly at: readonly number[];
  readonly grad: readonly number[];
}

/** An optimizer as the documents have it. */
export class Model {
  iterations = 0;
  skipped = 0;
  /** Calls since the last step, where several make one. */
  calls = 0;
  gradNorm: number | undefined;
  kept = new Map<string, Kept>();
  #matched = false;
  /** Whether the norm of the gradients is asked for, with or without a limit. */
  asksNorm: boolean;
  readonly slots: readonly string[];

  constructor(
    readonly rule: Rule,
    readonly settings: Settings,
  ) {
    this.asksNorm = "clipNorm" in settings.base;
    this.slots = rule.slots((option) => settings.has(option));
  }

  get whole(): Settled {
    return this.settings.at(this.iterations);
  }

  /** `graded` are the names that have a gradient, if it is null; `faults` are what else is wrong with the call. */
  update(pairs: readonly Pair[], graded: readonly string[], gradScale: number, faults: readonly Refusal[]): void {
    const { accumulate, nonFinite } = this.whole;
    this.#require(pairs, graded, faults);
    const touched = pairs.flatMap((pair) => (pair.grad === null ? [] : [this.#touched(pair, pair.grad)]));
    if (nonFinite !== "propagate") {
      const bad = touched.find(({ grad }) => !grad.every(Number.isFinite));
      if (bad && nonFinite === "throw") {
        const k = bad.grad.findIndex((g) => !Number.isFinite(g));
        throw new Refused([{ error: RangeError, says: [`grads["${bad.pair.name}"][${bad.at[k]}]`, "finite"] }]);
      }
      if (bad) {
        this.#matched = true;
        this.skipped++;
        return;
      }
    }
    if (this.calls + 1 === accumulate && accumulate > 1) this.#requireWindow(pairs);
    this.#matched = true;
    for (const { pair, kept } of touched) this.kept.set(pair.name, kept);
    if (accumulate === 1) return this.#step(touched, gradScale);
    for (const { kept, grad } of touched) {
      const r = rounding(kept);
      kept.gathered = (kept.gathered ?? grad.map(() => 0)).map((sum, i) => r(sum + r(r(gradScale) * grad[i])));
    }
    if (++this.calls < accumulate) return;
    this.calls = 0;
    const moved = pairs.flatMap((pair): Touched[] => {
      const kept = this.kept.get(pair.name);
      if (kept?.gathered === undefined) return [];
      const grad = kept.gathered;
      kept.gathered = undefined;
      return [{ pair, kept, at: [...grad.keys()], grad }];
    });
    this.#step(moved, 1 / accumulate);
  }

  #require(pairs: readonly Pair[], graded: readonly string[], faults: readonly Refusal[]): void {
    const { whole, kept } = this;
    const refusals = [...faults];
    if (pairs.length === 0) refusals.push({ error: TypeError, says: ["params"] });
    for (const pair of pairs) {
      const { name, grad } = pair;
      refusals.push(...this.misfits("params", pair));
      if (grad !== null && kept.get(name)?.swapped) refusals.push(isSwapped(name));
      const sparse = grad !== null && "rows" in grad;
      if (sparse && whole.accumulate !== 1) refusals.push({ error: TypeError, says: ["sparse rows", "accumulate"] });
    }
    if (!this.#matched) {
      const names = [...kept.keys(), ...graded];
      const idle = this.settings.idle(names);
      refusals.push(...idle.map((k) => ({ error: RangeError, says: [`groups[${k}].match`] })));
    }
    if (refusals.length > 0) throw new Refused(refusals);
  }

  /** The call that closes a window holds all that has gathered something. */
  #requireWindow(pairs: readonly Pair[]): void {
    const refusals = [...this.kept].flatMap(([name, { gathered, swapped }]): Refusal[] => {
      if (!gathered) return [];
      if (!pairs.some((pair) => pair.name === name)) return [{ error: RangeError, says: [`"${name}"`, "null"] }];
      return swapped ? [isSwapped(name)] : [];
    });
    if (refusals.length > 0) throw new Refused(refusals);
  }

  /** Where a parameter is not as it is kept. */
  misfits(label: string, { name, single, values }: Param): Refusal[] {
    const kept = this.kept.get(name);
    const says = [`${label}["${name}"]`, "state"];
    if (kept === undefined) return [];
    if (kept.single !== single) return [{ error: TypeError, says }];
    return kept.length === values.length ? [] : [{ error: RangeError, says }];
  }

  fresh({ single, values }: Param): Kept {
    const { length } = values;
    const slots = this.slots.map((slot) => [slot, values.map(() => 0)]);
    const none = { average: undefined, gathered: undefined };
    return { single, length, allocated: false, steps: 0, slots: Object.fromEntries(slots), ...none, swapped: false };
  }

  /** Gradients in the parameter's type; rows given twice are added up. */
  #touched(pair: Pair, given: Exclude<Grad, null>): Touched {
    const kept = this.kept.get(pair.name) ?? this.fresh(pair);
    const r = rounding(kept);
    if (!("rows" in given)) return { pair, kept, at: [...given.keys()], grad: given.map(r) };
    const { rows, values } = given;
    const width = values.length / rows.length;
    const sums = new Map<number, number>();
    values.forEach((value, k) => {
      const at = rows[Math.floor(k / width)] * width + (k % width);
      sums.set(at, r((sums.get(at) ?? 0) + r(value)));
    });
    return { pair, kept, at: [...sums.keys()], grad: [...sums.values()] };
  }

  #step(moved: readonly Touched[], gradScale: number): void {
    const { clipNorm, nonFinite, emaDecay } = this.whole;
    let scale = gradScale;
    this.gradNorm = undefined;
    if (this.asksNorm || clipNorm < Infinity || nonFinite !== "propagate") {
      this.gradNorm = normOf(
        moved.flatMap(({ grad }) => grad),
        Math.abs(gradScale),
      );
      if (clipNorm < Infinity) scale *= Math.min(1, clipNorm / (this.gradNorm + 1e-6));
    }
    for (const each of moved) {
      const { kept, pair } = each;
      const options = this.settings.at(this.iterations, pair.name);
      kept.steps++;
      this.#move(each, options, scale);
      // The first step copies, whole, and each later one follows what has moved.
      const r = rounding(kept);
      const [keep, gain] = [r(emaDecay), r(1 - emaDecay)];
      const { average } = kept;
      if (average) for (const i of each.at) average[i] = r(r(keep * average[i]) + r(gain * pair.values[i]));
      else if (!Number.isNaN(emaDecay)) kept.average = [...pair.values];
      if ((this.iterations + 1) % 256 === 0 && !isSparse(pair.grad)) sweep(kept, options);
    }
    this.iterations++;
  }

  #move({ pair, kept, at, grad }: Touched, options: Settled, scale: number): void {
    const r = rounding(kept);
    const factor = r(options.maximize ? -scale : scale);
    const [high, l2] = [r(options.clipValue), r(options.l2)];
    const decay = r(options.lr * options.weightDecay);
    const step = this.rule.step(options, kept.steps, r, this.slots);
    const p = pair.values;
    at.forEach((i, k) => {
      let g = r(factor * grad[k]);
      if (g > high) g = high;
      if (g < -high) g = -high;
      if (l2 !== 0) g = r(g + r(l2 * p[i]));
      const move = step(kept.slots, i, g);
      p[i] = r(p[i] + (decay === 0 ? move : r(move - r(decay * p[i]))));
    });
  }
}

/** State that has become subnormal is cleared, unless eps would let it be seen. */
function sweep({ slots, single }: Kept, { eps }: Settled): void {
  if (eps < 1e-10) return;
  const least = single ? 2 ** -126 : 2 ** -1022;
  for (const slot of Object.values(slots)) slot.forEach((x, i) => Math.abs(x) < least && (slot[i] = 0));
}

function isSwapped(name: string): Refusal {
  return { error: TypeError, says: [`"${name}"`, "swapAverages", "update"] };
}

function isSparse(grad: Grad): boolean {
  return grad !== null && "rows" in grad;
}

export function rounding({ single }: { readonly single: boolean }): (x: number) => number {
  return single ? Math.fround : (x) => x;
}
