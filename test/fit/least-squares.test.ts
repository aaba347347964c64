import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { curveFit, leastSquares, type LeastSquaresOptions, type Loss } from "../../src/fit/index.js";

const { x, y, sigma, fits, bounded, curves } = JSON.parse(
  readFileSync(new URL("../fixtures/fit/scipy_least_squares.json", import.meta.url), "utf8"),
) as {
  x: number[];
  y: number[];
  sigma: number[];
  fits: { loss: Loss; lossScale: number; x: number[]; value: number }[];
  bounded: { lower: number[]; upper: number[]; x: number[]; value: number }[];
  curves: { absolute: boolean; x: number[]; covariance: number[][] }[];
};

interface Decay {
  a: number;
  rest: [number, number];
}
const model = (t: number, { a, rest: [r, c] }: Decay) => a * Math.exp(-r * t) + c;
const residuals = (p: Decay) => x.map((t, i) => model(t, p) - y[i]);
const begin = (a = 1, r = 1, c = 0): Decay => ({ a, rest: [r, c] });
const flat = ({ a, rest }: Decay) => [a, ...rest];

it("does not take a start next to 0, where small steps change nothing, for the end", () => {
  const at = [0, 1, 2, 3, 4];
  const offLine = ({ a, b }: { a: number; b: number }) => at.map((v) => a + b * v - (1 + v));
  for (const start of [1e-300, 1e-20, 1e-9]) {
    const { params, converged } = leastSquares(offLine, { a: start, b: start });
    const arrived = [params.a, params.b].every((value) => Math.abs(value - 1) < 1e-9);
    expect([start, converged]).toEqual([start, arrived]);
  }
});

describe("leastSquares, held against SciPy", () => {
  it.each(fits)("with the loss $loss of scale $lossScale", ({ loss, lossScale, x: wanted, value }) => {
    const params = begin();
    const result = leastSquares(residuals, params, { loss, lossScale });
    expect(result.converged).toBe(true);
    expect(Math.abs(result.value - value)).toBeLessThanOrEqual(1e-10 * value);
    flat(params).forEach((each, k) => expect(each).toBeCloseTo(wanted[k], 5));
  });

  it.each(bounded)("between $lower and $upper", ({ lower, upper, x: wanted, value }) => {
    const params = begin(1, 0.5, 0);
    const bounds = { a: [lower[0], upper[0]], rest: [lower.slice(1), upper.slice(1)] };
    const result = leastSquares(residuals, params, { bounds });
    expect(result.converged).toBe(true);
    expect(Math.abs(result.value - value)).toBeLessThanOrEqual(1e-8 * value);
    flat(params).forEach((each, k) => {
      expect(each).toBeCloseTo(wanted[k], 4);
      expect([each >= lower[k], each <= upper[k]]).toEqual([true, true]);
    });
  });

  it.each(curves)("curveFit with sigma, absolute: $absolute", ({ absolute, x: wanted, covariance }) => {
    const params = begin();
    const result = curveFit(model, { x, y, sigma }, params, { absoluteSigma: absolute });
    flat(params).forEach((each, k) => expect(each).toBeCloseTo(wanted[k], 6));
    covariance.forEach((row, i) =>
      row.forEach((each, j) => {
        const size = Math.sqrt(covariance[i][i] * covariance[j][j]);
        expect(Math.abs(result.covariance[i][j] - each)).toBeLessThanOrEqual(1e-5 * size);
      }),
    );
    expect(flat(result.standardErrors as Decay)).toEqual(covariance.map((_, i) => Math.sqrt(result.covariance[i][i])));
  });
});

