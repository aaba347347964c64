import { describe, expect, it } from "vitest";
import { Adam, Momentum, SGD, inverseTimeDecay } from "../src/index.js";
import { catalog } from "./catalog.js";
import { expectSameMaps } from "./support.js";

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
      expect([W, b, s].map((view) => view.length)).toEqual([3, 2, 1]);
    }
  });

  it("freezes a name that is left out, and keeps its state", () => {
    const [frozen, alone] = [row.create(), row.create()];
    const [params, only] = [{ a: [1, 2], b: [3, 4] }, { b: [3, 4] }];
    frozen.update(params, { a: [1, 1], b: [1, 1] });
    alone.update(only, { b: [1, 1] });
    const before = { a: [...params.a], state: row.slots.map((slot) => frozen.state[slot].a.slice()) };
    frozen.update({ b: params.b }, { a: [9, 9], b: [2, -2] });
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

describe("a map", () => {
  it("may hold numbers, which are replaced on the object", () => {
    const params = { x: 1, W: [1] };
    new SGD({ lr: 1 }).update(params, { x: 0.25, W: [0.5] });
    expect(params).toEqual({ x: 0.75, W: [0.5] });
  });

  it("may have more gradients than parameters, in another order", () => {
    const params = { a: [1], b: [1] };
    new SGD({ lr: 1 }).update(params, { b: [0.5], other: [9], a: [0.25] });
    expect(params).toEqual({ a: [0.75], b: [0.5] });
  });

  it("may be empty: that still counts as an update", () => {
    const optimizer = new SGD();
    optimizer.update({}, {});
    expect(optimizer.iterations).toBe(1);
  });

  it("may use any string as a name", () => {
    const params = JSON.parse('{ "__proto__": [1], "constructor": [1], "": [1], "0": [1] }') as Record<
      string,
      number[]
    >;
    const optimizer = new Momentum({ lr: 1 });
    optimizer.update(params, JSON.parse('{ "__proto__": [1], "constructor": [1], "": [1], "0": [1] }'));
    expect(Object.values(params)).toEqual([[0], [0], [0], [0]]);
    expect(Object.keys(optimizer.state.v).toSorted()).toEqual(["", "0", "__proto__", "constructor"]);
  });

  it("may gain names later", () => {
    const optimizer = new Momentum({ lr: 1 });
    optimizer.update({ a: [1] }, { a: [1] });
    const params = { b: [1], a: [1] };
    optimizer.update(params, { a: [1], b: [1] });
    expect(params).toEqual({ b: [0], a: [1 - 1.9] });
  });

  it("may change its arrays between updates", () => {
    const optimizer = new Momentum({ lr: 1 });
    optimizer.update({ a: new Float64Array(2) }, { a: new Float64Array([1, 1]) });
    const params = { a: [10, 20] };
    optimizer.update(params, { a: new Float32Array([1, 1]) });
    expect(params).toEqual({ a: [10 - 1.9, 20 - 1.9] });
  });
});

describe("allocate", () => {
  it("gives frozen maps of views with the initial values and zero gradients", () => {
    const { params, grads } = new Adam().allocate({ W: new Float32Array([1, 2]), c: [3, 4, 5], x: 6 });
    expect(params).toEqual({ W: Float32Array.of(1, 2), c: Float64Array.of(3, 4, 5), x: Float64Array.of(6) });
    expect(grads).toEqual({ W: new Float32Array(2), c: new Float64Array(3), x: new Float64Array(1) });
    expect(Object.isFrozen(params) && Object.isFrozen(grads)).toBe(true);
  });

  it("can be called again for other names", () => {
    const optimizer = new SGD({ lr: 1 });
    const one = optimizer.allocate({ a: [1] });
    const two = optimizer.allocate({ b: [2] });
    one.grads.a[0] = two.grads.b[0] = 0.5;
    optimizer.update(one.params, one.grads);
    optimizer.update(two.params, two.grads);
    optimizer.update({ ...one.params, ...two.params }, { ...one.grads, ...two.grads });
    expect([one.params.a[0], two.params.b[0]]).toEqual([0, 1]);
  });

  it("takes a copy of the initial values", () => {
    const initial = { a: [1, 2] };
    const { params } = new SGD().allocate(initial);
    params.a[0] = 9;
    expect(initial.a).toEqual([1, 2]);
  });
});

describe("lr", () => {
  it("can be read and set between updates", () => {
    const optimizer = new SGD({ lr: 1 });
    const params = { x: 1 };
    optimizer.lr = 0.5;
    optimizer.update(params, { x: 1 });
    expect([optimizer.lr, params.x]).toEqual([0.5, 0.5]);
  });

  it("follows t0 / (t + t1) by inverseTimeDecay", () => {
    const lr = inverseTimeDecay({ t0: 5, t1: 50 });
    expect([lr(0), lr(50), lr(950)]).toEqual([0.1, 0.05, 0.005]);
    const optimizer = new SGD({ lr });
    const params = { x: 0 };
    optimizer.update(params, { x: -1 });
    optimizer.update(params, { x: -1 });
    expect(params.x).toBeCloseTo(5 / 50 + 5 / 51, 15);
    expect(optimizer.lr).toBe(lr);
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

describe.each(catalog)("$name takes gradients that are parameters of the same update as they were before it", (row) => {
  const make = {
    Float32Array: (n: number, from: number) => Float32Array.from({ length: n }, (_, i) => from + i / 64),
    Float64Array: (n: number, from: number) => Float64Array.from({ length: n }, (_, i) => from + i / 64),
    "number[]": (n: number, from: number) => Array.from({ length: n }, (_, i) => from + i / 64),
  };

  it.each(Object.entries(make))("%s", (_, of) => {
    for (const length of [1, 100, 5_000]) {
      for (const names of [
        ["a", "b"],
        ["b", "a"],
      ] as const) {
        const [optimizer, plain] = [row.create(), row.create()];
        const p = Object.fromEntries(names.map((name) => [name, of(length, name === "a" ? 1 : 4)]));
        const expected = Object.fromEntries(names.map((name) => [name, p[name].slice()]));
        for (let step = 0; step < 3; step++) {
          optimizer.update(p, { a: p.b, b: p.a });
          plain.update(expected, { a: expected.b.slice(), b: expected.a.slice() });
          expect(p, `${length} ${names.join()}`).toEqual(expected);
        }
        // Arrays that were others at the step before, then a parameter as its own gradient.
        for (const own of [false, true]) {
          optimizer.update(p, { a: of(length, 1), b: own ? p.b : of(length, 2) });
          plain.update(expected, { a: of(length, 1), b: own ? expected.b.slice() : of(length, 2) });
          optimizer.update(p, { a: p.b, b: p.a });
          plain.update(expected, { a: expected.b.slice(), b: expected.a.slice() });
          expect(p).toEqual(expected);
        }
      }
    }
  });

  it("views that overlap", () => {
    for (const shift of [-1, 0, 1]) {
      const memory = make.Float32Array(5_002, 1);
      const p = { a: memory.subarray(1, 5_001) };
      const expected = { a: p.a.slice() };
      const [optimizer, plain] = [row.create(), row.create()];
      for (let step = 0; step < 3; step++) {
        const grad = memory.subarray(1 + shift, 5_001 + shift);
        plain.update(expected, { a: grad.slice() });
        optimizer.update(p, { a: grad });
        expect(p).toEqual(expected);
      }
    }
  });
});
