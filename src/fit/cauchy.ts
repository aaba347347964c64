import { inner } from "./beside.js";
import type { Box } from "./box.js";
import type { Curvature } from "./curvature.js";

/** The quadratic model of L-BFGS-B around a point: gradient g, B = θI − W M Wᵀ with W = [Y θS]. */
export interface Quadratic {
  readonly curvature: Curvature;
  readonly box: Box;
  readonly x: Float64Array;
  readonly g: Float64Array;
  /** Elements of the pairs' vectors, oldest first. */
  readonly s: readonly Float64Array[];
  readonly y: readonly Float64Array[];
}

/** A row of W. */
export function rowOf({ curvature, s, y }: Quadratic, i: number): Float64Array {
  const k = s.length;
  const row = new Float64Array(2 * k);
  for (let j = 0; j < k; j++) {
    row[j] = y[j][i];
    row[k + j] = curvature.theta * s[j][i];
  }
  return row;
}

/** Wᵀ v, over the elements that are asked for. */
export function columnsTimes({ curvature, s, y }: Quadratic, v: Float64Array, asked?: Uint8Array): Float64Array {
  const k = s.length;
  const sums = new Float64Array(2 * k);
  for (let j = 0; j < k; j++) {
    let [ofY, ofS] = [0, 0];
    for (let i = 0; i < v.length; i++) {
      if (asked !== undefined && asked[i] === 0) continue;
      ofY += y[j][i] * v[i];
      ofS += s[j][i] * v[i];
    }
    sums[j] = ofY;
    sums[k + j] = curvature.theta * ofS;
  }
  return sums;
}

export interface CauchyPoint {
  readonly x: Float64Array;
  /** Wᵀ (x − where it began). */
  readonly c: Float64Array;
  /** 1 for each element that is not at a bound. */
  readonly free: Uint8Array;
}

/** The first minimum of the model along the projected gradient: Byrd, Lu, Nocedal, Zhu 1995, algorithm CP. */
export function cauchyPoint(model: Quadratic): CauchyPoint {
  const { curvature, box, x, g } = model;
  const n = x.length;
  const { theta } = curvature;
  const cauchy = { x: x.slice(), c: new Float64Array(2 * model.s.length), free: new Uint8Array(n).fill(1) };
  const breaks = new Float64Array(n);
  const d = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const bound = g[i] < 0 ? box.upper[i] : box.lower[i];
    breaks[i] = g[i] === 0 ? Infinity : Math.abs(x[i] - bound) / Math.abs(g[i]);
    d[i] = breaks[i] === 0 ? 0 : -g[i];
    if (breaks[i] === 0 || box.holds(i)) cauchy.free[i] = 0;
  }
  const order = Array.from(breaks.keys())
    .filter((i) => breaks[i] > 0 && breaks[i] < Infinity)
    .toSorted((a, b) => breaks[a] - breaks[b] || a - b);
  const p = columnsTimes(model, d);
  let first = -inner(d, d);
  let second = -theta * first - inner(p, curvature.middle(p));
  const least = 2 ** -52 * -theta * first;
  let best = first === 0 ? 0 : -first / second;
  let passed = 0;
  for (const i of order) {
    const length = breaks[i] - passed;
    if (best < length) break;
    const bound = d[i] > 0 ? box.upper[i] : box.lower[i];
    const z = bound - x[i];
    cauchy.x[i] = bound;
    cauchy.free[i] = 0;
    for (let k = 0; k < p.length; k++) cauchy.c[k] += length * p[k];
    const [row, gi] = [rowOf(model, i), g[i]];
    const times = curvature.middle(row);
    first += length * second + gi * gi + theta * gi * z - gi * inner(times, cauchy.c);
    second -= theta * gi * gi + 2 * gi * inner(times, p) + gi * gi * inner(times, row);
    second = Math.max(second, least);
    for (let k = 0; k < p.length; k++) p[k] += gi * row[k];
    d[i] = 0;
    passed = breaks[i];
    best = first < 0 ? -first / second : 0;
  }
  best = Math.max(0, best);
  for (let i = 0; i < n; i++) if (cauchy.free[i] === 1) cauchy.x[i] = box.clamp(i, x[i] + (passed + best) * d[i]);
  for (let k = 0; k < p.length; k++) cauchy.c[k] += best * p[k];
  return cauchy;
}
