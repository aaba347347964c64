import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LBFGS, minimize } from "../../src/fit/index.js";
import { LineSearch } from "../../src/fit/line-search.js";
import { seedOf } from "../seed.js";
import { generator } from "../support.js";
import { problems } from "./more-garbow-hillstrom.js";
import { sumOfSquares } from "./problem.js";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/fit/scipy_lbfgsb.json", import.meta.url), "utf8")) as {
  problems: Record<string, { least: number; evaluations: number | null }>;
};

describe.each(problems)("problem $name", (problem) => {
  const { least, evaluations } = fixture.problems[problem.name];
  const objective = sumOfSquares(problem);

  it("is solved to 1e-8, in at most 1.3 times the evaluations of SciPy's L-BFGS-B", () => {
    const values: number[] = [];
    const params = { x: [...problem.start] };
    const valueAndGrad = ({ x }: { x: number[] }) => {
      const { value, grad } = objective(x);
      values.push(value);
      return { value, grads: { x: grad } };
    };
    const bounds = problem.bounds && { x: problem.bounds };
    const result = minimize(valueAndGrad, params, new LBFGS({ bounds }), { gradTolerance: 1e-10 });
    expect(result.value).toBe(objective(params.x).value);
    expect(Math.abs(result.value - least)).toBeLessThanOrEqual(1e-8 * (1 + least));
    const needed = 1 + values.findIndex((value) => value <= least + 1e-8 * (1 + least));
    // SciPy overflows in its first step of the sixth, and comes to another minimum.
    expect(needed).toBeLessThanOrEqual(1.3 * (evaluations ?? 50));
    for (const [k, x] of params.x.entries()) {
      const [lower, upper] = problem.bounds ?? [];
      if (lower && upper) expect([x >= lower[k], x <= upper[k]]).toEqual([true, true]);
    }
  });
});

it("the steps of the line search meet the strong Wolfe conditions, or end it", () => {
  const random = generator(seedOf());
  let met = 0;
  for (let turn = 0; turn < 1000; turn++) {
    const [a, b, c, w] = [random(), 4 * random(), 3 * random(), 5 * random()];
    const f = (t: number) => -a * t + (b * t * t) / 2 + c * (1 - Math.cos(w * t)) + 1e-3 * t ** 4;
    const slope = (t: number) => -a + b * t + c * w * Math.sin(w * t) + 4e-3 * t ** 3;
    const search = new LineSearch(f(0), slope(0), 10 ** (4 * random() - 2), 1e10);
    let found = search.take(f(search.step), slope(search.step));
    while (found === "goes on" && search.evaluations < 50) found = search.take(f(search.step), slope(search.step));
    const { step } = search;
    if (found !== "found") continue;
    met++;
    const which = `seed ${seedOf()}, turn ${turn}`;
    expect(f(step), which).toBeLessThanOrEqual(f(0) + 1e-3 * step * slope(0));
    expect(Math.abs(slope(step)), which).toBeLessThanOrEqual(0.9 * Math.abs(slope(0)));
  }
  expect(met).toBeGreaterThan(950);
});

it("where a step leads to what is not finite it is made shorter", () => {
  const valueAndGrad = ({ x }: { x: number }) => ({ value: x - Math.log(x), grads: { x: 1 - 1 / x } });
  const params = { x: 30 };
  const result = minimize(valueAndGrad, params, new LBFGS());
  expect([result.reason, params.x]).toEqual(["gradient", expect.closeTo(1, 5)]);
});
