import { describe, expect, it } from "vitest";
import { Adam, Momentum, type CommonOptions, type Optimizer, type ParamMap } from "../src/index.js";
import { internals } from "../src/internals.js";
import { catalog, type Row } from "./catalog.js";
import { expectSameMaps, list, type Values } from "./support.js";

/** The least number that is not subnormal. */
const LEAST = { Float32Array: 2 ** -126, Float64Array: 2 ** -1022 };

/** Options that let state be cleared: where the defaults hold it above 0, or their eps is too small. */
function clearing({ defaults: { eps, epsRoot, beta1, initialAccumulator } }: Row): Record<string, number> {
  return {
    ...(eps < 1e-10 && { eps: 1e-7 }),
    ...(epsRoot > 0 && { epsRoot: 0 }),
    // Of a mean: it would move what has no gradient.
    ...(beta1 > 0 && initialAccumulator > 0 && { initialAccumulator: 0 }),
  };
}

const asksForSigns = ({ create }: Row): boolean => create()[internals].kernels.signs ?? false;

describe.each(catalog.filter((row) => row.slots.length > 0 && !asksForSigns(row)))("$name", (row) => {
  it.each([
    { Floats: Float32Array, updates: 12 * 256 },
    { Floats: Float64Array, updates: 40 * 256 },
  ])("has no subnormal state at any 256th update, however long there was no gradient: %o", ({ Floats, updates }) => {
    const endings = (["wasm", "js"] as const).map((backend) => {
      // A root that epsRoot outweighs is cleared too.
      const optimizer = row.create({ backend, ...("epsRoot" in row.defaults ? {} : clearing(row)) });
      const { params, grads } = optimizer.allocate({ W: new Floats([1, 2, 3, 4, 5]) as Float32Array });
      grads.W.set([1, -2, 1e-12, 0, 300]);
      for (let step = 0; step < 3; step++) optimizer.update(params, grads);
      grads.W.fill(0);
      for (let step = 3; step < updates; step++) optimizer.update(params, grads);
      return { params: { ...params }, state: optimizer.state };
    });
    for (const slot of row.slots) {
      for (const value of endings[0].state[slot].W) {
        expect(value === 0 || Math.abs(value) >= LEAST[Floats.name as keyof typeof LEAST], `${slot} ${value}`).toBe(
          true,
        );
      }
      expectSameMaps(endings[1].state[slot], endings[0].state[slot], slot);
    }
    expectSameMaps(endings[1].params, endings[0].params, "params");
  });
});

/** A parameter of five elements as it may be given, each with its gradient. */
const KINDS: Record<string, (optimizer: Optimizer) => { params: ParamMap; grads: ParamMap }> = {
  "allocated float32": (optimizer) => optimizer.allocate({ W: new Float32Array(5) }),
  "allocated float64": (optimizer) => optimizer.allocate({ W: new Float64Array(5) }),
  "a Float32Array": () => ({ params: { W: new Float32Array(5) }, grads: { W: new Float32Array(5) } }),
  "a Float64Array": () => ({ params: { W: new Float64Array(5) }, grads: { W: [0, 0, 0, 0, 0] } }),
  "a number[]": () => ({ params: { W: [0, 0, 0, 0, 0] }, grads: { W: [0, 0, 0, 0, 0] } }),
  "a number": () => ({ params: { W: 0 }, grads: { W: 0 } }),
};

/** The state that is half the least number that is not subnormal before the 256th update, and the update after which it is looked at. */
function stateAfter(optimizer: Optimizer, update: () => void, updates = 256): Record<string, Record<string, Values>> {
  for (let step = 1; step < 256; step++) update();
  for (const views of Object.values(optimizer.state))
    for (const view of Object.values(views)) view.fill(LEAST[view.constructor.name as keyof typeof LEAST] / 2);
  for (let step = 256; step <= updates; step++) update();
  return optimizer.state;
}

/**
 * Whether all of a parameter's state has been cleared, or none, but for what the rule itself keeps away from 0, the last
 * gradient, and what there is a single number of.
 */
function cleared({ single = [] }: Row, state: Record<string, Record<string, Values>>, name = "W"): boolean {
  const slots = Object.keys(state).filter((slot) => slot !== "previous" && !single.includes(slot));
  const values = slots.flatMap((slot) => {
    const view = state[slot][name];
    const least = view instanceof Float32Array ? LEAST.Float32Array : LEAST.Float64Array;
    return list(view).filter((value) => Math.abs(value) < least);
  });
  const zeros = values.filter((value) => value === 0).length;
  expect(values).not.toEqual([]);
  expect([0, values.length]).toContain(zeros);
  return zeros > 0;
}

