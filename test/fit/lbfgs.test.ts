import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/checkpoint/index.js";
import { LBFGS, minimize, minimizeAsync, type LBFGSOptions } from "../../src/fit/index.js";
import { seedOf } from "../seed.js";
import { generator } from "../support.js";

type Tree = { layers: { W: Float64Array | Float32Array; b: number }[]; tail: number[] };

/** A chain of Rosenbrock's valleys through all numbers of a tree. */
function chain(params: Tree): { value: number; grads: Tree } {
  const x = [...params.layers.flatMap(({ W, b }) => [...W, b]), ...params.tail];
  const g = x.map(() => 0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i + 1] - x[i] ** 2, 1 - x[i]];
    value += 100 * a * a + b * b;
    g[i] -= 400 * a * x[i] + 2 * b;
    g[i + 1] += 200 * a;
  }
  let k = 0;
  const layers = params.layers.map(({ W }) => ({ W: Float64Array.from(W, () => g[k++]), b: g[k++] }));
  return { value, grads: { layers, tail: params.tail.map(() => g[k++]) } };
}

const treeOf = (Floats: typeof Float64Array | typeof Float32Array): Tree => ({
  layers: [
    { W: new Floats(11).fill(-1.2), b: 1 },
    { W: new Floats(6).fill(0.5), b: -1 },
  ],
  tail: [0, 0, 0],
});

const boundsOf = { lower: { layers: [{ W: -2 }, { b: 0 }] }, upper: { tail: [0.5, 0.5, 0.2] } };

describe.each([
  ["float64", Float64Array, undefined],
  ["float64 in bounds", Float64Array, boundsOf],
  ["float32 beside float64", Float32Array, undefined],
  ["float32 in bounds", Float32Array, boundsOf],
] as const)("L-BFGS in %s", (_, Floats, bounds) => {
  const run = (options: LBFGSOptions, params = treeOf(Floats), maxIterations = 400) => {
    const lbfgs = new LBFGS({ bounds, ...options });
    const result = minimize(chain, params, lbfgs, {
      maxIterations,
      gradTolerance: Floats === Float64Array ? 1e-7 : 1e-4,
    });
    return { lbfgs, result, params };
  };

  it("finds the minimum of a tree", () => {
    const { result, params } = run({});
    expect(result.converged).toBe(true);
    expect(result.params).toBe(params);
    expect(result.value).toBe(chain(params).value);
    if (bounds) expect(Math.max(...params.tail)).toBeLessThanOrEqual(0.5);
    else for (const x of params.layers[0].W) expect(x).toBeCloseTo(1, 2);
  });

  it("has the same bits on both backends", () => {
    const [wasm, js] = [run({ backend: "wasm" }), run({ backend: "js" })];
    expect([wasm.lbfgs.backend, js.lbfgs.backend]).toEqual(["wasm", "js"]);
    expect(wasm.result).toEqual(js.result);
    expect(wasm.lbfgs.state()).toEqual(js.lbfgs.state());
  });

  it("goes on from a saved state to the same bits", () => {
    const whole = run({ history: 4 }, treeOf(Floats), 20);
    const half = run({ history: 4 }, treeOf(Floats), 8);
    const lbfgs = new LBFGS({ bounds, history: 4 });
    lbfgs.restore(decode(encode(half.lbfgs.state())).tensors);
    minimize(chain, half.params, lbfgs, { maxIterations: 12, gradTolerance: 0 });
    expect(half.params).toEqual(whole.params);
    expect(lbfgs.state()).toEqual(whole.lbfgs.state());
  });

  it("goes the same way with promises", async () => {
    const params = treeOf(Floats);
    const options = { maxIterations: 400, gradTolerance: Floats === Float64Array ? 1e-7 : 1e-4 };
    expect(await minimizeAsync(async (at) => chain(at), params, new LBFGS({ bounds }), options)).toEqual(
      run({}).result,
    );
  });
});

