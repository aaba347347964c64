import type { Floats } from "../numbers.js";
import type { Point } from "./point.js";
import { twoLoops, type Turning } from "./two-loop.js";
import type { Pairs, Vectors } from "./vectors.js";

/** Sums of fewer than eight products have one order on every backend, that of the elements. */
export const FEW = 7;

/**
 * The vectors of up to `FEW` float64 numbers, with the operations of the passes in their order: in JavaScript, since a call
 * into a module takes longer than they do. No lists are taken apart here: V8 allocates them.
 */
export class FewVectors implements Vectors, Turning {
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

  advance(q: number, scale: number, y: number, s: number): number {
    const x = this.#heap;
    const n = this.#length;
    const atQ = q * n;
    const atY = y * n;
    const atS = s * n;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const next = x[atQ + i] + scale * x[atY + i];
      x[atQ + i] = next;
      sum += next * x[atS + i];
    }
    return sum;
  }

  recursion(d: number, g: number, pairs: Pairs, theta: number): number {
    return twoLoops(this, d, g, pairs, theta, this.#shares);
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
