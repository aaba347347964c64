import type { Kernels, ScalarsOf } from "../backend/kernels.js";
import { DECAY, GAIN, HIGH, KEEP, L2, LOW, SCALE } from "../kernels/scalars.js";
import { ACCUMULATED, AVERAGE } from "../memory/layout.js";
import type { Span } from "../memory/span.js";
import type { ParamMap } from "../model/values.js";
import type { Hyperparameters, Values } from "../options/hyperparameters.js";
import { requireOwn } from "./averages.js";
import { PARAM_RESIDENT } from "./binding.js";
import { firstNonFinite, sumOfSquares } from "./norm.js";
import type { Plan } from "./plan.js";
import type { Plans } from "./plans.js";
import type { Store } from "./store.js";

/** What an optimizer has counted. */
export interface Counts {
  iterations: number;
  skipped: number;
  /** Calls of `update` since the last step, where several make one. */
  microSteps: number;
  gradNorm: number | undefined;
}

/** The arithmetic of a step. */
export interface Arithmetic {
  readonly kernels: Kernels;
  readonly scalars: ScalarsOf<never, string>;
}

/** Takes one update from the given maps to the moved parameters. */
export class Stepper implements Counts {
  iterations = 0;
  skipped = 0;
  microSteps = 0;
  gradNorm: number | undefined;
  readonly #kernels: Kernels;
  readonly #scalars: ScalarsOf<never, string>;
  /** Whether the scalars are others at each step. */
  readonly #timed: boolean;
  readonly #hyper: Hyperparameters;
  readonly #store: Store;
  readonly #plans: Plans;
  readonly #clips: boolean;
  readonly #averages: boolean;
  #matched = false;

  constructor(
    { kernels, scalars }: Arithmetic,
    hyper: Hyperparameters,
    store: Store,
    plans: Plans,
    clips: boolean,
    averages: boolean,
  ) {
    this.#kernels = kernels;
    this.#scalars = scalars;
    this.#timed = scalars.length > 1;
    this.#hyper = hyper;
    this.#store = store;
    this.#plans = plans;
    this.#clips = clips;
    this.#averages = averages;
  }

  /**
   * One update. In one piece, as V8 inlines no function of over 460 bytes of bytecode: so it begins a budget of its own
   * (920), in which all that a plain step calls has room, and the scalars never become an object on the heap.
   */
  update(params: object, grads: object, gradScale: number): void {
    const hyper = this.#hyper;
    if (hyper.scheduled.length > 0) hyper.settle(this.iterations);
    const plan = this.#plans.find(params, grads);
    if (!this.#matched) this.#requireMatches(grads);
    if (hyper.simple && gradScale === 1) {
      const { spans, runs } = plan;
      if (!plan.kept) this.#plans.adopt(plan);
      for (let k = 0; k < spans.length; k++) this.#pack(spans[k]);
      for (let k = 0; k < runs.length; k++) runs[k].step();
      if (plan.mixed) this.#finish(params, plan);
      if (++this.iterations % SWEEP === 0) this.#sweep(runs);
      return;
    }
    const { accumulate, nonFinite } = hyper.values[0];
    if (this.#averages) for (let k = 0; k < plan.bindings.length; k++) requireOwn(plan.bindings[k].tensor, "an update");
    if (accumulate !== 1 && plan.sparse.length > 0) {
      throw new TypeError("sparse rows cannot be accumulated: give each its own step, or a dense gradient");
    }
    let sum: number | undefined;
    if (nonFinite !== "propagate") {
      sum = sumOfSquares(plan.bindings, false);
      if (!Number.isFinite(sum) && this.#refuses(plan, nonFinite === "throw")) return;
    }
    if (!plan.kept) this.#plans.adopt(plan);
    if (accumulate === 1) this.#step(params, plan, gradScale, sum);
    else if (this.#accumulate(plan, gradScale) === accumulate) {
      this.microSteps = 0;
      this.#step(params, plan, 1 / (accumulate as number), undefined);
    }
  }

  reset(): void {
    this.iterations = this.skipped = this.microSteps = 0;
    this.gradNorm = undefined;
  }

  #step(params: object, plan: Plan, gradScale: number, sum: number | undefined): void {
    const { spans } = plan;
    const hyper = this.#hyper;
    const accumulated = hyper.values[0].accumulate !== 1;
    const runs = accumulated ? plan.accumulatedRuns : plan.runs;
    const asksNorm = this.#clips || hyper.examines;
    const scale = asksNorm ? this.#clipped(gradScale, sum ?? sumOfSquares(plan.bindings, accumulated)) : gradScale;
    for (let k = 0; k < spans.length; k++) this.#prepare(spans[k], scale);
    for (let k = 0; k < runs.length; k++) {
      const run = runs[k];
      if (this.#averages) this.#writeAverage(run.span, run.averaged);
      run.step();
      if (accumulated) run.span.clear(ACCUMULATED, run.begin, run.end);
    }
    this.#finish(params, plan);
    if (this.#averages) this.#beginAverages(plan);
    if (++this.iterations % SWEEP === 0) this.#sweep(runs);
  }

  /** Moves the touched rows, and puts the plain numbers in their places. */
  #finish(params: object, { sparse, numbers }: Plan): void {
    for (let k = 0; k < sparse.length; k++) {
      const { tensor, param, kind, rows } = sparse[k];
      if (this.#averages) this.#writeAverage(tensor.span, tensor.averaged);
      rows?.step(tensor, param, (kind & PARAM_RESIDENT) !== 0);
    }
    for (let k = 0; k < numbers.length; k++) (params as ParamMap)[numbers[k].name] = numbers[k].param[0];
  }

  /** The span's scalars, and which of its kernels the step takes. */
  #prepare(span: Span, scale: number): void {
    const hyper = this.#hyper;
    const { group } = span;
    this.#pack(span);
    const asked = hyper.extents[group];
    const extent = this.#averages ? "full" : asked === "plain" && scale !== 1 ? "scaled" : asked;
    if (extent === "plain") return;
    span.use(extent);
    writeShared(span, hyper.values[group], scale);
  }

  /** The rule's own scalars, where they are others than before; the plain kernel. */
  #pack(span: Span): void {
    const hyper = this.#hyper;
    if (this.#timed || span.version !== hyper.version) {
      this.#kernels.pack(span.scalars, this.#scalars, hyper.values[span.group] as never, this.iterations + 1);
      span.version = hyper.version;
    }
    if (span.extent !== "plain") span.use("plain");
  }

  /** The scale of the gradients that keeps their norm within clipNorm: `torch.nn.utils.clip_grad_norm_`. */
  #clipped(gradScale: number, sum: number): number {
    this.gradNorm = Math.sqrt(sum) * Math.abs(gradScale);
    const limit = this.#hyper.values[0].clipNorm as number;
    return limit === Infinity ? gradScale : gradScale * Math.min(1, limit / (this.gradNorm + 1e-6));
  }

  #accumulate({ spans, runs }: Plan, scale: number): number {
    for (let k = 0; k < spans.length; k++) spans[k].scalars[SCALE] = scale;
    for (let k = 0; k < runs.length; k++) runs[k].accumulate();
    return ++this.microSteps;
  }

