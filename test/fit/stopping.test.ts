import { describe, expect, it } from "vitest";
import { Adam, Momentum, Nesterov, RMSProp, SGD, warmup } from "../../src/index.js";
import { minimize, type MinimizeOptions } from "../../src/fit/index.js";
import { seedOf } from "../seed.js";
import { generator } from "../support.js";

const square = ({ x }: { x: number }) => ({ value: x ** 2, grads: { x: 2 * x } });
const plateau = ({ x }: { x: number }) => ({
  value: 1 - Math.exp(-(x ** 2)),
  grads: { x: 2 * x * Math.exp(-(x ** 2)) },
});

/** By default, and by each of the other rules alone. */
const rules: [string, MinimizeOptions][] = [
  ["by default", {}],
  ["by its value", { valueTolerance: 1e-6, gradTolerance: 0 }],
  ["by its steps", { stepTolerance: 1e-6, gradTolerance: 0 }],
];

describe.each(rules)("what has not converged is not said to, %s:", (_, options) => {
  it("a warmup, whose first rate is 0", () => {
    const params = { x: 4 };
    const lr = warmup({ steps: 50, schedule: () => 0.1 });
    const { converged, iterations } = minimize(square, params, new SGD({ lr }), options);
    expect([converged, iterations > 50]).toEqual([true, true]);
    expect(Math.abs(params.x)).toBeLessThan(1e-2);
  });

  it("a rate of 0", () => {
    const result = minimize(square, { x: 4 }, new SGD({ lr: 0 }), { ...options, maxIterations: 100 });
    expect(result).toMatchObject({ reason: "iterations", converged: false, iterations: 100, value: 16, gradNorm: 8 });
  });

  it("an overshoot from x to −x, for ever", () => {
    const result = minimize(square, { x: 4 }, new SGD({ lr: 1 }), { ...options, maxIterations: 100 });
    expect(result).toMatchObject({ reason: "iterations", converged: false, value: 16 });
  });

  it("a flat start", () => {
    const params = { x: 6 };
    const result = minimize(plateau, params, new SGD({ lr: 0.1 }), { ...options, maxIterations: 300 });
    expect(result).toMatchObject({ reason: "iterations", converged: false });
    expect(params.x).toBeCloseTo(6, 6);
  });

  it("momentum where it turns", () => {
    const params = { x: 4 };
    const result = minimize(square, params, new Momentum({ lr: 0.02, momentum: 0.99 }), {
      ...options,
      maxIterations: 20_000,
    });
    expect(result.gradNorm).toBeLessThan(0.01);
    expect(Math.abs(params.x)).toBeLessThan(0.01);
  });

  it("an objective of scale 1e-8", () => {
    const small = ({ x }: { x: number }) => ({ value: 1e-8 * x ** 2, grads: { x: 2e-8 * x } });
    const slow = minimize(small, { x: 4 }, new SGD({ lr: 0.1 }), { ...options, maxIterations: 100 });
    expect(slow).toMatchObject({ reason: "iterations", converged: false });
    const params = { x: 4 };
    const result = minimize(small, params, new SGD({ lr: 1e7 }), options);
    expect(result.converged).toBe(true);
    expect(Math.abs(params.x)).toBeLessThan(0.01);
  });

  it("an l2 that the value does not contain: the end is where both gradients cancel", () => {
    const params = { x: 4 };
    const shifted = ({ x }: { x: number }) => ({ value: (x - 3) ** 2, grads: { x: 2 * (x - 3) } });
    const { converged, value, gradNorm } = minimize(shifted, params, new SGD({ lr: 0.1, l2: 1 }), options);
    expect(converged).toBe(true);
    expect(params.x).toBeCloseTo(2, 3);
    expect(value).toBe((params.x - 3) ** 2);
    expect(gradNorm).toBeCloseTo(Math.abs(2 * (params.x - 3) + params.x), 9);
  });
});

