import { QR } from "./qr.js";
import type { Pair, Vectors } from "./vectors.js";

/** The last pairs of steps and of changes of the gradient, oldest first, and their dot products. */
export class Curvature {
  /** The vectors of each pair. */
  readonly steps: number[] = [];
  readonly changes: number[] = [];
  /** sᵢᵀyᵢ; of all pairs, sᵢᵀyⱼ and sᵢᵀsⱼ. */
  readonly #own: number[] = [];
  readonly #sy: number[][] = [];
  readonly #ss: number[][] = [];
  /** yᵀy / sᵀy of the last pair: the scale of the first approximation. */
  theta = 1;
  readonly #free: [number, number][];
  readonly #vectors: Vectors;
  #middle: QR | undefined;

  /** Pairs are kept in these vectors, two for each. */
  constructor(vectors: Vectors, places: readonly (readonly [number, number])[]) {
    this.#vectors = vectors;
    this.#free = places.map(([s, y]) => [s, y]);
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
    const [s, y] = this.#free[this.#free.length - 1];
    const vectors = this.#vectors;
    const [sy, yy] = [vectors.dot(s, y), vectors.dot(y, y)];
    if (!(sy > 2 ** -52 * yy) || !Number.isFinite(yy)) return false;
    this.#free.pop();
    this.steps.push(s);
    this.changes.push(y);
    this.#own.push(sy);
    this.theta = yy / sy;
    this.#middle = undefined;
    return true;
  }

  /** Forgets all pairs. */
  clear(): void {
    while (this.count > 0) this.#drop();
    this.theta = 1;
  }

  /** All pairs, oldest first. */
  get pairs(): Pair[] {
    return this.steps.map((s, k) => ({ s, y: this.changes[k], product: this.#own[k] }));
  }

  /** The dot products of all pairs, which only bounds ask for, as far as they are not known. */
  #multiply(): void {
    const vectors = this.#vectors;
    for (let last = this.#sy.length; last < this.count; last++) {
      const [s, y] = [this.steps[last], this.changes[last]];
      this.#sy.push([]);
      this.#ss.push([]);
      for (let k = 0; k <= last; k++) {
        this.#sy[last][k] = k === last ? this.#own[k] : vectors.dot(s, this.changes[k]);
        this.#sy[k][last] = k === last ? this.#own[k] : vectors.dot(this.steps[k], y);
        this.#ss[last][k] = this.#ss[k][last] = vectors.dot(s, this.steps[k]);
      }
    }
  }

  /** M v: the inverse of [−D Lᵀ; L θSᵀS], of 2k rows, times a vector. */
  middle(v: ArrayLike<number>): Float64Array {
    const k = this.count;
    if (k === 0) return new Float64Array(0);
    if (this.#middle === undefined) {
      this.#multiply();
      const size = 2 * k;
      const a = new Float64Array(size * size);
      for (let i = 0; i < k; i++) {
        a[i * size + i] = -this.#sy[i][i];
        for (let j = 0; j < k; j++) {
          if (i > j) a[j * size + k + i] = a[(k + i) * size + j] = this.#sy[i][j];
          a[(k + j) * size + k + i] = this.theta * this.#ss[i][j];
        }
      }
      this.#middle = new QR(a, size, size);
    }
    return this.#middle.solve(Float64Array.from(v), 0);
  }

  #drop(): void {
    this.#free.push([this.steps.shift() as number, this.changes.shift() as number]);
    this.#own.shift();
    for (const table of [this.#sy, this.#ss]) {
      table.shift();
      for (const row of table) row.shift();
    }
    this.#middle = undefined;
  }
}