  /** Whether a gradient is not finite: a sum of finite squares may overflow too. */
  #refuses({ bindings }: Plan, throws: boolean): boolean {
    const found = firstNonFinite(bindings);
    if (found === undefined) return false;
    if (throws) throw new RangeError(found);
    this.skipped++;
    return true;
  }

  #sweep(runs: Plan["runs"]): void {
    for (let k = 0; k < runs.length; k++) {
      const { span, begin, end } = runs[k];
      if (maySweep(this.#hyper.values[span.group].eps)) span.sweep(begin, end);
    }
  }

  /** The average's weights; none where it has not begun. */
  #writeAverage({ scalars }: Span, begun: boolean): void {
    const decay = this.#hyper.values[0].emaDecay as number;
    scalars[KEEP] = decay;
    scalars[GAIN] = begun ? 1 - decay : 0;
  }

  /** The first step copies the parameters. */
  #beginAverages({ bindings }: Plan): void {
    let begun = false;
    for (let k = 0; k < bindings.length; k++) {
      const { tensor, param } = bindings[k];
      if (tensor.averaged) continue;
      tensor.state(AVERAGE).set(param);
      tensor.averaged = begun = true;
    }
    if (begun) this.#plans.renew();
  }

  /** Each parameter has a gradient; a gradient may also be there without its parameter. */
  #requireMatches(grads: object): void {
    this.#hyper.requireMatches([...new Set([...this.#store.tensors.keys(), ...Object.keys(grads)])]);
    this.#matched = true;
  }
}

/** Updates between two sweeps of the state for subnormal numbers: at 256 they cost under 1 % of the steps. */
const SWEEP = 256;

/** Whether a rule without roots, or one whose eps outweighs the root of any subnormal number: else 0 in its place would change the step. */
function maySweep(eps: Values[string] | undefined): boolean {
  return eps === undefined || (eps as number) >= 1e-10;
}

/** What the kernels beside the plain one take. They ask the bits whether there is any decay: −0 would be one. */
function writeShared({ scalars: out }: Span, values: Values, gradScale: number): void {
  const { weightDecay, l2, clipValue, maximize, lr } = values as Record<string, number>;
  out[SCALE] = maximize ? -gradScale : gradScale;
  out[HIGH] = clipValue;
  out[LOW] = -clipValue;
  out[L2] = Math.abs(l2);
  out[DECAY] = Math.abs(lr * weightDecay);
}
