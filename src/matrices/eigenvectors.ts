/**
 * Eigenvectors of a symmetric matrix, the one of the greatest eigenvalue first, one after the other: by Householder's
 * reflections to three diagonals and Francis's iteration with shifts (EISPACK's tred2 and tql2), in float64 by + − × ÷ and √
 * alone, so that they are the same bits everywhere. NaN where the matrix is not finite.
 */
export function eigenvectors(matrix: ArrayLike<number>, n: number): Float64Array[] {
  const values = Float64Array.from(matrix);
  if (!values.every(Number.isFinite)) return Array.from({ length: n }, () => new Float64Array(n).fill(NaN));
  const vectors = Array.from({ length: n }, (_, k) => values.slice(k * n, (k + 1) * n));
  const [diagonal, beside] = [new Float64Array(n), new Float64Array(n)];
  reduce(vectors, diagonal, beside);
  iterate(vectors, diagonal, beside);
  const order = Array.from(diagonal.keys()).toSorted((a, b) => diagonal[b] - diagonal[a]);
  return order.map((k) => vectors[k]);
}

/** To three diagonals, with the reflections gathered in the columns `v`. */
function reduce(v: readonly Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let j = 0; j < n; j++) d[j] = v[j][n - 1];
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]);
    let h = 0;
    if (scale === 0) {
      e[i] = d[i - 1];
      for (let j = 0; j < i; j++) {
        d[j] = v[j][i - 1];
        v[j][i] = 0;
        v[i][j] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] /= scale;
        h += d[k] * d[k];
      }
      const f = d[i - 1];
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        const column = v[j];
        const own = d[j];
        v[i][j] = own;
        let sum = e[j] + column[j] * own;
        for (let k = j + 1; k < i; k++) {
          sum += column[k] * d[k];
          e[k] += column[k] * own;
        }
        e[j] = sum;
      }
      let product = 0;
      for (let j = 0; j < i; j++) {
        e[j] /= h;
        product += e[j] * d[j];
      }
      const half = product / (h + h);
      for (let j = 0; j < i; j++) e[j] -= half * d[j];
      for (let j = 0; j < i; j++) {
        const column = v[j];
        const [own, other] = [d[j], e[j]];
        for (let k = j; k < i; k++) column[k] -= own * e[k] + other * d[k];
        d[j] = column[i - 1];
        column[i] = 0;
      }
    }
    d[i] = h;
  }
  gather(v, d);
  for (let j = 0; j < n; j++) {
    d[j] = v[j][n - 1];
    v[j][n - 1] = 0;
  }
  v[n - 1][n - 1] = 1;
  e[0] = 0;
}

function gather(v: readonly Float64Array[], d: Float64Array): void {
  const n = d.length;
  for (let i = 0; i < n - 1; i++) {
    v[i][n - 1] = v[i][i];
    v[i][i] = 1;
    const h = d[i + 1];
    const next = v[i + 1];
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = next[k] / h;
      for (let j = 0; j <= i; j++) {
        const column = v[j];
        let g = 0;
        for (let k = 0; k <= i; k++) g += next[k] * column[k];
        for (let k = 0; k <= i; k++) column[k] -= g * d[k];
      }
    }
    next.fill(0, 0, i + 1);
  }
}

/** A value takes two or three. */
const TURNS = 60;

/** To the diagonal. */
function iterate(v: readonly Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let [shift, most] = [0, 0];
  for (let l = 0; l < n; l++) {
    most = Math.max(most, Math.abs(d[l]) + Math.abs(e[l]));
    const least = 2 ** -52 * most;
    let m = l;
    while (m < n - 1 && Math.abs(e[m]) > least) m++;
    if (m > l) {
      for (let turn = 0; turn < TURNS && Math.abs(e[l]) > least; turn++) shift += chase(v, d, e, l, m);
    }
    d[l] += shift;
    e[l] = 0;
  }
}

/** One implicit step between these two, and the shift that it took. */
function chase(v: readonly Float64Array[], d: Float64Array, e: Float64Array, l: number, m: number): number {
  const first = d[l];
  const half = (d[l + 1] - first) / (2 * e[l]);
  const root = half < 0 ? -distance(half, 1) : distance(half, 1);
  d[l] = e[l] / (half + root);
  d[l + 1] = e[l] * (half + root);
  const after = d[l + 1];
  const shift = first - d[l];
  for (let i = l + 2; i < d.length; i++) d[i] -= shift;
  const below = e[l + 1];
  let [p, c, c2, c3, s, s2] = [d[m], 1, 1, 1, 0, 0];
  for (let i = m - 1; i >= l; i--) {
    [c3, c2, s2] = [c2, c, s];
    const g = c * e[i];
    const h = c * p;
    const r = distance(p, e[i]);
    e[i + 1] = s * r;
    s = e[i] / r;
    c = p / r;
    p = c * d[i] - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]);
    const [one, other] = [v[i], v[i + 1]];
    for (let k = 0; k < one.length; k++) {
      const x = other[k];
      other[k] = s * one[k] + c * x;
      one[k] = c * one[k] - s * x;
    }
  }
  p = (-s * s2 * c3 * below * e[l]) / after;
  e[l] = s * p;
  d[l] = c * p;
  return shift;
}

/** √(a² + b²), which neither overflows nor vanishes. */
function distance(a: number, b: number): number {
  const [x, y] = [Math.abs(a), Math.abs(b)];
  const [most, less] = x > y ? [x, y] : [y, x];
  return most === 0 ? 0 : most * Math.sqrt(1 + (less / most) * (less / most));
}
