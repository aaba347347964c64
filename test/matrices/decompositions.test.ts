import { describe, expect, it } from "vitest";
import { eigenvectors } from "../../src/matrices/eigenvectors.js";
import { orthonormal } from "../../src/matrices/orthonormal.js";
import { generator, seedOf } from "../support.js";

const random = generator(seedOf());
const sizes = [1, 2, 3, 4, 5, 8, 17, 40];
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** A sum of so many outer products, of so many magnitudes. */
function gram(n: number, rank: number, spread = 1): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < rank; k++) {
    const x = Float64Array.from({ length: n }, () => spread ** k * (random() - 0.5));
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix[i * n + j] += x[i] * x[j];
  }
  return matrix;
}

function expectOrthonormal(columns: readonly Float64Array[]): void {
  columns.forEach((a, i) =>
    columns.forEach((b, j) => expect(Math.abs(dot(a, b) - (i === j ? 1 : 0)), `${i} ${j}`).toBeLessThan(1e-13)),
  );
}

describe("eigenvectors", () => {
  it("are orthonormal, solve the equation, and the greatest value comes first", () => {
    for (const n of sizes)
      for (const matrix of [gram(n, n), gram(n, Math.ceil(n / 2)), gram(n, n, 0.1), new Float64Array(n * n)]) {
        const vectors = eigenvectors(matrix, n);
        expectOrthonormal(vectors);
        const times = (x: Float64Array) => x.map((_, i) => dot(matrix.subarray(i * n, (i + 1) * n), x));
        const values = vectors.map((x) => dot(x, times(x)));
        const size = Math.max(...matrix.map(Math.abs), Number.MIN_VALUE);
        vectors.forEach((x, k) =>
          times(x).forEach((value, i) => expect(Math.abs(value - values[k] * x[i]) / size).toBeLessThan(1e-13 * n)),
        );
        for (let k = 1; k < n; k++) expect(values[k] - values[k - 1]).toBeLessThanOrEqual(1e-13 * size * n);
      }
  });

  it("are NaN where the matrix is not finite, and neither overflow nor vanish", () => {
    for (const value of [NaN, Infinity])
      for (const vector of eigenvectors([1, value, value, 1], 2)) expect([...vector]).toEqual([NaN, NaN]);
    for (const scale of [1e-150, 1e150])
      expectOrthonormal(
        eigenvectors(
          gram(9, 9).map((x) => x * scale),
          9,
        ),
      );
  });
});

describe("orthonormal columns", () => {
  it("span what the first ones of the given span", () => {
    for (const n of sizes) {
      const columns = Array.from({ length: n }, () => Float64Array.from({ length: n }, () => random() - 0.5));
      const result = orthonormal(columns.map((column) => column.slice()));
      expectOrthonormal(result);
      columns.forEach((column, k) =>
        result.slice(k + 1).forEach((other) => expect(Math.abs(dot(column, other))).toBeLessThan(1e-13)),
      );
    }
  });

  it("are orthonormal of columns that depend on each other, and of none", () => {
    const [a, b] = [Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 6)];
    expectOrthonormal(orthonormal([a, b, new Float64Array(3)]));
  });
});
