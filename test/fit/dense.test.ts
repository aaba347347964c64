import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cholesky, solveCholesky } from "../../src/fit/cholesky.js";
import { QR } from "../../src/fit/qr.js";

interface Case {
  a: number[][];
  b: number[];
  x: number[];
  diagonal: number[];
  pivots: number[];
  inverse: number[][];
  square: number[][];
  cholesky: number[][];
}
const { cases, dependent, rank } = JSON.parse(
  readFileSync(new URL("../fixtures/fit/lapack.json", import.meta.url), "utf8"),
) as { cases: Case[]; dependent: number[][]; rank: number };

const byColumns = (a: number[][]) => Float64Array.from(a[0].flatMap((_, j) => a.map((row) => row[j])));
const qrOf = (a: number[][]) => new QR(byColumns(a), a.length, a[0].length);

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, digits = 1e-10): void {
  const most = Math.max(...Array.from(wanted, Math.abs));
  expect(found.length).toBe(wanted.length);
  for (let k = 0; k < wanted.length; k++) expect(Math.abs(found[k] - wanted[k])).toBeLessThanOrEqual(digits * most);
}

describe.each(cases.map((each) => ({ ...each, size: `${each.a.length} × ${each.a[0].length}` })))(
  "against LAPACK, $size",
  ({ a, b, x, diagonal, pivots, inverse, square, cholesky: factor }) => {
    it("QR has its pivots and diagonal, and solves", () => {
      const qr = qrOf(a);
      expect([...qr.pivots]).toEqual(pivots);
      expectClose(qr.diagonal.map(Math.abs), diagonal);
      const found = qr.solve(Float64Array.from(b));
      x.forEach((xi, i) => expect(Math.abs(found[i] - xi)).toBeLessThanOrEqual(1e-9 * Math.abs(xi)));
    });

    it("the inverse of AᵀA", () => {
      const found = qrOf(a).inverseOfSquare() as Float64Array[];
      inverse.forEach((row, i) =>
        row.forEach((each, j) => {
          const size = Math.sqrt(inverse[i][i] * inverse[j][j]);
          expect(Math.abs(found[i][j] - each)).toBeLessThanOrEqual(1e-6 * size);
        }),
      );
    });

    it("Cholesky has its factor, and solves", () => {
      const l = cholesky(square) as Float64Array[];
      factor.forEach((row, i) => expectClose(l[i], row, 1e-7));
      const right = square.map((row) => row.reduce((sum, each, j) => sum + each * x[j], 0));
      const found = solveCholesky(l, right);
      const back = square.map((row) => row.reduce((sum, each, j) => sum + each * found[j], 0));
      expectClose(back, right, 1e-9);
    });
  },
);

it("QR tells of columns that depend on each other", () => {
  const qr = qrOf(dependent);
  expect(qr.rank()).toBe(rank);
  expect(qr.inverseOfSquare()).toBeUndefined();
  expect(
    cholesky([
      [1, 2],
      [2, 1],
    ]),
  ).toBeUndefined();
});

it("QR neither overflows nor underflows", () => {
  for (const size of [1e200, 1e-200]) {
    const found = qrOf([
      [3 * size, size],
      [size, 2 * size],
      [size, size],
    ]).solve(Float64Array.of(4 * size, 3 * size, 2 * size));
    expectClose(found, [1, 1], 1e-12);
  }
});