it.each(catalog.filter((row) => asksForSigns(row) && row.slots.length > 0))(
  "is not cleared where the rule asks for signs, which even the least number has: $name",
  (row) => {
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ W: new Float32Array(5) });
    for (let step = 1; step < 256; step++) optimizer.update(params, grads);
    const [slot] = row.slots;
    const kept = optimizer.state[slot].W.fill(2 ** -140);
    grads.W.fill(2 ** -140);
    optimizer.update(params, grads);
    expect(kept.every((value) => value !== 0)).toBe(true);
  },
);

describe.each(catalog.filter((row) => row.slots.length > 0 && !asksForSigns(row)))("$name", (row) => {
  it.each(Object.entries(KINDS))("has all its slots cleared at the 256th update: %s", (_, make) => {
    for (const backend of ["wasm", "js"] as const) {
      // The second takes the full kernels.
      for (const options of [{}, { clipNorm: 1, l2: 0.1, emaDecay: 0.5 }] as CommonOptions[]) {
        const optimizer = row.create({ backend, ...clearing(row), ...options });
        const { params, grads } = make(optimizer);
        expect(
          cleared(
            row,
            stateAfter(optimizer, () => optimizer.update(params, grads)),
          ),
        ).toBe(true);
      }
    }
  });
});

// Without eps NovoGrad makes NaN of no gradient.
const byEps = catalog.filter(({ name, defaults }) => "eps" in defaults && name !== "novograd");
describe.each(byEps)("$name", (row) => {
  it.each(Object.entries(KINDS))("has its slots cleared where eps is 1e-10 or more, its group's own: %s", (_, make) => {
    const run = (options: Record<string, unknown>) => {
      const optimizer = row.create({ ...clearing(row), ...options });
      const { params, grads } = make(optimizer);
      return cleared(
        row,
        stateAfter(optimizer, () => optimizer.update(params, grads)),
      );
    };
    expect([1, 1e-10, 9.9e-11, 1e-20, 0].map((eps) => run({ eps }))).toEqual([true, true, false, false, false]);
    const match = /W/;
    expect(run({ eps: 0, groups: [{ match, eps: 1e-7 }] })).toBe(true);
    expect(run({ eps: 1e-7, groups: [{ match, eps: 0 }] })).toBe(false);
  });

  it("is cleared in each group by that group's eps, in one update", () => {
    const optimizer = row.create({ ...clearing(row), groups: [{ match: /none/, eps: 0 }] } as Record<string, unknown>);
    const params = { W: [1], none: [1], c: new Float32Array(2), d: new Float64Array(2) };
    const grads = { W: [0], none: [0], c: [0, 0], d: [0, 0] };
    const state = stateAfter(optimizer, () => optimizer.update(params, grads));
    expect(["W", "none", "c", "d"].map((name) => cleared(row, state, name))).toEqual([true, false, true, true]);
  });
});

it("clears no averages", () => {
  const small = LEAST.Float32Array / 2;
  const averaging = new Adam({ emaDecay: 0.5, lr: 0 });
  const params = { W: new Float32Array(3).fill(small) };
  for (let step = 1; step <= 512; step++) averaging.update(params, { W: [0, 0, 0] });
  expect([...averaging.ema.W]).toEqual([small, small, small]);
});

it("clears subnormal state at every 256th update, and nothing else", () => {
  const optimizer = new Momentum({ lr: 0, momentum: 1 });
  const { params, grads } = optimizer.allocate({ W: new Float32Array(3), c: new Float64Array(2) });
  const { W, c } = optimizer.state.v;
  W.set([1.2e-38, -1.1e-38, NaN]);
  c.set([1e-38, 2e-308]);
  for (let step = 1; step < 256; step++) optimizer.update(params, grads);
  expect([...W, ...c]).toEqual([1.2e-38, -1.1e-38, NaN].map(Math.fround).concat(1e-38, 2e-308));
  optimizer.update(params, grads);
  expect([...W, ...c]).toEqual([Math.fround(1.2e-38), 0, NaN, 1e-38, 0]);
});

// Without eps the first step of tfjs's AdaDelta is 0/0, the mean of before it divides; and NovoGrad's, once v is nothing.
const DIVIDED = ["adadelta-tfjs", "novograd"];
it.each(catalog.filter(({ name, defaults }) => "eps" in defaults && !DIVIDED.includes(name)))(
  "clears nothing under a root that no eps outweighs: $name",
  (row) => {
    const optimizer = row.create({ eps: 0 });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(1) });
    grads.W.fill(1);
    for (let step = 0; step < 256 * 60; step++) {
      optimizer.update(params, grads);
      grads.W.fill(0);
    }
    expect(params.W[0]).not.toBeNaN();
  },
);
