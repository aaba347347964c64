import { requireOwn } from "./averages.js";
import { sumOfSquares, firstNonFinite } from "./norm.js";
import type { Hyperparameters, Values } from "../options/hyperparameters.js";
import type { ParamMap } from "../model/maps.js";
import { DECAY, GAIN, HIGH, KEEP, L2, LOW, SCALE, type Rule } from "../rule.js";
import { ACCUMULATED, AVERAGE, type Span } from "../memory/span.js";
import { stepRows } from "./rows.js";
import type { Moving, Store } from "./store.js";

/** What an optimizer has counted. */
export interface Counts {
  iterations: number;
  skipped: number;
  /** Calls of `update` since the last step, where several make one. */
  microSteps: number;
  gradNorm: number | undefined;
}

/** Takes one update from the given maps to the moved parameters. */
export class Stepper implements Counts {
  iterations = 0;
  skipped = 0;
  microSteps = 0;
  gradNorm: number | undefined;
  readonly #rule: Rule<never>;
  readonly #hyper: Hyperparameters;
  readonly #store: Store;
  readonly #clips: boolean;
  readonly #averages: boolean;
  #matched = false;

  constructor(rule: Rule<never>, hyper: Hyperparameters, store: Store, clips: boolean, averages: boolean) {
    this.#rule = rule;
    this.#hyper = hyper;
    this.#store = store;
    this.#clips = clips;
    this.#averages = averages;
  }

  update(params: object, grads: object, gradScale: number): void {
    const hyper = this.#hyper;
    if (hyper.scheduled) hyper.settle(this.iterations);
    const moving = this.#store.bind(params, grads);
    if (!this.#matched) this.#requireMatches(grads);
    if (!hyper.involved) {
      this.#adopt(moving);
      this.#step(params, moving, gradScale, undefined);
      return;
    }
    const { accumulate, nonFinite } = hyper.values[0];
    if (this.#averages) for (let k = 0; k < moving.pieces.length; k++) requireOwn(moving.pieces[k].tensor, "an update");
    if (accumulate !== 1 && moving.rows.length > 0) {
      throw new TypeError("sparse rows cannot be accumulated: give each its own step, or a dense gradient");
    }
    let sum: number | undefined;
    if (nonFinite !== "propagate") {
      sum = sumOfSquares(moving.pieces, false);
      if (!Number.isFinite(sum) && this.#refuses(moving, nonFinite === "throw")) return;
    }
    this.#adopt(moving);
    if (accumulate === 1) this.#step(params, moving, gradScale, sum);
    else if (this.#accumulate(moving, gradScale) === accumulate) {
      this.microSteps = 0;
      this.#step(params, moving, 1 / (accumulate as number), undefined);
    }
  }

  reset(): void {
    this.iterations = this.skipped = this.microSteps = 0;
    this.gradNorm = undefined;
  }

  // Emptying a list that is empty costs 25 ns.
  #adopt({ added }: Moving): void {
    if (added.length > 0) this.#store.adopt(added);
  }

  #step(params: object, moving: Moving, gradScale: number, sum: number | undefined): void {
    const { spans, runs, rows, plain } = moving;
    // What may fail, for want of memory, comes before the first write.
    for (let k = 0; k < rows.length; k++) this.#store.desk(rows[k].tensor.span, rows[k].rows?.width ?? 0);
    const hyper = this.#hyper;
    const accumulated = hyper.involved && hyper.values[0].accumulate !== 1;
    const scale = this.#clips || hyper.examines ? this.#clipped(gradScale, sum ?? sumOfSquares(moving.pieces, accumulated)) : gradScale;
    const all = scale !== 1 || this.#averages;
    for (let k = 0; k < spans.length; k++) {
      const span = spans[k];
      const values = hyper.values[span.group];
      this.#rule.coefficients(span.coefficients, values as never, this.iterations + 1);
      span.full = all || hyper.shares[span.group];
      if (span.full) writeShared(span, values, scale);
    }
    const sweeps = this.iterations % SWEEP === SWEEP - 1;
    for (let k = 0; k < runs.length; k++) {
      const run = runs[k];
      if (this.#averages) this.#writeAverage(run.span, run.averaged);
      run.do(true, !accumulated);
      if (accumulated) run.span.clear(ACCUMULATED, run.begin, run.end);
      if (sweeps && maySweep(hyper.values[run.span.group].eps)) run.sweep();
    }
    for (let k = 0; k < rows.length; k++) {
      const { tensor } = rows[k];
      if (this.#averages) this.#writeAverage(tensor.span, tensor.averaged);
      stepRows(this.#store, rows[k]);
    }
    if (this.#averages) this.#beginAverages(moving);
    for (let k = 0; k < plain.length; k++) (params as ParamMap)[plain[k].tensor.name] = plain[k].param[0];
    this.iterations++;
  }

  /** The scale of the gradients that keeps their norm within clipNorm: `torch.nn.utils.clip_grad_norm_`. */
  #clipped(gradScale: number, sum: number): number {
    this.gradNorm = Math.sqrt(sum) * Math.abs(gradScale);
    const limit = this.#hyper.values[0].clipNorm as number;
    return limit === Infinity ? gradScale : gradScale * Math.min(1, limit / (this.gradNorm + 1e-6));
  }

  #accumulate({ spans, runs }: Moving, scale: number): number {
    for (let k = 0; k < spans.length; k++) spans[k].coefficients[SCALE] = scale;
    for (let k = 0; k < runs.length; k++) runs[k].do(false, true);
    return ++this.microSteps;
  }

  /** Whether a gradient is not finite: a sum of finite squares may overflow too. */
  #refuses({ pieces }: Moving, throws: boolean): boolean {
    const found = firstNonFinite(pieces);
    if (found === undefined) return false;
    if (throws) throw new RangeError(found);
    this.skipped++;
    return true;
  }

  /** The average's weights; none where it has not begun. */
  #writeAverage({ coefficients }: Span, begun: boolean): void {
    const decay = this.#hyper.values[0].emaDecay as number;
    coefficients[KEEP] = decay;
    coefficients[GAIN] = begun ? 1 - decay : 0;
  }

  /** The first step copies the parameters. */
  #beginAverages({ pieces }: Moving): void {
    let begun = false;
    for (let k = 0; k < pieces.length; k++) {
      const { tensor, param } = pieces[k];
      if (tensor.averaged) continue;
      tensor.state(AVERAGE).set(param);
      tensor.averaged = begun = true;
    }
    if (begun) this.#store.regroup();
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

/** What full kernels take. They ask the bits whether there is any decay: −0 would be one. */
function writeShared({ coefficients: out }: Span, values: Values, gradScale: number): void {
  const { weightDecay, l2, clipValue, maximize, lr } = values as Record<string, number>;
  out[SCALE] = maximize ? -gradScale : gradScale;
  out[HIGH] = clipValue;
  out[LOW] = -clipValue;
  out[L2] = Math.abs(l2);
  out[DECAY] = Math.abs(lr * weightDecay);
}
