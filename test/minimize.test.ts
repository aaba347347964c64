import { describe, expect, it } from "vitest";
import { Adam, SGD, minimize } from "../src/index.js";
import { internals } from "../src/internals.js";
import { catalog, type Row } from "./catalog.js";

/** (x − 3)² + (y + 1)² */
function bowl({ x, y }: { x: number; y: number }): [number, { x: number; y: number }] {
  return [(x - 3) ** 2 + (y + 1) ** 2, { x: 2 * (x - 3), y: 2 * (y + 1) }];
}

/** Steps of one size, and a decay that goes on and off with their direction, never settle: the rate falls to 0 at last. */
function settling(iteration: number): number {
  return 0.05 * Math.max(0, Math.min(1, (12_000 - iteration) / 2_000));
}

/** Whether steps have a size of their own, however small the gradient. */
function sized({ create, name }: Row): boolean {
  return create()[internals].kernels.signs || ["adam-cautious", "lamb", "lars", "novograd"].includes(name);
}

describe("minimize", () => {
  // Rprop stands still for a step where a gradient turns, which counts as settled.
  const settles = catalog.filter(({ name }) => name !== "rprop");

  it.each(settles)("finds the bottom of a bowl with $name", (row) => {
    const params = { x: 0, y: 0 };
    const { value, converged } = minimize(bowl, params, row.create({ lr: sized(row) ? settling : 0.05 }), {
      maxIterations: 20_000,
      tolerance: 1e-12,
    });
    // Where all steps are of one size, none that moves anything settles.
    if (!["signum", "lamb", "novograd"].includes(row.name)) expect(converged).toBe(true);
    expect(value).toBeLessThan(1e-3);
    expect(params.x).toBeCloseTo(3, 1);
  });

  it("does not take a first step that moves nothing for the end: a rate that begins at 0", () => {
    const params = { x: 0, y: 0 };
    const result = minimize(bowl, params, new SGD({ lr: (iteration) => (iteration === 0 ? 0 : 0.1) }));
    expect([result.converged, result.iterations > 10]).toEqual([true, true]);
    expect(params.x).toBeCloseTo(3, 2);
  });

  it("stops once the value changes by less than the tolerance, and returns the value where it stands", () => {
    const params = { x: 0, y: 0 };
    const values: number[] = [];
    const result = minimize(bowl, params, new SGD({ lr: 0.1 }), {
      tolerance: 1e-6,
      onIteration: ({ value }) => values.push(value),
    });
    expect(result).toMatchObject({
      params,
      iterations: values.length,
      evaluations: values.length + 1,
      reason: "value",
    });
    expect([result.value, result.converged]).toEqual([bowl(params)[0], true]);
    expect(Math.abs(values[values.length - 1] - values[values.length - 2])).toBeLessThan(1e-6);
    expect(Math.abs(values[values.length - 2] - values[values.length - 3])).toBeGreaterThanOrEqual(1e-6);
  });

  it("never stops for a value that stays where the tolerance is 0, and at once where it is infinite", () => {
    const flat = () => [1, { x: 0 }] as const;
    const run = (tolerance: number) => minimize(flat, { x: 0 }, new SGD(), { maxIterations: 7, tolerance });
    expect(run(0)).toMatchObject({ value: 1, iterations: 7, converged: false });
    expect(run(5e-324)).toMatchObject({ value: 1, iterations: 1, converged: true });
    const falling = minimize(({ x }) => [x, { x: 1 }], { x: 0 }, new SGD(), { maxIterations: 7, tolerance: Infinity });
    expect(falling).toMatchObject({ value: -0.01, iterations: 1, converged: true });
  });

  it("stops when the iterations run out", () => {
    const params = { x: 0, y: 0 };
    const iterations: number[] = [];
    const result = minimize(bowl, params, new SGD({ lr: 0.01 }), {
      maxIterations: 5,
      onIteration: ({ iteration }) => iterations.push(iteration),
    });
    expect(result).toMatchObject({ value: bowl(params)[0], iterations: 5, reason: "iterations", converged: false });
    expect(iterations).toEqual([1, 2, 3, 4, 5]);
    expect(minimize(bowl, params, new SGD(), { maxIterations: 0 }).iterations).toBe(0);
  });

  it("does not take an update without a step for a value that has settled", () => {
    const params = { x: 0, y: 0 };
    expect(minimize(bowl, params, new SGD({ lr: 0.1, accumulate: 4 }), { maxIterations: 2_000 }).converged).toBe(true);
    expect(params.x).toBeCloseTo(3, 1);
    const skipping = new SGD({ nonFinite: "skip" });
    const result = minimize(() => [1, { x: NaN }] as const, { x: 0 }, skipping, { maxIterations: 9 });
    expect(result).toMatchObject({ value: 1, iterations: 9, converged: false });
    expect(skipping.skipped).toBe(9);
    const step = new SGD({ lr: 0.1 });
    expect(minimize(bowl, { x: 0, y: 0 }, { update: (...maps) => step.update(...maps) }).converged).toBe(true);
  });

  it("checks its options before anything is computed", () => {
    const none = () => expect.fail("computed");
    const call = (options: unknown) => () => minimize(none as never, { x: 0 }, new SGD(), options as never);
    expect(call(null)).toThrow(new TypeError("minimize takes an object of options, got null"));
    expect(call(5)).toThrow(
      new TypeError("minimize takes an object of options, got 5: did you mean { maxIterations: 5 }?"),
    );
    expect(call({ onIteration: 5 })).toThrow(new TypeError("onIteration must be a function, got 5"));
  });

  it("takes an object { value, grads } as well, and allocated parameters", () => {
    const optimizer = new Adam({ lr: 0.1 });
    const { params, grads } = optimizer.allocate({ W: new Float32Array([1, -2, 3]) });
    const { converged } = minimize(
      ({ W }) => {
        W.forEach((w, i) => (grads.W[i] = 2 * w));
        return { value: W.reduce((sum, w) => sum + w * w, 0), grads };
      },
      params,
      optimizer,
    );
    expect(converged).toBe(true);
    for (const w of params.W) expect(Math.abs(w)).toBeLessThan(0.02);
  });

  it("ends where the value is no longer finite, and goes back to the best point", () => {
    const params = { x: 1, W: Float32Array.of(2), c: [3] };
    const seen: (typeof params)[] = [];
    const explode = (p: typeof params) => {
      seen.push(structuredClone(p));
      const value = seen.length === 4 ? NaN : 10 - seen.length;
      return { value, grads: { x: 1, W: [1], c: [1] } };
    };
    const result = minimize(explode, params, new SGD({ lr: 1 }));
    expect(result).toMatchObject({ reason: "nonFinite", converged: false, value: 7, iterations: 2, evaluations: 4 });
    expect(params).toEqual(seen[2]);
    expect(seen[3].x).toBe(-2);
  });

  it("leaves the start alone when already that value is not finite", () => {
    const params = { x: 1 };
    const call = () => minimize(() => [Infinity, { x: 1 }], params, new SGD());
    expect(call).toThrow(
      new RangeError("the value that valueAndGrad returns must be a finite number, got Infinity at iteration 0"),
    );
    expect(params).toEqual({ x: 1 });
  });

  it.each([
    ["{ loss, grads }", { loss: 1, grads: { x: 1 } }, "Object at iteration 0"],
    ["the value alone", 1, "1 at iteration 0"],
    ["nothing", undefined, "undefined at iteration 0"],
    ["a promise", Promise.resolve([1, { x: 1 }]), "Promise at iteration 0: await it"],
  ])("says so when valueAndGrad returns %s", (_, result, got) => {
    const params = { x: 1 };
    const call = () => minimize((() => result) as never, params, new SGD());
    expect(call).toThrow(
      new TypeError(`what valueAndGrad returns must be { value, grads } or [value, grads], got ${got}`),
    );
    expect(params).toEqual({ x: 1 });
  });
});
