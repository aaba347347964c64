import type { Floats } from "../numbers.js";
import type { Point } from "./point.js";
import type { Pairs, Vectors } from "./vectors.js";

/** Sums of fewer than eight products have one order on every backend, that of the elements. */
export const FEW = 7;

/**
 * The vectors of up to `FEW` float64 numbers, with the operations of the passes in their order: in JavaScript, since a call
 * into a module takes longer than they do. No lists are taken apart here: V8 allocates them.
 */
export class FewVectors implements Vectors {
  readonly #heap: Float64Array;
  readonly #length: number;
  readonly #point: Point;
  readonly #shares: number[] = [];

  constructor(point: Point, count: number) {
    this.#point = point;
    this.#length = point.length;
    this.#heap = new Float64Array(count * point.length);
  }

  views(vector: number): Floats[] {
    const { begins } = this.#point;
    const views: Floats[] = [];
    const begin = vector * this.#length;
    for (let leaf = 0; leaf < begins.length; leaf++)
      views.push(this.#heap.subarray(begin + begins[leaf], begin + begins[leaf] + this.#point.lengthOf(leaf)));
    return views;
  }

  dot(a: number, b: number): number {
    const x = this.#heap;
    const n = this.#length;
    const atA = a * n;
    const atB = b * n;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += x[atA + i] * x[atB + i];
    return sum;
  }

  recursion(d: number, g: number, { steps, changes, products }: Pairs, theta: number): number {
    const x = this.#heap;
    const n = this.#length;
    const shares = this.#shares;
    const last = steps.length - 1;
    const at = d * n;
    this.scaled(d, -1, g);
    let product = this.dot(d, steps[last]);
    for (let k = last; k >= 0; k--) {
      const share = product / products[k];
      shares[k] = share;
      const y = changes[k] * n;
      const s = (k > 0 ? steps[k - 1] : changes[0]) * n;
      product = 0;
      for (let i = 0; i < n; i++) {
        const next = x[at + i] - share * x[y + i];
        x[at + i] = next;
        product += next * x[s + i];
      }
    }
    this.scaled(d, 1 / theta, d);
    product = this.dot(d, changes[0]);
    for (let k = 0; k <= last; k++) {
      const share = shares[k] - product / products[k];
      const s = steps[k] * n;
      const y = (k < last ? changes[k + 1] : g) * n;
      product = 0;
      for (let i = 0; i < n; i++) {
        const next = x[at + i] + share * x[s + i];
        x[at + i] = next;
        product += next * x[y + i];
      }
    }
    return product;
  }

  move(to: number, from: number, scale: number, d: number): void {
    const x = this.#heap;
    const n = this.#length;
    const atTo = to * n;
    const atFrom = from * n;
    const atD = d * n;
    for (let i = 0; i < n; i++) x[atTo + i] = x[atFrom + i] + scale * x[atD + i];
  }

  scaled(to: number, scale: number, from: number): void {
    const x = this.#heap;
    const n = this.#length;
    const atTo = to * n;
    const atFrom = from * n;
    for (let i = 0; i < n; i++) x[atTo + i] = scale * x[atFrom + i];
  }

  most(of: (inA: number, inB: number) => number, a: number, b: number): number {
    const x = this.#heap;
    const n = this.#length;
    let most = 0;
    for (let i = 0; i < n; i++) most = Math.max(most, of(x[a * n + i], x[b * n + i]));
    return most;
  }
}