describe("leastSquares", () => {
  it("gives its result in the shape of the parameters", () => {
    const params = begin();
    const result = leastSquares(residuals, params);
    expect(result.params).toBe(params);
    expect(Object.keys(result.standardErrors)).toEqual(["a", "rest"]);
    expect(result.standardErrors.rest).toHaveLength(2);
    expect([...result.residuals]).toEqual(residuals(params));
    expect(result.value).toBeCloseTo(
      residuals(params).reduce((sum, r) => sum + r * r, 0),
      12,
    );
    expect(result.dof).toBe(22);
  });

  it("takes a Jacobian by rows, as one array or by name, and differences of either kind, to the same end", () => {
    const rows = ({ a, b }: { a: number; b: number }) => x.map((t) => [Math.exp(-b * t), -a * t * Math.exp(-b * t)]);
    const of = (jacobian: LeastSquaresOptions<{ a: number; b: number }>["jacobian"]) => {
      const params = { a: 1, b: 1 };
      leastSquares(({ a, b }: typeof params) => x.map((t, i) => a * Math.exp(-b * t) - y[i]), params, { jacobian });
      return params;
    };
    const own = of(rows);
    expect(of((p) => Float64Array.from(rows(p).flat()))).toEqual(own);
    expect(of((p) => ({ a: rows(p).map((row) => row[0]), b: rows(p).map((row) => row[1]) }))).toEqual(own);
    for (const method of ["2-point", "3-point"] as const) {
      expect(of(method).a).toBeCloseTo(own.a, 5);
      expect(of(method).b).toBeCloseTo(own.b, 5);
    }
  });

  it("counts a weight as so many equal residuals", () => {
    const [one, other] = [begin(), begin()];
    leastSquares((p: Decay) => [...residuals(p), residuals(p)[5]], one);
    leastSquares(residuals, other, { weights: x.map((_, i) => (i === 5 ? 2 : 1)) });
    flat(one).forEach((each, k) => expect(each).toBeCloseTo(flat(other)[k], 6));
  });

  it("solves for fewer residuals than parameters, without errors to tell", () => {
    const params = { u: 1, v: 2 };
    const result = leastSquares(({ u, v }: typeof params) => [u + v - 5], params);
    expect(result.value).toBeLessThan(1e-18);
    expect(result.standardErrors).toEqual({ u: Infinity, v: Infinity });
  });

  it("is stopped by onIteration and by a signal, and by its limit of iterations", () => {
    const told: number[] = [];
    const stopped = leastSquares(residuals, begin(), { onIteration: ({ iteration }) => told.push(iteration) < 2 });
    expect([stopped.reason, stopped.converged, told]).toEqual(["callback", false, [1, 2]]);
    expect(leastSquares(residuals, begin(), { signal: AbortSignal.abort() }).reason).toBe("callback");
    expect(leastSquares(residuals, begin(), { maxIterations: 1 })).toMatchObject({
      reason: "iterations",
      converged: false,
    });
  });

  it("does not call it convergence when a Jacobian of the wrong sign lets no step gain", () => {
    const params = { a: 1 };
    const result = leastSquares(({ a }: typeof params) => x.map((t, i) => a * Math.exp(-t) - y[i]), params, {
      jacobian: () => x.map((t) => [-Math.exp(-t)]),
    });
    expect(result).toMatchObject({ converged: false, params: { a: 1 } });
  });

  it("goes back from where residuals are not finite", () => {
    const params = { b: 1 };
    const result = leastSquares(({ b }: typeof params) => [Math.log(b) + 4, 0.01 * (b - 1)], params);
    expect(result.converged).toBe(true);
    expect(Math.log(params.b)).toBeCloseTo(-4, 2);
  });
});

