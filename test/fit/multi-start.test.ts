import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LBFGS, minimize, multiStart } from "../../src/fit/index.js";
import { latinHypercube, sobol } from "../../src/fit/design.js";

/** Himmelblau's: four minima, all of value 0. */
const himmelblau = ({ x, y }: { x: number; y: number }) => {
  const [a, b] = [x * x + y - 11, x + y * y - 7];
  return { value: a * a + b * b, grads: { x: 4 * a * x + 2 * b, y: 2 * a + 4 * b * y } };
};
const box = { lower: { x: -5, y: -5 }, upper: { x: 5, y: 5 } };
const minimizer = (params: { x: number; y: number }) => minimize(himmelblau, params, new LBFGS());

describe("multiStart", () => {
  it.each(["latinHypercube", "sobol"] as const)("finds the four minima of Himmelblau's function by %s", (design) => {
    const { best, minima, value, params } = multiStart(minimizer, box, { starts: 40, seed: 3, design });
    expect(minima).toHaveLength(4);
    expect(minima.reduce((sum, { count }) => sum + count, 0)).toBe(40);
    expect(value).toBe(Math.min(...minima.map((each) => each.value)));
    expect([best.params, best.converged]).toEqual([params, true]);
    const [right] = minima.filter(({ params: { x, y } }) => x > 0 && y > 0);
    expect([right.params.x, right.params.y]).toEqual([expect.closeTo(3, 4), expect.closeTo(2, 4)]);
  });

  it("lists the best minimum first", () => {
    const wavy = ({ x }: { x: number[] }) => ({
      value: x.reduce((sum, xi) => sum + xi * xi + 10 * (1 - Math.cos(2 * Math.PI * xi)), 0),
      grads: { x: x.map((xi) => 2 * xi + 20 * Math.PI * Math.sin(2 * Math.PI * xi)) },
    });
    const { minima, value } = multiStart(
      (params: { x: number[] }) => minimize(wavy, params, new LBFGS()),
      {
        lower: { x: [-3, -3] },
        upper: { x: [3, 3] },
      },
      { starts: 200 },
    );
    expect(value).toBeLessThan(1e-8);
    expect(minima.map((each) => each.value)).toEqual(minima.map((each) => each.value).toSorted((a, b) => a - b));
    expect(minima.length).toBeGreaterThan(10);
  });

  it("has the same starts by the same seed, and others by another", () => {
    const startsOf = (seed: number) => {
      const starts: object[] = [];
      multiStart(
        (params: { x: number }, k) => (starts.push({ ...params }), { params, value: k }),
        { lower: { x: 0 }, upper: { x: 1 } },
        { starts: 8, seed },
      );
      return starts;
    };
    expect(startsOf(1)).toEqual(startsOf(1));
    expect(startsOf(1)).not.toEqual(startsOf(2));
  });

  it("takes a function of numbers in [0, 1), one for each coordinate", () => {
    const seen: number[] = [];
    multiStart(
      (params: { x: number }) => ({ params, value: 0 }),
      (random) => {
        seen.push(random());
        return { x: 10 ** (6 * random() - 3) };
      },
      { starts: 10 },
    );
    expect(seen.map((u) => Math.floor(10 * u)).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("passes over starts that fail, and throws where all do", () => {
    const sometimes = (params: { x: number }, k: number) => {
      if (k % 2) throw new Error("no");
      return { params, value: k };
    };
    const result = multiStart(sometimes, { lower: { x: 0 }, upper: { x: 1 } }, { starts: 6 });
    expect([result.value, result.failures.map(({ start }) => start)]).toEqual([0, [1, 3, 5]]);
    const never = () => {
      throw new Error("never");
    };
    expect(() => multiStart(never, { lower: { x: 0 }, upper: { x: 1 } })).toThrow("never");
  });

  it.each<[unknown, object, string]>([
    [{ lower: { x: 1 }, upper: { x: 0 } }, {}, 'sample.lower["x"] must be finite and ≤ sample.upper, got 1 and 0'],
    [{ lower: { x: 1 } }, {}, "sample must be { lower, upper } or a function"],
    [box, { starts: 0 }, "starts must be a whole number ≥ 1, got 0"],
    [box, { design: "grid" }, 'design must be "latinHypercube" or "sobol", got "grid"'],
  ])("refuses %o with %o", (sample, options, message) => {
    expect(() => multiStart(minimizer as never, sample as never, options)).toThrow(message);
  });
});

it("Sobol's points are SciPy's", () => {
  const points = JSON.parse(readFileSync(new URL("../fixtures/fit/sobol.json", import.meta.url), "utf8")) as number[][];
  const ours = sobol(0);
  points.forEach((point, k) => point.forEach((each, j) => expect(ours(k, j)).toBe(each)));
  expect(() => ours(0, 21)).toThrow('Sobol points have at most 21 coordinates: take design: "latinHypercube" for more');
});

it("a Latin hypercube has one point in every slice of every coordinate", () => {
  const coordinate = latinHypercube(50, 9);
  for (let j = 0; j < 30; j++) {
    const slices = Array.from({ length: 50 }, (_, k) => Math.floor(50 * coordinate(k, j)));
    expect(new Set(slices).size).toBe(50);
  }
});
