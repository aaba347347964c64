import { describe, expect, it } from "vitest";
import { DAdaptAdamW, LAMB, LARS, MARS, NovoGrad, Prodigy, sparseRows } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { catalog, elementwise } from "./catalog.js";
import { copyOf, expectSameMaps, generator } from "./support.js";

const BACKENDS = ["wasm", "js"] as const;

/** Of the norm of a map's values. */
const normOf = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

describe.each(BACKENDS)("on %s", (backend) => {
  it("LAMB's step is as long as a share of the parameter, and Adam's where that is 0", () => {
    const params = { W: new Float64Array([3, 4]), zero: new Float64Array(2) };
    new LAMB({ lr: 0.5, eps: 0, backend }).update(params, { W: [7, -1e-3], zero: [7, -1e-3] });
    // At first u is the gradient's sign.
    const step = (0.5 * 5) / Math.SQRT2;
    expect(params.W[0]).toBeCloseTo(3 - step, 12);
    expect(params.W[1]).toBeCloseTo(4 + step, 12);
    expect(params.zero[0]).toBeCloseTo(-0.5, 12);
    expect(params.zero[1]).toBeCloseTo(0.5, 12);
  });

  it("LAMB and LARS leave a parameter where it is that has neither gradient nor decay, and decay alone at its rate", () => {
    for (const Class of [LAMB, LARS]) {
      const params = { W: new Float64Array([3, 4]) };
      new Class({ backend }).update(params, { W: [0, 0] });
      expect([...params.W]).toEqual([3, 4]);
    }
    const params = { W: new Float64Array([3, 4]) };
    new LAMB({ lr: 0.5, weightDecay: 0.01, backend }).update(params, { W: [0, 0] });
    // The norm takes λ out.
    expect(params.W[0]).toBeCloseTo(1.5, 12);
    expect(params.W[1]).toBeCloseTo(2, 12);
  });

  it("LARS goes as far as its share of the parameter's length, and as the gradient where that is 0", () => {
    const params = { W: new Float64Array([3, 4]), zero: new Float64Array(2) };
    new LARS({ lr: 2, trustCoefficient: 0.1, backend }).update(params, { W: [6, -8], zero: [6, -8] });
    expect(normOf([params.W[0] - 3, params.W[1] - 4])).toBeCloseTo(1, 12);
    expect([...params.zero]).toEqual([-12, 16]);
  });

  it("NovoGrad keeps one number for each parameter, the first the square of the gradient's length", () => {
    const optimizer = new NovoGrad({ lr: 1, eps: 0, beta1: 0, backend });
    const params = { W: [1, 1], x: 1 };
    optimizer.update(params, { W: [3, 4], x: 2 });
    expect([[...optimizer.state.v.W], [...optimizer.state.v.x]]).toEqual([[25], [4]]);
    expect([...params.W, params.x]).toEqual([1 - 3 / 5, 1 - 4 / 5, 0]);
    optimizer.update(params, { W: [0, 0], x: 2 });
    expect([[...optimizer.state.v.W], [...optimizer.state.v.x]]).toEqual([[6.25], [4]]);
    const other = new NovoGrad({ backend });
    load(other, save(optimizer));
    expect([...other.state.v.W]).toEqual([6.25]);
  });

  it("MARS takes a gradient to a length of 1 where it is longer, alone", () => {
    const optimizer = new MARS({ gamma: 0, beta1: 0, backend });
    optimizer.update({ W: [0, 0], b: [0, 0] }, { W: [30, 40], b: [0.3, 0.4] });
    expect([...optimizer.state.m.W, ...optimizer.state.m.b]).toEqual([0.6, 0.8, 0.3, 0.4]);
    const leaning = new MARS({ gamma: 1, beta1: 0.5, backend });
    for (const g of [0.25, 0.375]) leaning.update({ x: 0 }, { x: g });
    // First .25 + (.25 − 0), then .375 + (.375 − .25).
    expect(leaning.state.m.x[0]).toBe(0.5 * 0.25 + 0.5 * 0.5);
  });

  it.each(catalog.filter(({ sums }) => sums === "model"))(
    "$name moves a model of several parameters as its loop moves all of them in one",
    (row) => {
      const random = generator(11);
      const lengths = { a: 5, b: 1, c: 33 };
      const params = Object.fromEntries(
        Object.entries(lengths).map(([name, length]) => [name, new Float64Array(length).map(() => random() - 0.5)]),
      );
      const all = (map: Record<string, Float64Array>): number[] => Object.values(map).flatMap((each) => [...each]);
      const [p, start] = [all(params), copyOf(params)];
      const state = Object.fromEntries(row.slots.map((slot) => [slot, p.map(() => 0)]));
      const o: Record<string, number> = { ...row.defaults, t: 0 };
      const optimizer = row.create({ backend });
      for (o.t = 1; o.t <= 200; o.t++) {
        // A bowl around 0: the rate is found on the way.
        const grads = Object.fromEntries(Object.entries(params).map(([name, each]) => [name, each.map((x) => 2 * x)]));
        row.perUpdate(o);
        row.textbook(o, p, all(grads), state);
        optimizer.update(params, grads);
      }
      expect(o.d).toBeGreaterThan(100 * 1e-6);
      const [from, to] = [all(start), all(params)];
      to.forEach((value, i) => expect(Math.abs(value - p[i])).toBeLessThanOrEqual(1e-11 * Math.abs(from[i])));
    },
  );

  it("Prodigy keeps what it has estimated in files, and goes on by it", () => {
    const run = (reloads: boolean): number[] => {
      let optimizer = new Prodigy({ backend, growthRate: 1.5 });
      const params = { W: new Float32Array([1, -2, 3]), x: 0.5 };
      for (let step = 0; step < 40; step++) {
        if (reloads && step === 20) {
          const file = save(optimizer);
          optimizer = new Prodigy({ backend, growthRate: 1.5 });
          load(optimizer, file);
        }
        optimizer.update(params, { W: params.W.map((w) => 2 * w), x: 2 * params.x });
      }
      return [...params.W, params.x];
    };
    expect(run(true)).toEqual(run(false));
  });

  it("Prodigy's rate grows no faster than growthRate once it has left d0", () => {
    const optimizer = new Prodigy({ backend, growthRate: 1.25, beta1: 0 });
    const params = { x: 1 };
    const rates: number[] = [];
    for (let step = 0; step < 30; step++) {
      const before = params.x;
      optimizer.update(params, { x: 1 });
      rates.push(optimizer.state.m.x[0]);
      expect(params.x).toBeLessThan(before);
    }
    // With β1 = 0 m is d·g.
    const growth = rates.slice(1).map((d, k) => d / rates[k]);
    const left = growth.findIndex((by) => by > 1);
    expect(Math.max(...growth.slice(left + 1))).toBeCloseTo(1.25, 12);
  });

  it("what estimates its rate stays where all gradients are 0, and moves once they are not", () => {
    for (const Class of [Prodigy, DAdaptAdamW]) {
      const optimizer = new Class({ backend });
      const params = { W: new Float64Array([1, 2]) };
      for (let step = 0; step < 3; step++) optimizer.update(params, { W: [0, 0] });
      expect([...params.W]).toEqual([1, 2]);
      for (let step = 0; step < 3; step++) optimizer.update(params, { W: [1, 1] });
      expect(params.W.every((w, i) => w < i + 1)).toBe(true);
    }
  });
});

