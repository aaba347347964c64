import { describe, expect, it } from "vitest";
import { leastSquares, type LeastSquaresOptions } from "../../src/fit/index.js";
import { nist } from "./nist.js";

const digits = (found: ArrayLike<number>, certified: readonly number[]) =>
  Math.min(...certified.map((each, k) => -Math.log10(Math.abs(found[k] - each) / Math.abs(each))));

interface Line {
  b: number[];
}

describe.each(nist)("NIST's $name", ({ starts, certified, deviations, rss, x, y, model, slopes }) => {
  const jacobians: [string, LeastSquaresOptions<Line>["jacobian"]][] = [
    ["its own Jacobian", ({ b }) => x.map((each) => slopes(each, b))],
    ["differences on both sides", "3-point"],
  ];
  for (const [k, start] of starts.entries()) {
    it.each(jacobians)(`from start ${k + 1}, by %s`, (_, jacobian) => {
      const params = { b: [...start] };
      const result = leastSquares(({ b }: Line) => x.map((each, i) => model(each, b) - y[i]), params, { jacobian });
      expect(result.converged).toBe(true);
      expect(digits(params.b, certified)).toBeGreaterThanOrEqual(6);
      expect(digits(result.standardErrors.b, deviations)).toBeGreaterThanOrEqual(4);
      expect(digits([result.value], [rss])).toBeGreaterThanOrEqual(6);
      expect(result.dof).toBe(y.length - start.length);
    });
  }
});
