import { cholesky, solveCholesky } from "./cholesky.js";
import type { Pairs, Vectors } from "./vectors.js";

/** The last pairs of steps and of changes of the gradient, oldest first, and their dot products. */
export class Curvature implements Pairs {
  /** The vectors of each pair. */
  readonly steps: number[] = [];
  readonly changes: number[] = [];
  /** sᵢᵀyᵢ. */
  readonly products: number[] = [];
  /** Of all pairs, sᵢᵀyⱼ and sᵢᵀsⱼ. */
  readonly #sy: number[][] = [];
  readonly #ss: number[][] = [];
  /** yᵀy / sᵀy of the last pair: the scale of the first approximation. */
  theta = 1;
  readonly #free: [number, number][] = [];
  readonly #vectors: Vectors;
  #factor: Float64Array[] | "none" | undefined;

  /** So many pairs are kept, in the vectors from the first one on, two for each. */
  constructor(vectors: Vectors, first: number, history: number) {
    this.#vectors = vectors;
    for (let k = history - 1; k >= 0; k--) this.#free.push([first + 2 * k, first + 2 * k + 1]);
  }

  get count(): number {
    return this.steps.length;
  }

  /** The vectors that the next pair is to be written to; the oldest gives up its own where all are in use. */
  next(): readonly [number, number] {
    if (this.#free.length === 0) this.#drop();
    return this.#free[this.#free.length - 1];
  }

  /** Keeps the pair in these vectors, unless its curvature is nothing to build on. */
  take(): boolean {
    const pair = this.#free[this.#free.length - 1];
    const s = pair[0];
    const y = pair[1];
    const sy = this.#vectors.dot(s, y);
    const yy = this.#vectors.dot(y, y);
    if (!(sy > 2 ** -52 * yy) || !Number.isFinite(yy)) return false;
    this.#free.pop();
    this.steps.push(s);
    this.changes.push(y);
    this.products.push(sy);
    this.theta = yy / sy;
    this.#factor = undefined;
    return true;
  }

  /** Forgets all pairs. */
  clear(): void {
    while (this.count > 0) this.#drop();
    this.theta = 1;
  }

  /** The dot products of all pairs, which only bounds ask for, as far as they are not known. */
  #multiply(): void {
    const vectors = this.#vectors;
    for (let last = this.#sy.length; last < this.count; last++) {
      const [s, y] = [this.steps[last], this.changes[last]];
      this.#sy.push([]);
      this.#ss.push([]);
      for (let k = 0; k <= last; k++) {
        this.#sy[last][k] = k === last ? this.products[k] : vectors.dot(s, this.changes[k]);
        this.#sy[k][last] = k === last ? this.products[k] : vectors.dot(this.steps[k], y);
        this.#ss[last][k] = this.#ss[k][last] = vectors.dot(s, this.steps[k]);
      }
    }
  }

  /**
   * M v: the inverse of [−D Lᵀ; L θSᵀS], of 2k rows, times a vector; by the Cholesky factor of θSᵀS + L D⁻¹ Lᵀ, as in
   * Byrd, Lu, Nocedal, Zhu 1995, section 3. Where rounding has left that not positive, M counts as 0: then
   * the curvature is θ alone.
   */
  middle(v: ArrayLike<number>): Float64Array {
    const k = this.count;
    const product = new Float64Array(2 * k);
    if (k === 0) return product;
    this.#factor ??= this.#factored();
    if (this.#factor === "none") return product;
    const sy = this.#sy;
    const right = new Float64Array(k);
    for (let i = 0; i < k; i++) {
      right[i] = v[k + i];
      for (let j = 0; j < i; j++) right[i] += (sy[i][j] * v[j]) / sy[j][j];
    }
    const second = solveCholesky(this.#factor, right);
    product.set(second, k);
    for (let j = 0; j < k; j++) {
      let sum = -v[j];
      for (let i = j + 1; i < k; i++) sum += sy[i][j] * second[i];
      product[j] = sum / sy[j][j];
    }
    return product;
  }

  #factored(): Float64Array[] | "none" {
    this.#multiply();
    const [k, sy] = [this.count, this.#sy];
    const whole = Array.from({ length: k }, (_, i) => Float64Array.from(this.#ss[i], (x) => this.theta * x));
    for (let i = 0; i < k; i++)
      for (let j = 0; j <= i; j++) {
        for (let l = 0; l < j; l++) whole[i][j] += (sy[i][l] * sy[j][l]) / sy[l][l];
        whole[j][i] = whole[i][j];
      }
    return cholesky(whole) ?? "none";
  }

  #drop(): void {
    this.#free.push([this.steps.shift() as number, this.changes.shift() as number]);
    this.products.shift();
    for (const table of [this.#sy, this.#ss]) {
      table.shift();
      for (const row of table) row.shift();
    }
    this.#factor = undefined;
  }
}
