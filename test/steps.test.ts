import { describe, expect, it } from "vitest";
import { Adam, AdaGrad, SGD, type Optimizer, type ParamMap } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { internals } from "../src/internals.js";
import { catalog, elementwise, parameterwise } from "./catalog.js";
import { copyOf, expectSameMaps, generator, kernelCalls, list, type Values } from "./support.js";

type Model = Record<string, Float32Array>;

/** The moves of each parameter are those that it makes alone, by an optimizer of its own, at its own steps. */
class Alone {
  readonly #create: () => Optimizer;
  readonly #each = new Map<string, Optimizer>();

  constructor(create: () => Optimizer) {
    this.#create = create;
  }

  update(params: Model, grads: Model): void {
    for (const [name, param] of Object.entries(params)) {
      const optimizer = this.#each.get(name) ?? this.#create();
      this.#each.set(name, optimizer);
      optimizer.update({ [name]: param }, { [name]: grads[name] });
    }
  }
}

const NAMES = ["a", "b", "c", "d", "e"];

describe.each(catalog)("$name", (row) => {
  const backends = parameterwise.includes(row) ? (["wasm", "js"] as const) : [];

  it.each(backends)("counts the steps of each parameter, whichever move together (%s)", (backend) => {
    const random = generator(3);
    const options = { lr: 0.1, backend };
    const [together, alone] = [row.create(options), new Alone(() => row.create(options))];
    const start: Model = Object.fromEntries(NAMES.map((name, k) => [name, new Float32Array(3 + k).map(random)]));
    const copies = copyOf(start);
    const home = together.allocate({ a: start.a, b: start.b });
    const params: Model = { ...copyOf(start), ...home.params };
    for (let step = 0; step < 60; step++) {
      const grads = Object.fromEntries(NAMES.map((name) => [name, params[name].map(() => random() - 0.5)]));
      const moving = NAMES.filter(() => random() < 0.6);
      const pick = <Value>(map: Readonly<Record<string, Value>>) =>
        Object.fromEntries(moving.map((name) => [name, map[name]]));
      if (step % 3 === 0) {
        const stay = Object.fromEntries(NAMES.map((name) => [name, moving.includes(name) ? grads[name] : null]));
        together.update(params, stay);
      } else if (moving.length > 0) together.update(pick(params), pick(grads));
      alone.update(pick(copies), pick(grads));
      expectSameMaps(params, copies, `step ${step}`);
    }
  });

  it.each(elementwise.includes(row) ? [row] : [])(
    "makes one kernel call for each count, and one again where parameters move together from the beginning",
    () => {
      const optimizer = row.create();
      const { params, grads } = optimizer.allocate({ a: new Float32Array(4), b: new Float32Array(4) });
      const calls = () => kernelCalls(() => optimizer.update(params, grads)).length;
      expect(calls()).toBe(1);
      optimizer.update({ b: params.b }, { b: grads.b });
      expect(calls()).toBe(2);
      optimizer.reset();
      expect(calls()).toBe(1);
    },
  );

  it("leaves a parameter whose gradient is null, its state and its count as they are", () => {
    const [some, all] = [row.create({ lr: 0.1 }), row.create({ lr: 0.1 })];
    const model = (): ParamMap => ({ W: new Float32Array([1, 2]), b: [3], x: 4 });
    const [p, q] = [model(), model()];
    some.update(p, { W: null, b: [1], x: null });
    expect([p.W, p.x]).toEqual([new Float32Array([1, 2]), 4]);
    expect(Object.keys(Object.values(some.state)[0] ?? { b: 0 })).toEqual(["b"]);
    const state = snapshotOf(some);
    some.update(p, { W: null, b: null, x: null });
    expect(snapshotOf(some)).toEqual(state);
    expect(some.iterations).toBe(2);
    // What is estimated of the whole model goes by what has moved.
    if (row.sums === "model") return;
    some.update(p, { W: [1, 1], b: null, x: 2 });
    all.update(q, { W: [1, 1], b: [1], x: 2 });
    expectSameMaps(p as Record<string, Values>, q as Record<string, Values>, "params");
  });

  it("needs no memory, no writing and no state for what stays", () => {
    const optimizer = row.create();
    const params = Object.freeze({ W: Object.freeze([1, 2]) as number[], b: [1] });
    optimizer.update(params, { W: null, b: [1] });
    expect(Object.values(optimizer.state).every((slot) => !("W" in slot))).toBe(true);
    expect(() => optimizer.update(params, { W: [1, 1], b: null })).toThrow(new TypeError('params["W"] is read-only'));
    for (const rest of [{}, { b: [1] }] as ParamMap[])
      expect(() => optimizer.update({ W: "1" as never, ...rest }, { W: null, b: [1] })).toThrow(
        new TypeError('params["W"] must be a number, number[], Float32Array or Float64Array, got "1"'),
      );
  });
});

