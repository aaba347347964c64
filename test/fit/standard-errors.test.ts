import { describe, expect, it } from "vitest";
import { curveFit, leastSquares } from "../../src/fit/index.js";

const line = (x: number, { a, b }: { a: number; b: number }) => a * x + b;

describe("standard errors of a line", () => {
  it("are sigma's alone where it is absolute, also of points on the line", () => {
    const { standardErrors } = curveFit(line, { x: [1, 2, 3], y: [1, 2, 3], sigma: 0.5 }, { a: 0, b: 0 }, options);
    expect(standardErrors.a).toBeCloseTo(0.5 * Math.sqrt(1 / 2), 6);
    expect(standardErrors.b).toBeCloseTo(0.5 * Math.sqrt(7 / 3), 6);
  });

  it("are known with absolute sigma of no more points than parameters, where a parameter is nearly 0", () => {
    const data = { x: [1, 2], y: [1, 2], sigma: 0.5 };
    const { params, standardErrors } = curveFit(line, data, { a: 0, b: 0 }, options);
    expect(params.b).toBeCloseTo(0, 8);
    expect(standardErrors.a).toBeCloseTo(0.5 * Math.SQRT2, 6);
    expect(standardErrors.b).toBeCloseTo(0.5 * Math.sqrt(5), 6);
    expect(curveFit(line, data, { a: 0, b: 0 }).standardErrors).toEqual({ a: Infinity, b: Infinity });
  });

  it("are those of the others where equal bounds hold a parameter", () => {
    const data = { x: [1, 2, 3, 4], y: [1.1, 2.3, 2.9, 4.2] };
    const { params, standardErrors, dof } = curveFit(line, data, { a: 3, b: 3 }, { bounds: { b: [0, 0] } });
    const alone = curveFit((x: number, { a }: { a: number }) => a * x, data, { a: 3 });
    expect(params.b).toBe(0);
    expect(params.a).toBeCloseTo(alone.params.a, 10);
    expect([standardErrors.b, dof]).toEqual([0, 3]);
    expect(standardErrors.a).toBeCloseTo(alone.standardErrors.a, 10);
  });
});

it("residuals whose weight is 0 are among the residuals", () => {
  const { params, residuals } = leastSquares(({ a }) => [a - 1, a - 5], { a: 0 }, { weights: [4, 0] });
  expect(params.a).toBeCloseTo(1, 12);
  expect(Array.from(residuals)).toEqual([params.a - 1, params.a - 5]);
});

const options = { absoluteSigma: true };