describe("L-BFGS", () => {
  it("takes parameters from allocate, and the gradients where they are", () => {
    const lbfgs = new LBFGS();
    const { params, grads } = lbfgs.allocate({ x: [-1.2, 1] });
    const objective = ({ x }: typeof params) => {
      const [a, b] = [x[1] - x[0] ** 2, 1 - x[0]];
      grads.x.set([-400 * a * x[0] - 2 * b, 200 * a]);
      return { value: 100 * a * a + b * b, grads };
    };
    const result = minimize(objective as never, params, lbfgs);
    expect([result.reason, result.evaluations]).toEqual(["gradient", 45]);
    expect(params.x[0]).toBeCloseTo(1, 6);
  });

  it("takes a Float32Array of another realm as float32", () => {
    const other = runInNewContext("Float32Array") as typeof Float32Array;
    const { params } = new LBFGS().allocate({ W: other.of(1, 2) });
    expect(params.W).toBeInstanceOf(Float32Array);
    const run = (Floats: typeof Float32Array) => {
      const tree = treeOf(Floats);
      const result = minimize(chain, tree, new LBFGS(), { maxIterations: 20 });
      return [result.value, ...tree.layers.flatMap(({ W, b }) => [...W, b])];
    };
    expect(run(other)).toEqual(run(Float32Array));
  });

  it("makes no copy of a million parameters per iteration", () => {
    const lbfgs = new LBFGS({ history: 3 });
    const { params, grads } = lbfgs.allocate({ W: new Float32Array(1e6).fill(1) });
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const objective = ({ W }: { W: Float64Array }) => {
      let value = 0;
      for (let i = 0; i < W.length; i++) {
        const d = W[i] - (i % 7);
        value += d * d * (1 + (i % 3)) + 0.01 * d ** 4;
        grads.W[i] = 2 * d * (1 + (i % 3)) + 0.04 * d ** 3;
      }
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      return { value, grads };
    };
    const result = minimize(objective as never, params, lbfgs, { maxIterations: 12 });
    expect(result.iterations).toBe(12);
    // The start, to go back to where the objective throws.
    expect(most).toBeLessThan(1.5 * 8e6);
  });

  it("begins anew with each minimization, and keeps no more pairs than its history", () => {
    const lbfgs = new LBFGS({ history: 2 });
    const run = () => minimize(chain, treeOf(Float64Array), lbfgs, { maxIterations: 30 });
    expect(run()).toEqual(run());
    expect(Object.keys(lbfgs.state()).filter((name) => name.endsWith("tail"))).toEqual([
      "s.0.tail",
      "y.0.tail",
      "s.1.tail",
      "y.1.tail",
    ]);
  });

  it("moves a start into the bounds, and back where the objective throws", () => {
    const seen: number[] = [];
    const objective = ({ x }: { x: number }) => {
      seen.push(x);
      if (seen.length > 1) throw new Error("no more");
      return { value: x * x, grads: { x: 2 * x } };
    };
    const params = { x: 9 };
    expect(() => minimize(objective, params, new LBFGS({ bounds: { x: [1, 4] } }))).toThrow("no more");
    expect([seen[0], params.x]).toEqual([4, 9]);
  });

  it("says that it has converged only by gradients below their tolerance: 1,000 random problems", () => {
    const random = generator(seedOf());
    let converged = 0;
    for (let problem = 0; problem < 1000; problem++) {
      const n = 1 + Math.floor(5 * random());
      const scale = 10 ** (8 * random() - 6);
      const [centre, weight] = [0, 1].map(() => Array.from({ length: n }, () => 4 * random() + 0.01));
      const wave = 2 * random();
      const objective = ({ x }: { x: number[] }) => ({
        value:
          scale * x.reduce((all, xi, i) => all + weight[i] * (xi - centre[i]) ** 2 + wave * Math.cos(2 * xi + i), 0),
        grads: { x: x.map((xi, i) => scale * (2 * weight[i] * (xi - centre[i]) - 2 * wave * Math.sin(2 * xi + i))) },
      });
      const params = { x: centre.map(() => 10 * random() - 5) };
      const bounds = problem % 2 ? { x: [-1, 2] } : undefined;
      const result = minimize(objective, params, new LBFGS({ bounds }), { maxIterations: 200 });
      const { value, grads } = objective(params);
      const norm = Math.hypot(
        ...grads.x.map((g, i) => (bounds ? Math.min(2, Math.max(-1, params.x[i] - g)) - params.x[i] : g)),
      );
      if (result.converged)
        expect(norm, `seed ${seedOf()}, problem ${problem}`).toBeLessThanOrEqual(1.0001e-6 * (1 + Math.abs(value)));
      converged += Number(result.converged);
    }
    expect(converged, `seed ${seedOf()}`).toBeGreaterThan(950);
  });
});

describe("L-BFGS refuses", () => {
  const square = ({ x }: { x: number }) => ({ value: x * x, grads: { x: 2 * x } });
  it.each<[string, LBFGSOptions, string]>([
    ["a history of none", { history: 0 }, "history must be a whole number ≥ 1, got 0"],
    [
      "an unknown option",
      { m: 5 } as never,
      "LBFGS takes history, bounds, maxLineSearch, backend: did you mean history?",
    ],
    ["an unknown backend", { backend: "gpu" as never }, 'backend must be "wasm" or "js", got "gpu"'],
  ])("%s", (_, options, message) => {
    expect(() => new LBFGS(options)).toThrow(message);
  });

  it.each([
    [{ x: [3, 1] }, 'bounds of params["x"] must be lower ≤ upper, got 3 and 1'],
    [{ x: [NaN, 1] }, 'bounds of params["x"] must be lower ≤ upper, got NaN and 1'],
    [{ lower: { x: [1, 2] } }, 'bounds.lower["x"] has 2 elements, params["x"] has 1'],
    [{ y: [0, 1] }, 'bounds must be of parameters that are there (x), got "y"'],
  ])("bounds %o", (bounds, message) => {
    const params = { x: 5 };
    expect(() => minimize(square, params, new LBFGS({ bounds }))).toThrow(message);
    expect(params).toEqual({ x: 5 });
  });

  it("a gradient that is missing, of another length or no number, and puts the parameters back", () => {
    const params = { W: [1, 2] };
    const run = (grads: unknown) => () => minimize(() => [1, grads as never], params, new LBFGS());
    expect(run({})).toThrow('grads["W"] is missing');
    expect(run({ W: [1] })).toThrow('grads["W"] has 1 element, params["W"] has 2');
    expect(run({ W: [1, "2"] })).toThrow('grads["W"][1] must be a number, got "2"');
    expect(() => minimize(() => [NaN, { W: [1, 1] }], params, new LBFGS())).toThrow("got NaN at iteration 0");
    expect(params).toEqual({ W: [1, 2] });
  });

  it("a state that does not fit", () => {
    const lbfgs = new LBFGS();
    expect(() => lbfgs.restore({ W: Float64Array.of(1) })).toThrow(
      'a name of the state must be "s.0.name" or "y.0.name"',
    );
    lbfgs.restore({ "s.0.x": Float64Array.of(1), "y.0.x": Float64Array.of(1, 2) });
    expect(() => minimize(square, { x: 1 }, lbfgs)).toThrow('state["y.0.x"] must be a float64 array of 1');
  });
});
