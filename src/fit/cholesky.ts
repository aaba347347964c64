/** The lower factor of a symmetric positive matrix by rows, A = L Lᵀ; undefined where it is not positive. */
export function cholesky(a: readonly ArrayLike<number>[]): Float64Array[] | undefined {
  const n = a.length;
  const l = Array.from({ length: n }, () => new Float64Array(n));
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i][j];
      for (let k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
      if (i > j) l[i][j] = sum / l[j][j];
      else if (sum > 0) l[j][j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return l;
}

/** The x of L Lᵀ x = b. */
export function solveCholesky(l: readonly Float64Array[], b: ArrayLike<number>): Float64Array {
  const n = l.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i][k] * x[k];
    x[i] /= l[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k][i] * x[k];
    x[i] /= l[i][i];
  }
  return x;
}
