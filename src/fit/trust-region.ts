import { normOf } from "./beside.js";
import { QR } from "./qr.js";

const LEAST = 2 ** -1022;

/**
 * The step p of least ‖f + J p‖ with ‖D p‖ at most the radius, to a tenth of it, and its Levenberg-Marquardt parameter:
 * Moré 1978, The Levenberg-Marquardt algorithm: implementation and theory, section 5. All is done in D p, so that the units
 * of the parameters do not matter.
 */
export class TrustRegion {
  readonly #qr: QR;
  readonly #scales: Float64Array;
  /** Qᵀ (−f), as long as J has columns. */
  readonly #right: Float64Array;
  readonly #n: number;
  parameter = 0;

  /** Of a Jacobian by columns, which is overwritten. */
  constructor(jacobian: Float64Array, f: Float64Array, scales: Float64Array) {
    const m = f.length;
    this.#n = scales.length;
    this.#scales = scales;
    for (let at = 0; at < jacobian.length; at++) jacobian[at] /= scales[Math.floor(at / m)];
    this.#qr = new QR(jacobian, m, this.#n);
    const right = f.map((x) => -x);
    this.#qr.transform(right);
    this.#right = new Float64Array(this.#n);
    this.#right.set(right.subarray(0, Math.min(this.#n, m)));
  }

  step(radius: number, guess: number): Float64Array {
    return this.#scaled(radius, guess).map((x, k) => x / this.#scales[k]);
  }

  #scaled(radius: number, guess: number): Float64Array {
    const qr = this.#qr;
    let p = qr.solveTriangle(this.#right);
    let length = normOf(p);
    let beyond = length - radius;
    this.parameter = 0;
    if (beyond <= 0.1 * radius) return p;
    const isFull = qr.rank() === this.#n;
    let low = isFull ? beyond / radius / curvature(qr, p, length) : 0;
    const slope = normOf(qr.transposedTriangle(this.#right));
    let high = slope / radius || LEAST / Math.min(radius, 0.1);
    let parameter = Math.min(Math.max(guess, low), high) || slope / length;
    for (let turn = 1; ; turn++) {
      if (parameter === 0) parameter = Math.max(LEAST, 1e-3 * high);
      const damped = this.#damped(parameter);
      const right = new Float64Array(2 * this.#n);
      right.set(this.#right);
      p = damped.solve(right, 0);
      length = normOf(p);
      const before = beyond;
      beyond = length - radius;
      if (Math.abs(beyond) <= 0.1 * radius || (low === 0 && beyond <= before && before < 0) || turn === 10) break;
      const change = beyond / radius / curvature(damped, p, length);
      if (beyond > 0) low = Math.max(low, parameter);
      else high = Math.min(high, parameter);
      parameter = Math.max(low, parameter + change);
    }
    this.parameter = parameter;
    return p;
  }

  /** J with √parameter below it on the diagonal, of which R has all that counts. */
  #damped(parameter: number): QR {
    const n = this.#n;
    const a = new Float64Array(2 * n * n);
    const root = Math.sqrt(parameter);
    for (let j = 0; j < n; j++) {
      const column = this.#qr.pivots[j] * 2 * n;
      for (let i = 0; i <= j && i < this.#qr.diagonal.length; i++) a[column + i] = this.#qr.r(i, j);
      a[column + n + j] = root;
    }
    return new QR(a, 2 * n, n);
  }
}

/** ‖R⁻ᵀ Pᵀ p / ‖p‖‖². */
function curvature(qr: QR, p: Float64Array, length: number): number {
  const norm = normOf(qr.solveTransposed(p.map((x) => x / length)));
  return norm * norm;
}
