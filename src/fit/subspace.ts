import { inner } from "./beside.js";
import { columnsTimes, rowOf, type CauchyPoint, type Quadratic } from "./cauchy.js";
import { QR } from "./qr.js";

/**
 * The model's minimum over the elements that are free at the Cauchy point: the direct primal method of Byrd, Lu, Nocedal,
 * Zhu 1995, section 5.1, projected onto the bounds; where that is no descent, the way to it is cut at the first bound:
 * Morales & Nocedal 2011, ACM TOMS 38(1), remark on algorithm 778.
 */
export function subspaceMinimum(model: Quadratic, { x: cauchy, c, free }: CauchyPoint): Float64Array {
  const { curvature, box, x, g, s } = model;
  const { theta } = curvature;
  const n = x.length;
  if (s.length === 0 || !free.includes(1)) return cauchy;
  const scaled = curvature.middle(c);
  const r = new Float64Array(n);
  for (let i = 0; i < n; i++)
    if (free[i] === 1) r[i] = g[i] + theta * (cauchy[i] - x[i]) - inner(rowOf(model, i), scaled);
  const v = reduced(model, free, curvature.middle(columnsTimes(model, r, free)));
  const found = new Float64Array(n);
  const step = new Float64Array(n);
  let slope = 0;
  for (let i = 0; i < n; i++) {
    step[i] = free[i] === 1 ? -(r[i] + inner(rowOf(model, i), v) / theta) / theta : 0;
    found[i] = box.clamp(i, cauchy[i] + step[i]);
    slope += (found[i] - x[i]) * g[i];
  }
  if (slope < 0) return found;
  let share = 1;
  for (let i = 0; i < n; i++) {
    if (step[i] === 0) continue;
    const bound = step[i] > 0 ? box.upper[i] : box.lower[i];
    share = Math.min(share, (bound - cauchy[i]) / step[i]);
  }
  return cauchy.map((xi, i) => box.clamp(i, xi + share * step[i]));
}

/** (I − M WᵀZZᵀW / θ)⁻¹ v. */
function reduced(model: Quadratic, free: Uint8Array, v: Float64Array): Float64Array {
  const { curvature, s, y } = model;
  const size = v.length;
  const a = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const column = j < s.length ? y[j] : s[j - s.length].map((x) => curvature.theta * x);
    const times = curvature.middle(columnsTimes(model, column, free));
    for (let i = 0; i < size; i++) a[j * size + i] = (i === j ? 1 : 0) - times[i] / curvature.theta;
  }
  return new QR(a, size, size).solve(v, 0);
}
