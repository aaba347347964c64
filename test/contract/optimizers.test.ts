import { describe, expect, it } from "vitest";
import { Adam, type GradMap } from "../../src/index.js";
import { catalog } from "../catalog.js";
import { expectSameMaps } from "../support.js";

describe.each(catalog)("$name", (row) => {
  it("has the documented defaults", () => {
    const [plain, spelt] = [{ x: [1, 2, 3] }, { x: [1, 2, 3] }];
    const [one, two] = [row.create(), row.create(row.defaults)];
    for (let step = 0; step < 5; step++) {
      one.update(plain, { x: [0.3, -2, 5] });
      two.update(spelt, { x: [0.3, -2, 5] });
    }
    expectSameMaps(plain, spelt, "defaults");
    expect(one.lr).toBe(row.defaults.lr);
  });

  it("keeps state by slot and name, in the type of the parameter", () => {
    const optimizer = row.create();
    expect(optimizer.state).toEqual(Object.fromEntries(row.slots.map((slot) => [slot, {}])));
    optimizer.update({ W: new Float32Array(3), b: [1, 2], s: 4 }, { W: [1, 2, 3], b: [1, 2], s: 1 });
    for (const slot of row.slots) {
      const { W, b, s } = optimizer.state[slot];
      expect([W, b, s].map((view) => view.constructor)).toEqual([Float32Array, Float64Array, Float64Array]);
      const one = row.single?.includes(slot);
      expect([W, b, s].map((view) => view.length)).toEqual(one ? [1, 1, 1] : [3, 2, 1]);
    }
  });

  it("freezes a name that is left out, and keeps its state", () => {
    const [frozen, alone] = [row.create(), row.create()];
    const [params, only] = [{ a: [1, 2], b: [3, 4] }, { b: [3, 4] }];
    frozen.update(params, { a: [1, 1], b: [1, 1] });
    alone.update(only, { b: [1, 1] });
    const before = { a: [...params.a], state: row.slots.map((slot) => frozen.state[slot].a.slice()) };
    frozen.update({ b: params.b }, { a: [9, 9], b: [2, -2] } as GradMap);
    alone.update(only, { b: [2, -2] });
    expect(params.a).toEqual(before.a);
    expect(row.slots.map((slot) => frozen.state[slot].a)).toEqual(before.state);
    expect(params.b).toEqual(only.b);
  });

  it("freezes part of an allocated map without copying it", () => {
    const [whole, part] = [row.create(), row.create()];
    const initial = { a: new Float32Array([1, 2, 3]), b: new Float32Array([4, 5]), c: new Float32Array([6]) };
    const one = whole.allocate(initial);
    const two = part.allocate({ a: initial.a, c: initial.c });
    for (const { grads } of [one, two]) for (const grad of Object.values(grads)) grad.fill(0.5);
    for (let step = 0; step < 3; step++) {
      whole.update({ a: one.params.a, c: one.params.c }, one.grads);
      part.update(two.params, two.grads);
    }
    expectSameMaps({ a: one.params.a, c: one.params.c }, { ...two.params }, "moved");
    expect([...one.params.b]).toEqual([4, 5]);
  });

  it("takes gradients from anywhere for allocated parameters, and leaves the allocated gradients alone", () => {
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ W: new Float32Array(5_000).fill(1) });
    grads.W.fill(7);
    optimizer.update(params, { W: new Float32Array(5_000).fill(0.25) });
    const twin = { W: new Float32Array(5_000).fill(1) };
    row.create().update(twin, { W: new Float32Array(5_000).fill(0.25) });
    expectSameMaps({ ...params }, twin, "params");
    expect(grads.W.every((g) => g === 7)).toBe(true);
  });

  it("reads a schedule at iteration 0 first", () => {
    const seen: number[] = [];
    const optimizer = row.create({ lr: (iteration) => (seen.push(iteration), 0.5) });
    const params = { x: 1 };
    for (let step = 0; step < 3; step++) optimizer.update(params, { x: 1 });
    expect(seen).toEqual([0, 1, 2]);
  });

  it("begins anew after reset", () => {
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ W: new Float32Array([1, 2, 3]) });
    grads.W.set([1, -2, 3]);
    optimizer.update(params, grads);
    const first = params.W.slice();
    optimizer.update(params, grads);
    optimizer.reset();
    expect(optimizer.iterations).toBe(0);
    params.W.set([1, 2, 3]);
    optimizer.update(params, grads);
    expect(params.W).toEqual(first);
  });

  it("forgets shapes on reset", () => {
    const optimizer = row.create();
    optimizer.update({ x: [1, 2] }, { x: [1, 2] });
    optimizer.reset();
    expect(() => optimizer.update({ x: new Float32Array(3) }, { x: [1, 2, 3] })).not.toThrow();
  });

  it("moves state along when a name is allocated later", () => {
    const [late, twin] = [row.create(), row.create()];
    const [before, all] = [{ W: new Float32Array([1, 2, 3]) }, { W: new Float32Array([1, 2, 3]) }];
    late.update(before, { W: [1, 2, 3] });
    const { params, grads } = late.allocate(before);
    grads.W.set([3, 2, 1]);
    late.update(params, grads);
    twin.update(all, { W: [1, 2, 3] });
    twin.update(all, { W: [3, 2, 1] });
    expectSameMaps({ ...params }, all, "params");
  });
});

it("counts β to a high power as exactly as the step needs", () => {
  const optimizer = new Adam({ lr: 1, beta1: 0.5, beta2: 0.999, eps: 0 });
  const params = { x: 0 };
  for (let t = 1; t <= 5_000; t++) {
    const before = params.x;
    optimizer.update(params, { x: 1 });
    // With a constant gradient m̂ = v̂ = 1, so each step is exactly lr.
    expect(before - params.x).toBeCloseTo(1, 11);
  }
});
