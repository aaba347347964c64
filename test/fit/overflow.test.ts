import { describe, expect, it } from "vitest";
import { leastSquares, type LeastSquaresOptions } from "../../src/fit/index.js";

type Slope = { k: number };
const powers = ({ k }: Slope) => [1, 2, 3].map((x) => Math.exp(k * x) - Math.exp(0.5 * x));

describe("least squares whose sum overflows", () => {
  it.each<[string, number, LeastSquaresOptions<Slope>]>([
    ["squares", 150, {}],
    ["a soft loss", 150, { loss: "softL1" }],
    ["a weight", 10, { weights: [1, 1, 1e300] }],
  ])("at the start, by %s: a named error, with the parameters as they were", (_, k, options) => {
    const params = { k };
    expect(powers(params).every(Number.isFinite)).toBe(true);
    expect(() => leastSquares(powers, params, options)).toThrow(
      new RangeError(
        "the sum of squares must be finite at the start, got Infinity: begin nearer, or give residuals in a larger unit",
      ),
    );
    expect(params).toEqual({ k });
  });

  it("later: the step is refused, and a shorter one taken", () => {
    const values: number[] = [];
    // The first step, as long as the region lets it be, leads behind the wall.
    const residuals = ({ k }: Slope) => {
      const r = [Math.tanh(k - 1), k < 0.5 ? 1e200 : 0];
      values.push(r[0] * r[0] + r[1] * r[1]);
      return r;
    };
    const { params, converged } = leastSquares(residuals, { k: 3 });
    expect(values).toContain(Infinity);
    expect(converged).toBe(true);
    expect(params.k).toBeCloseTo(1, 8);
  });

  it("a start outside is evaluated where it is moved to", () => {
    const seen: number[] = [];
    const residuals = ({ k }: Slope) => {
      seen.push(k);
      return [Math.log(k) - 1, Math.log(k) - 1.1];
    };
    const { converged } = leastSquares(residuals, { k: -4 }, { bounds: { k: [0.5, 10] } });
    expect(converged).toBe(true);
    expect(Math.min(...seen)).toBe(0.5);
  });
});
