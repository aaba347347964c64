/** A column's rest is taken as its norm, made less by each reflection, until so little of it is left. */
const RECOMPUTED = 2 ** -26;

/**
 * A P = Q R by Householder reflections, with the column of largest remaining norm next: Businger & Golub 1965, Numerische
 * Mathematik 7. Q stays as its reflections.
 */
export class QR {
  /** Which column of A is at each place. */
  readonly pivots: Int32Array;
  /** R above the diagonal and the reflections on and below it, by columns; R's diagonal apart. */
  readonly #a: Float64Array;
  readonly diagonal: Float64Array;

  /** Of a matrix by columns, which is overwritten; m ≥ n or not. */
  constructor(
    a: Float64Array,
    readonly rows: number,
    readonly columns: number,
  ) {
    this.#a = a;
    this.pivots = Int32Array.from({ length: columns }, (_, k) => k);
    this.diagonal = new Float64Array(Math.min(rows, columns));
    const norms = Float64Array.from({ length: columns }, (_, j) => this.#normOf(j, 0));
    const wholes = norms.slice();
    for (let k = 0; k < this.diagonal.length; k++) {
      let next = k;
      for (let j = k + 1; j < columns; j++) if (norms[j] > norms[next]) next = j;
      if (next !== k) {
        this.#swap(k, next);
        norms[next] = norms[k];
        wholes[next] = wholes[k];
      }
      this.#reflect(k);
      for (let j = k + 1; j < columns; j++) {
        if (norms[j] === 0) continue;
        const share = a[j * rows + k] / norms[j];
        norms[j] *= Math.sqrt(Math.max(0, 1 - share * share));
        if (norms[j] <= RECOMPUTED * wholes[j]) wholes[j] = norms[j] = this.#normOf(j, k + 1);
      }
    }
  }

  /** An element of R. */
  r(i: number, j: number): number {
    return i === j ? this.diagonal[i] : i < j ? this.#a[j * this.rows + i] : 0;
  }

  /** Makes b Qᵀ b. */
  transform(b: Float64Array): void {
    for (let k = 0; k < this.diagonal.length; k++) this.#apply(k, b, 0);
  }

  /** The number of columns that are independent, to so many units of rounding. */
  rank(tolerance = Math.max(this.rows, this.columns) * 2 ** -52): number {
    const least = Math.abs(this.diagonal[0] ?? 0) * tolerance;
    let rank = 0;
    while (rank < this.diagonal.length && Math.abs(this.diagonal[rank]) > least) rank++;
    return rank;
  }

  /** The x of least A x − b, with 0 for columns that depend on others, to so many units; b is overwritten. */
  solve(b: Float64Array, tolerance?: number): Float64Array {
    this.transform(b);
    return this.solveTriangle(b, tolerance);
  }

  /** The x of R Pᵀ x = b. */
  solveTriangle(b: Float64Array, tolerance?: number): Float64Array {
    const { rows, pivots } = this;
    const x = new Float64Array(this.columns);
    const rank = this.rank(tolerance);
    for (let k = rank - 1; k >= 0; k--) {
      let sum = b[k];
      for (let j = k + 1; j < rank; j++) sum -= this.#a[j * rows + k] * x[pivots[j]];
      x[pivots[k]] = sum / this.diagonal[k];
    }
    return x;
  }

  /** The z of Rᵀ z = Pᵀ w. */
  solveTransposed(w: Float64Array): Float64Array {
    const z = new Float64Array(this.diagonal.length);
    for (let k = 0; k < z.length; k++) {
      let sum = w[this.pivots[k]];
      for (let i = 0; i < k; i++) sum -= this.r(i, k) * z[i];
      z[k] = this.diagonal[k] === 0 ? 0 : sum / this.diagonal[k];
    }
    return z;
  }

  /** P Rᵀ b. */
  transposedTriangle(b: Float64Array): Float64Array {
    const product = new Float64Array(this.columns);
    for (let j = 0; j < this.columns; j++) {
      let sum = 0;
      for (let i = 0; i <= j && i < this.diagonal.length; i++) sum += this.r(i, j) * b[i];
      product[this.pivots[j]] = sum;
    }
    return product;
  }

  /** (AᵀA)⁻¹ by rows; undefined where columns depend on each other. */
  inverseOfSquare(): Float64Array[] | undefined {
    const n = this.columns;
    if (this.rank() < n) return undefined;
    const inverse = Array.from({ length: n }, () => new Float64Array(n));
    for (let j = n - 1; j >= 0; j--) {
      inverse[j][j] = 1 / this.diagonal[j];
      for (let i = j - 1; i >= 0; i--) {
        let sum = 0;
        for (let k = i + 1; k <= j; k++) sum += this.r(i, k) * inverse[k][j];
        inverse[i][j] = -sum / this.diagonal[i];
      }
    }
    const result = Array.from({ length: n }, () => new Float64Array(n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = Math.max(i, j); k < n; k++) sum += inverse[i][k] * inverse[j][k];
        result[this.pivots[i]][this.pivots[j]] = sum;
      }
    }
    return result;
  }

  #reflect(k: number): void {
    const { rows } = this;
    const a = this.#a;
    const at = k * rows;
    let norm = this.#normOf(k, k);
    if (norm === 0) {
      this.diagonal[k] = 0;
      return;
    }
    if (a[at + k] < 0) norm = -norm;
    for (let i = k; i < rows; i++) a[at + i] /= norm;
    a[at + k] += 1;
    this.diagonal[k] = -norm;
    for (let j = k + 1; j < this.columns; j++) this.#apply(k, a, j * rows);
  }

  /** The k-th reflection of a column that begins there. */
  #apply(k: number, b: Float64Array, begin: number): void {
    const { rows } = this;
    const a = this.#a;
    const at = k * rows;
    if (this.diagonal[k] === 0) return;
    let sum = 0;
    for (let i = k; i < rows; i++) sum += a[at + i] * b[begin + i];
    const factor = -sum / a[at + k];
    for (let i = k; i < rows; i++) b[begin + i] += factor * a[at + i];
  }

  #swap(j: number, k: number): void {
    const { rows } = this;
    const a = this.#a;
    for (let i = 0; i < rows; i++) [a[j * rows + i], a[k * rows + i]] = [a[k * rows + i], a[j * rows + i]];
    [this.pivots[j], this.pivots[k]] = [this.pivots[k], this.pivots[j]];
  }

  /** Of what is below a row, without overflow. */
  #normOf(j: number, from: number): number {
    const { rows } = this;
    const a = this.#a;
    let sum = 0;
    for (let i = from; i < rows; i++) sum += a[j * rows + i] * a[j * rows + i];
    if (sum > 2 ** -900 && sum < Infinity) return Math.sqrt(sum);
    let most = 0;
    for (let i = from; i < rows; i++) most = Math.max(most, Math.abs(a[j * rows + i]));
    if (most === 0 || !Number.isFinite(most)) return most;
    sum = 0;
    for (let i = from; i < rows; i++) {
      const share = a[j * rows + i] / most;
      sum += share * share;
    }
    return most * Math.sqrt(sum);
  }
}
