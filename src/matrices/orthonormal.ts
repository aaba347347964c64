/**
 * The Q of QR, by Householder's reflections in float64, by + − × ÷ and √ alone: orthonormal columns that span what these span,
 * each the first ones as the first ones do. The columns are overwritten.
 */
export function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const n = columns.length;
  const squares = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const own = columns[k];
    const norm = Math.sqrt(dot(own, own, k));
    if (norm === 0) continue;
    // Away from what is there, so that nothing is lost.
    own[k] += own[k] < 0 ? -norm : norm;
    squares[k] = dot(own, own, k);
    for (let j = k + 1; j < n; j++) reflect(columns[j], own, k, squares[k]);
  }
  const result = columns.map((_, j) => new Float64Array(n).fill(1, j, j + 1));
  for (let k = n - 1; k >= 0; k--) {
    if (squares[k] === 0) continue;
    for (let j = k; j < n; j++) reflect(result[j], columns[k], k, squares[k]);
  }
  return result;
}

function reflect(column: Float64Array, by: Float64Array, from: number, square: number): void {
  const twice = (2 * dot(column, by, from)) / square;
  for (let i = from; i < by.length; i++) column[i] -= twice * by[i];
}

/** From an element on, in four lanes. */
function dot(a: Float64Array, b: Float64Array, from: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = from;
  for (; i + 4 <= a.length; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (; i < a.length; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}
