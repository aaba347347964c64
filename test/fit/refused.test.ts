import { describe, expect, it } from "vitest";
import { curveFit, LBFGS, leastSquares, minimize } from "../../src/fit/index.js";
import { Partition, SGD } from "../../src/index.js";

const start = () => ({ x: [1, 2] });
const bowl = ({ x }: { x: number[] }) => ({
  value: x[0] * x[0] + x[1] * x[1],
  grads: { x: x.map((each) => 2 * each) },
});

describe("fits refuse, with the parameters as they were", () => {
  it.each([NaN, Infinity])("a gradient of %d at the start of L-BFGS", (bad) => {
    const params = start();
    const objective = () => ({ value: 1, grads: { x: [0, bad] } });
    expect(() => minimize(objective, params, new LBFGS())).toThrow(
      new RangeError(`grads["x"][1] must be a finite number at the start, got ${bad}`),
    );
    expect(params).toEqual(start());
  });

  it("numbers alone as parameters", () => {
    const said = new TypeError("params must be an object of arrays, got Array: numbers alone are { p: numbers }");
    expect(() => minimize(bowl, [1, 2] as never, new LBFGS())).toThrow(said);
    expect(() => curveFit((x: number, [a]: number[]) => a * x, { x: [1, 2], y: [1, 2] }, [1])).toThrow(said);
  });

  it("an optimizer, or a Partition, among options in its place", () => {
    for (const optimizer of [new SGD(), new Partition([{ optimizer: new SGD() }])])
      expect(() => minimize(bowl, start(), { optimizer } as never)).toThrow(
        new TypeError(
          "the optimizer must be one of optim-wasm, or an LBFGS, got Object: give its optimizer itself, " +
            "minimize(valueAndGrad, params, optimizer, options)",
        ),
      );
  });

  it("residuals that are no function", () => {
    expect(() => leastSquares([1, 2] as never, { a: 1 })).toThrow(
      new TypeError("residuals must be a function of the parameters, got Array"),
    );
  });

  it.each([["1"], [null]])("a Jacobian with %j in it", (other) => {
    const params = { a: 3 };
    expect(() => leastSquares(({ a }) => [a, 2 * a], params, { jacobian: () => [[1], [other as never]] })).toThrow(
      'the Jacobian\'s element of residual 1 and params["a"] must be a finite number, got ',
    );
    expect(params).toEqual({ a: 3 });
  });

  it("a signal that is none", () => {
    const said = new TypeError("signal must be an AbortSignal, got true");
    expect(() => leastSquares(({ a }) => [a], { a: 1 }, { signal: true as never })).toThrow(said);
    expect(() => minimize(bowl, start(), new LBFGS(), { signal: true as never })).toThrow(said);
  });
});

it("what was aborted before it began moves nothing", () => {
  const { signal } = { signal: AbortSignal.abort() };
  const line = leastSquares(({ a }) => [a - 1, a - 2], { a: 5 }, { signal });
  expect([line.params.a, line.reason, line.iterations, line.converged]).toEqual([5, "callback", 0, false]);
  const point = minimize(bowl, start(), new LBFGS(), { signal });
  expect([point.params, point.reason, point.evaluations]).toEqual([start(), "callback", 1]);
});