it.each(catalog.filter((row) => !elementwise.includes(row)))("sparse rows are refused by $name", (row) => {
  const optimizer = row.create();
  const params = { b: [1, 2], E: new Float32Array(6) };
  optimizer.update(params, { b: [1, 1], E: [1, 2, 3, 4, 5, 6] });
  const [before, kept] = [save(optimizer), copyOf(params)];
  expect(() => optimizer.update(params, { b: [1, 1], E: sparseRows([1], [1, 1]) })).toThrow(
    new TypeError('grads["E"] is sparse rows: a rule with sums needs them all, give a dense gradient'),
  );
  expect(save(optimizer)).toEqual(before);
  expectSameMaps(params, kept, "params");
});

it.each([
  [() => new Prodigy({ d0: 0 }), "d0 must be a finite number > 0, got 0"],
  [() => new Prodigy({ d0: Infinity }), "d0 must be a finite number > 0, got Infinity"],
  [() => new DAdaptAdamW({ d0: "1" as never }), 'd0 must be a finite number > 0, got "1"'],
  [() => new Prodigy({ growthRate: 0.5 }), "growthRate must be a finite number ≥ 1, got 0.5"],
  [() => new Prodigy({ beta3: 1 }), "beta3 must be a finite number in [0, 1), got 1"],
])("options of estimates are checked: %#", (create, message) => {
  expect(create).toThrow(message);
});