it("1,000 random smooth problems: none has converged with gradients above their tolerance", () => {
  const random = generator(seedOf());
  let converged = 0;
  for (let problem = 0; problem < 1000; problem++) {
    const n = 1 + Math.floor(4 * random());
    const [scale, lr] = [10 ** (8 * random() - 6), 10 ** (3 * random() - 3)];
    const centre = Array.from({ length: n }, () => 4 * random() - 2);
    const weight = Array.from({ length: n }, () => 10 ** (2 * random()));
    const [wave, high] = [3 * random(), random() < 0.5 ? 0 : 1];
    const valueAndGrad = ({ x }: { x: number[] }) => {
      const value = x.reduce((sum, xi, i) => {
        const d = xi - centre[i];
        return sum + scale * (weight[i] * (d * d + high * d ** 4) + wave * Math.cos(3 * d));
      }, 0);
      const grads = x.map((xi, i) => {
        const d = xi - centre[i];
        return scale * (weight[i] * (2 * d + high * 4 * d ** 3) - 3 * wave * Math.sin(3 * d));
      });
      return { value, grads: { x: grads } };
    };
    const makers = [
      () => new SGD({ lr: lr / scale / 100 }),
      () => new Momentum({ lr: lr / scale / 100 }),
      () => new Adam({ lr: 10 * lr }),
      () => new RMSProp({ lr }),
      () => new Nesterov({ lr: warmup({ steps: 20, schedule: () => lr / scale / 100 }) }),
    ];
    const params = { x: Array.from({ length: n }, () => 8 * random() - 4) };
    const result = minimize(valueAndGrad, params, makers[problem % makers.length](), { maxIterations: 2000 });
    const { value, grads } = valueAndGrad(params);
    expect(result.value, `seed ${seedOf()}, problem ${problem}`).toBe(value);
    const norm = Math.hypot(...grads.x);
    if (result.converged)
      expect(norm, `seed ${seedOf()}, problem ${problem}`).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(value)));
    converged += Number(result.converged);
  }
  expect(converged, `seed ${seedOf()}`).toBeGreaterThan(300);
});

