import { describe, expect, it } from "vitest";
import { LBFGS, minimize } from "../../src/fit/index.js";
import { generator } from "../support.js";

type Model = { x: Float64Array | number[]; s: number | Float64Array };

/** A bent valley through all numbers. */
function valley(weights: readonly number[]) {
  return ({ x, s }: Model) => {
    const first = typeof s === "number" ? s : s[0];
    const g = Array.from(x, () => 0);
    let value = first * first;
    let slope = 2 * first;
    for (let i = 0; i < x.length; i++) {
      const before = i === 0 ? first : x[i - 1];
      const d = x[i] - before * before;
      value += weights[i] * d * d;
      g[i] += 2 * weights[i] * d;
      if (i === 0) slope -= 4 * weights[i] * d * before;
      else g[i - 1] -= 4 * weights[i] * d * before;
    }
    return { value, grads: { x: g, s: slope } };
  };
}

describe("L-BFGS of a few numbers", () => {
  const random = generator(5);
  const models = [1, 2, 5, 6, 7, 8].map((count) => ({
    x: Array.from({ length: count }, () => 4 * random() - 2),
    weights: Array.from({ length: count }, () => 1 + 50 * random()),
  }));

  it.each(models)("has the bits of the passes, with $x.length and one", ({ x, weights }) => {
    for (const bounds of [undefined, { lower: { x: -0.5 }, upper: { x: 0.7 } }]) {
      const run = (backend: "wasm" | "js" | undefined, from?: ReturnType<LBFGS["state"]>) => {
        const lbfgs = new LBFGS({ history: 4, ...(bounds && { bounds }), ...(backend && { backend }) });
        if (from) lbfgs.restore(from);
        // What `allocate` gives is in the backend's memory, and moved by its passes.
        const params: Model = backend ? lbfgs.allocate({ x, s: 1.5 }).params : { x: [...x], s: 1.5 };
        const values: number[] = [];
        const { evaluations, gradNorm } = minimize(valley(weights) as never, params, lbfgs, {
          maxIterations: 40,
          onIteration: ({ value }) => void values.push(value),
        });
        const numbers = [...params.x, ...(typeof params.s === "number" ? [params.s] : params.s)];
        return { numbers, values, evaluations, gradNorm, state: lbfgs.state() };
      };
      const few = run(undefined);
      expect(few.values.length).toBeGreaterThan(3);
      expect(run("wasm")).toEqual(few);
      expect(run("js")).toEqual(few);
      expect(run("wasm", few.state)).toEqual(run(undefined, few.state));
    }
  });
});
