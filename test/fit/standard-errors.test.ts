import { describe, expect, it } from "vitest";
import { curveFit } from "../../src/fit/index.js";

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
});

const options = { absoluteSigma: true };