describe("minimize", () => {
  it("stops by its value and by its steps where these have settled for so long", () => {
    const run = (options: MinimizeOptions) =>
      minimize(square, { x: 4 }, new SGD({ lr: 0.1 }), { gradTolerance: 0, ...options });
    const [three, nine] = [3, 9].map((patience) => run({ valueTolerance: 1e-6, patience }));
    expect([three.reason, nine.reason, nine.iterations - three.iterations]).toEqual(["value", "value", 6]);
    expect(run({ stepTolerance: 1e-6 })).toMatchObject({ reason: "step", converged: true });
    expect(run({ maxIterations: 300 })).toMatchObject({ reason: "iterations", converged: false });
  });

  it("leaves the parameters at the best point seen, or at the last", () => {
    const run = (keepBest: boolean) => {
      const params = { x: 4 };
      const values: number[] = [];
      const result = minimize(square, params, new Momentum({ lr: 0.1, momentum: 0.9 }), {
        maxIterations: 20,
        keepBest,
        onIteration: ({ value }) => values.push(value),
      });
      expect([result.value, result.gradNorm]).toEqual([params.x ** 2, Math.abs(2 * params.x)]);
      return { value: result.value, values };
    };
    const [best, last] = [run(true), run(false)];
    expect(best.value).toBe(Math.min(...best.values));
    expect(last.value).toBe(last.values.at(-1));
    expect(last.value).toBeGreaterThan(best.value);
  });

  it("is stopped by onIteration and by a signal", () => {
    const stopped = minimize(square, { x: 4 }, new SGD(), { onIteration: ({ iteration }) => iteration < 3 });
    expect(stopped).toMatchObject({ reason: "callback", converged: false, iterations: 3, evaluations: 4 });
    const abort = new AbortController();
    const aborted = minimize(square, { x: 4 }, new SGD(), { signal: abort.signal, onIteration: () => abort.abort() });
    expect(aborted).toMatchObject({ reason: "callback", iterations: 1 });
    expect(minimize(square, { x: 4 }, new SGD(), { signal: AbortSignal.abort() }).iterations).toBe(0);
  });

  it("tells of every iteration, and lets it go on unless the answer is false", () => {
    const told: object[] = [];
    minimize(square, { x: 4 }, new SGD({ lr: 0.25 }), {
      maxIterations: 2,
      onIteration: (progress) => void told.push(progress),
    });
    expect(told).toEqual([
      { iteration: 1, value: 4, gradNorm: 4, evaluations: 2 },
      { iteration: 2, value: 1, gradNorm: 2, evaluations: 3 },
    ]);
  });

  it("puts the parameters back to where they began when the objective throws", () => {
    const params = { x: 4, W: Float32Array.of(1, 2) };
    let calls = 0;
    const objective = ({ x, W }: typeof params) => {
      if (++calls === 4) throw new Error("no more data");
      return { value: x * x, grads: { x: 2 * x, W } };
    };
    expect(() => minimize(objective, params, new SGD({ lr: 0.1 }))).toThrow("no more data");
    expect(params).toEqual({ x: 4, W: Float32Array.of(1, 2) });
  });

  it("counts the gradients of a tree, with rows, lists and sparse parts", () => {
    const model = { layers: [{ W: [[3], [0]], b: 4 }] };
    const objective = ({ layers: [{ W, b }] }: typeof model) => ({
      value: (W[0][0] ** 2 + b ** 2) / 2,
      grads: { layers: [{ W: [[W[0][0]], [0]], b }] },
    });
    const start = minimize(objective, model, new SGD({ lr: 0.5 }), { maxIterations: 0 });
    expect([start.gradNorm, start.evaluations]).toEqual([5, 1]);
    expect(minimize(objective, model, new SGD({ lr: 0.5 })).converged).toBe(true);
    expect(Math.abs(model.layers[0].b)).toBeLessThan(1e-5);
  });

  it("neither overflows nor underflows in the norm", () => {
    const at = (x: number) => minimize(() => ({ value: 1, grads: { x } }), { x: 1 }, new SGD(), { maxIterations: 0 });
    expect([at(1e200).gradNorm, at(1e-200).gradNorm]).toEqual([1e200, 1e-200]);
  });

  it("knows what the optimizer makes greater", () => {
    const hill = ({ x }: { x: number }) => ({ value: -(x ** 2), grads: { x: -2 * x } });
    const params = { x: 4 };
    const result = minimize(hill, params, new SGD({ lr: 0.1, maximize: true }));
    expect([result.converged, Math.abs(params.x) < 1e-5]).toEqual([true, true]);
  });

  it.each([
    [{ gradTolerance: -1 }, "gradTolerance must be a finite number ≥ 0, got -1"],
    [{ patience: 0 }, "patience must be a whole number ≥ 1, got 0"],
    [{ keepBest: 1 }, "keepBest must be true or false, got 1"],
    [{ signal: {} }, "signal must be an AbortSignal, got Object"],
  ])("refuses %o", (options, message) => {
    const call = () => minimize(() => expect.fail("computed"), { x: 1 }, new SGD(), options as never);
    expect(call).toThrow(message);
  });

  it("takes what the optimizer takes: tied arrays, and what is read-only and stays", () => {
    const W = [3, 4];
    const tied = minimize(
      () => ({ value: 1, grads: { a: [1, 0], b: [0, 1] } }),
      { a: W, b: W },
      new SGD({ tied: true }),
      {
        maxIterations: 2,
      },
    );
    expect(tied.iterations).toBe(2);
    const fixed = { x: 4, c: Object.freeze([1, 2]) as number[] };
    const result = minimize(({ x }) => ({ value: x * x, grads: { x: 2 * x, c: null } }), fixed, new SGD({ lr: 1 }), {
      maxIterations: 3,
    });
    expect([result.value, result.gradNorm]).toEqual([16, 8]);
  });
});
