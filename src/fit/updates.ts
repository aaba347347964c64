import { internals, type Internals } from "../internals.js";
import type { Optimizer } from "../optimizer.js";
import { gather, gradNormOf, normOf, viewsOf } from "./beside.js";
import { Point } from "./point.js";
import type { Walk } from "./walk.js";

/** What `minimize` asks of an optimizer. One that does not count its steps is taken to make one at each update. */
export type Updating = Pick<Optimizer, "update"> & Partial<Pick<Optimizer, "iterations" | "currentLr">>;

/** One update of an optimizer after the other. */
export class Updates implements Walk {
  merit = NaN;
  gradNorm = NaN;
  stepped = true;
  keptValue = NaN;
  keptNorm = NaN;
  readonly #optimizer: Updating;
  readonly #params: object;
  readonly #hyper: Internals["hyper"] | undefined;
  readonly #point: Point;
  readonly #start: Float64Array;
  /** Where the last update began. */
  #last: Float64Array;
  #spare: Float64Array;
  /** The point to return to, once it has been left; it may be `#last`. */
  #kept: Float64Array | undefined;
  /** Whether the point to return to is where the parameters are. */
  #isKept = false;

  constructor(
    optimizer: Updating,
    params: object,
    public value: number,
    private grads: unknown,
  ) {
    this.#optimizer = optimizer;
    this.#params = params;
    this.#hyper = (optimizer as Partial<Optimizer>)[internals]?.hyper;
    this.#point = new Point("params", params, true);
    this.#start = this.#point.read();
    this.#last = this.#start.slice();
    this.#spare = this.#start.slice();
    this.#look();
  }

  move(): void {
    if (this.#kept === this.#last) [this.#last, this.#spare] = [this.#spare, this.#last];
    this.#point.save(this.#last);
    if (this.#isKept) this.#kept = this.#last;
    this.#isKept = false;
    // An optimizer that does not count its steps is taken to make one at each update.
    const before = this.#optimizer.iterations ?? NaN;
    this.#optimizer.update(this.#params as never, this.grads as never);
    this.stepped = this.#optimizer.iterations !== before;
  }

  see(value: number, grads: unknown): boolean {
    this.value = value;
    this.grads = grads;
    this.#look();
    return true;
  }

  moved(): boolean {
    return this.#point.differs(this.#last);
  }

  slope(): number {
    const now = this.#point.read();
    const gradient = this.#gradientAt(now, this.#l2());
    let sum = 0;
    for (let k = 0; k < now.length; k++) sum += gradient[k] * (now[k] - this.#last[k]);
    return sum;
  }

  stepSize(): number {
    const now = this.#point.read();
    let most = 0;
    for (let k = 0; k < now.length; k++)
      most = Math.max(most, Math.abs(now[k] - this.#last[k]) / (1 + Math.abs(now[k])));
    return most;
  }

  get rate(): number {
    return this.#optimizer.currentLr ?? 1;
  }

  keep(): void {
    this.#isKept = true;
    this.keptValue = this.value;
    this.keptNorm = this.gradNorm;
  }

  leave(where: "kept" | "start"): void {
    if (where === "start") this.#point.put(this.#start);
    else if (!this.#isKept) this.#point.put(this.#kept ?? this.#start);
  }

  /** The norm of the gradients as the optimizer takes them, and what they are the gradients of. */
  #look(): void {
    this.merit = this.#sign * this.value;
    const l2 = this.#l2();
    if (l2 === undefined) {
      this.gradNorm = gradNormOf(this.#point, this.grads);
      return;
    }
    const now = this.#point.read();
    this.gradNorm = normOf(this.#gradientAt(now, l2));
    for (let k = 0; k < now.length; k++) this.merit += (l2[this.#point.leafOf(k)] / 2) * now[k] * now[k];
  }

  /** −1 where the optimizer makes the value greater. */
  get #sign(): number {
    return this.#hyper?.values[0].maximize === true ? -1 : 1;
  }

  /** What the optimizer has as `l2` for each leaf, if it has any. */
  #l2(): number[] | undefined {
    const hyper = this.#hyper;
    if (hyper === undefined || hyper.simple) return undefined;
    const found = this.#point.leaves.map(({ name }) => Number(hyper.values[hyper.groupOf(name)].l2));
    return found.some((each) => each > 0) ? found : undefined;
  }

  #gradientAt(now: Float64Array, l2: readonly number[] | undefined): Float64Array {
    const gradient = new Float64Array(now.length);
    gather("grads", this.#point, this.grads, viewsOf(this.#point, gradient));
    const sign = this.#sign;
    for (let k = 0; k < now.length; k++)
      gradient[k] = sign * gradient[k] + (l2 === undefined ? 0 : l2[this.#point.leafOf(k)] * now[k]);
    return gradient;
  }
}