describe("leastSquares refuses, with the parameters as they were,", () => {
  const run = (of: unknown, options: object = {}) => {
    const params = { a: 1, b: 2 };
    return { params, call: () => leastSquares(of as never, params, options) };
  };
  let calls = 0;
  const good = ({ a, b }: { a: number; b: number }) => [a - 3, b - 4, a * b];
  it.each<[string, unknown, object, string]>([
    [
      "residuals that change their count",
      ({ a }: { a: number }) => (calls++ % 2 ? [a] : [a, a]),
      {},
      "residuals returned 1 numbers, 2 before",
    ],
    ["a NaN at the start", () => [1, NaN], {}, "residuals[1] must be a finite number at the start, got NaN"],
    ["a number alone", () => 5, {}, "what residuals returns must be number[] or Float64Array, got 5"],
    [
      "a promise",
      async () => [1],
      {},
      "what residuals returns must be number[] or Float64Array, got Promise: await it",
    ],
    ["no residuals", () => [], {}, "residuals returned none"],
    ["a text among them", () => [1, "2"], {}, 'residuals[1] must be a number, got "2"'],
    [
      "a Jacobian of too few rows",
      good,
      { jacobian: () => [[1, 2]] },
      "the Jacobian must be 3 rows of 2, by residual and parameter, got 1",
    ],
    [
      "a Jacobian of short rows",
      good,
      { jacobian: () => [[1, 2], [1], [1, 2]] },
      "the Jacobian's row 1 must be of 2 numbers, got 1",
    ],
    [
      "a NaN in the Jacobian",
      good,
      {
        jacobian: () => [
          [1, 2],
          [1, NaN],
          [1, 2],
        ],
      },
      'the Jacobian\'s element of residual 1 and params["b"] must be a finite number, got NaN',
    ],
    ["bounds that cross", good, { bounds: { a: [2, 1] } }, 'bounds of params["a"] must be lower ≤ upper, got 2 and 1'],
    [
      "weights of another count",
      good,
      { weights: [1, 2] },
      "weights must be an array of 3, one for each residual, got 2",
    ],
    ["a negative weight", good, { weights: [1, 2, -1] }, "weights[2] must be a finite number ≥ 0, got -1"],
    ["an unknown loss", good, { loss: "l1" }, 'loss must be "linear", "softL1", "huber" or "cauchy", got "l1"'],
    ["an unknown Jacobian", good, { jacobian: "cs" }, 'jacobian must be a function, "2-point" or "3-point", got "cs"'],
    ["another library's option", good, { xtol: 1 }, "did you mean stepTolerance?"],
  ])("%s", (_, of, options, message) => {
    const { params, call } = run(of, options);
    expect(call).toThrow(message);
    expect(params).toEqual({ a: 1, b: 2 });
  });

  it("an objective that throws", () => {
    const { params, call } = run(({ a, b }: { a: number; b: number }) => {
      if (a !== 1) throw new Error("no such a");
      return [a, b, a * b];
    });
    expect(call).toThrow("no such a");
    expect(params).toEqual({ a: 1, b: 2 });
  });
});

describe("curveFit", () => {
  it("takes a model of one x or of all, with the same bits", () => {
    const [one, all] = [begin(), begin()];
    curveFit(model, { x, y }, one);
    curveFit((xs: ArrayLike<number>, p: Decay) => Array.from(xs, (t) => model(t, p)), { x, y }, all);
    expect(one).toEqual(all);
  });

  it("takes several predictors", () => {
    const points = [0, 1, 2, 3, 4, 5].map((k) => [k, k * k]);
    const params = { p: 0, q: 0 };
    curveFit(
      ([u, v]: number[], { p, q }: typeof params) => p * u + q * v,
      { x: points, y: points.map(([u, v]) => 2 * u - 3 * v) },
      params,
    );
    expect([params.p, params.q]).toEqual([expect.closeTo(2, 8), expect.closeTo(-3, 8)]);
  });

  it.each<[object, string]>([
    [{ x: [1, 2], y: [1] }, "x has 2 elements, y has 1"],
    [{ x: [1], y: [NaN] }, "y[0] must be a finite number, got NaN"],
    [{ x: [1], y: [1], sigma: [0] }, "sigma[0] must be a finite number > 0, got 0"],
    [{ x: [1], y: [1], sigmas: [1] }, 'unknown option "sigmas": data takes x, y, sigma: did you mean sigma?'],
  ])("refuses %o", (data, message) => {
    expect(() => curveFit((t: number, { a }: { a: number }) => a * t, data as never, { a: 1 })).toThrow(message);
  });
});