const snapshotOf = (optimizer: Optimizer): unknown =>
  Object.entries(optimizer.state).map(([slot, views]) => [slot, Object.entries(views).map(([n, v]) => [n, list(v)])]);

describe("a parameter that joins at step 1,001", () => {
  it("moves by the rate under a constant gradient, as PyTorch's", () => {
    const optimizer = new Adam({ lr: 1, eps: 1e-8, epsMode: "corrected" });
    const params = { old: 0, young: 0 };
    const { old } = params;
    const first = { old };
    for (let step = 0; step < 1000; step++) optimizer.update(first, { old: 1 });
    for (let step = 1; step <= 6; step++) {
      const before = params.young;
      optimizer.update(params, { old: 1, young: 1 });
      expect(before - params.young).toBeCloseTo(1, 6);
    }
    expect(optimizer.iterations).toBe(1006);
  });

  it("is counted by itself in a file too", () => {
    const [optimizer, next] = [new Adam({ lr: 1 }), new Adam({ lr: 1 })];
    const params = { a: 0, b: 0 };
    for (let step = 0; step < 5; step++) optimizer.update({ a: 0 }, { a: 1 });
    optimizer.update(params, { a: 1, b: 1 });
    load(next, save(optimizer));
    const stepsOf = (each: Optimizer) =>
      [...each[internals].store.tensors.values()].map(({ name, clock }) => [name, clock.steps]);
    expect(stepsOf(next)).toEqual([
      ["a", 6],
      ["b", 1],
    ]);
    const other = { ...params };
    for (let step = 0; step < 3; step++) {
      optimizer.update(params, { a: 2, b: -1 });
      next.update(other, { a: 2, b: -1 });
    }
    expect(other).toEqual(params);
  });
});

it("two players in turn under one optimizer move as with one each", () => {
  const [both, one, two] = [new Adam(), new Adam(), new Adam()];
  const [g, d] = [{ G: [1, 2] }, { D: [3, 4] }];
  const [g2, d2] = [{ G: [1, 2] }, { D: [3, 4] }];
  for (let step = 1; step <= 20; step++) {
    both.update(g, { G: [step, -1] });
    both.update(d, { D: [1, -step] });
    one.update(g2, { G: [step, -1] });
    two.update(d2, { D: [1, -step] });
  }
  expect([g, d]).toEqual([g2, d2]);
});

it("allocate begins known names anew where asked to, and goes on with them otherwise", () => {
  const optimizer = new AdaGrad({ lr: 1, eps: 0 });
  optimizer.update({ W: [0], b: [0] }, { W: [3], b: [4] });
  optimizer.allocate({ W: [0] });
  expect(optimizer.state.h.W[0]).toBe(9);
  const { params } = optimizer.allocate({ W: new Float32Array(2) }, { fresh: true });
  expect([...optimizer.state.h.W]).toEqual([0, 0]);
  optimizer.update({ ...params, b: [0] }, { W: [1, 2], b: [0] });
  expect([...params.W]).toEqual([-1, -1]);
  expect(() => optimizer.allocate({ W: [0] }, { fresh: 1 as never })).toThrow(
    new TypeError("fresh must be true or false, got 1"),
  );
  expect(() => optimizer.allocate({ W: [0] }, { anew: true } as never)).toThrow(
    new TypeError('unknown option "anew": allocate takes fresh, shard'),
  );
});

it("zeroGrads clears the gradients of all that was allocated", () => {
  const optimizer = new SGD();
  const [one, two] = [optimizer.allocate({ a: new Float32Array(3) }), optimizer.allocate({ b: [1, 2] })];
  one.grads.a.fill(1);
  two.grads.b.fill(2);
  optimizer.zeroGrads();
  expect([...one.grads.a, ...two.grads.b]).toEqual([0, 0, 0, 0, 0]);
});

it("parameters that each moved alone are counted together again once their counts agree", () => {
  const names = Array.from({ length: 20 }, (_, k) => `w${k}`);
  const optimizer = new Adam();
  const { params, grads } = optimizer.allocate(Object.fromEntries(names.map((name) => [name, new Float32Array(4)])));
  for (const name of names) optimizer.update({ [name]: params[name] }, { [name]: grads[name] });
  const clocks = () => new Set([...optimizer[internals].store.tensors.values()].map(({ clock }) => clock)).size;
  expect(clocks()).toBe(20);
  for (let step = 0; step < 256; step++) optimizer.update(params, grads);
  expect(clocks()).toBe(1);
  expect([...optimizer[internals].store.tensors.values()].map(({ clock }) => clock.steps)).toEqual(
    names.map(() => 257),
  );
  optimizer.update({ w3: params.w3 }, { w3: grads.w3 });
  expect(clocks()).toBe(2);
});
