import * as fc from "fast-check";
import { describe, it } from "vitest";
import type { ParamMap, ParamValue } from "../src/index.js";
import { catalog } from "./catalog.js";
import { copyOf, expectSameMaps, generator } from "./support.js";

/** A parameter to be made: what kind of value, how long, and where in its buffer a view begins. */
interface Plan {
  readonly kind: "number" | "number[]" | "Float32Array" | "Float64Array" | "shared Float32Array";
  readonly length: number;
  readonly offset: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom("number", "number[]", "Float32Array", "Float64Array", "shared Float32Array"),
  length: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 200 })),
  offset: fc.integer({ min: 0, max: 5 }),
});
const run = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 5 }),
  steps: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 50 })),
  seed: fc.integer(),
});

describe.each(catalog)("$name", (row) => {
  const forms = [{}, ...row.variants];

  it.each(forms)("gives the same bits on both backends, on caller's and on allocated arrays %o", (form) => {
    fc.assert(
      fc.property(run, ({ plans, steps, seed }) => {
        const results = (["wasm", "js"] as const).flatMap((backend) => [
          { title: `${backend}, caller's arrays`, ...callers(row.create({ ...form, backend }), plans, steps, seed) },
          { title: `${backend}, allocated`, ...allocated(row.create({ ...form, backend }), plans, steps, seed) },
        ]);
        for (const { title, params, state } of results) {
          expectSameMaps(params, results[0].params, title);
          for (const slot of row.slots) expectSameMaps(state[slot], results[0].state[slot], `${title}: ${slot}`);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([{ lr: -0, weightDecay: 0.1 }, { l2: -0 }])("takes a decay of −0 for none %o", (form) => {
    const [wasm, js] = (["wasm", "js"] as const).map((backend) => {
      const params = { single: Float32Array.of(Infinity, -0, 1), double: Float64Array.of(Infinity, -0, 1) };
      row.create({ ...form, clipValue: 9, backend }).update(params, { single: [1, -0, 0], double: [1, -0, 0] });
      return params;
    });
    expectSameMaps(wasm, js, "wasm against js");
  });

  it("may mix resident and caller's arrays from step to step, across two allocations", () => {
    const choices = fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(choices, fc.integer(), (steps, seed) => {
        const random = generator(seed);
        const initial = (names: string[]) =>
          Object.fromEntries(
            names.map((name, k) => [name, new (k % 2 ? Float32Array : Float64Array)(3 + 5 * k).map(random)]),
          );
        const [optimizer, twin] = [row.create(), row.create()];
        const [one, two] = [optimizer.allocate(initial(["a", "b"])), optimizer.allocate(initial(["c", "d"]))];
        const homes = { params: { ...one.params, ...two.params }, grads: { ...one.grads, ...two.grads } };
        const expected = copyOf(homes.params);
        for (const step of steps) {
          const names = step[0] === 0 ? ["a", "b"] : step[0] === 1 ? ["c", "d"] : ["a", "b", "c", "d"];
          const foreign = copyOf(homes.params);
          const grads = Object.fromEntries(names.map((name) => [name, foreign[name].map(() => random() - 0.5)]));
          for (const name of names) homes.grads[name].set(grads[name]);
          if (step[0] === 0) optimizer.update(one.params, one.grads);
          else if (step[0] === 1) optimizer.update(two.params, two.grads);
          else {
            const [p, g]: ParamMap[] = [{}, {}];
            names.forEach((name, k) => {
              p[name] = step[k] & 1 ? foreign[name] : homes.params[name];
              g[name] = step[k] & 2 ? grads[name] : homes.grads[name];
              if (step[k] & 2) homes.grads[name].fill(9);
            });
            optimizer.update(p, g);
            names.forEach((name, k) => void (step[k] & 1 && homes.params[name].set(foreign[name])));
          }
          twin.update(Object.fromEntries(names.map((name) => [name, expected[name]])), grads);
          expectSameMaps(homes.params, expected, "params");
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(["wasm", "js"] as const)(
    "gives number[] the same bits as Float64Array, with and without what needs a full kernel (%s)",
    (backend) => {
      fc.assert(
        fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), fc.integer(), (steps, seed) => {
          const random = generator(seed);
          const lists = Object.fromEntries(
            [1, 12, 37, 2500].map((length) => [`p${length}`, Array.from({ length }, () => random() * 4 - 2)]),
          );
          const arrays = Object.fromEntries(
            Object.entries(lists).map(([name, list]) => [name, Float64Array.from(list)]),
          );
          const grads = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.map(() => 0)]));
          const [optimizer, twin] = [row.create({ backend }), row.create({ backend })];
          for (const scaled of steps) {
            for (const grad of Object.values(grads)) grad.forEach((_, i) => (grad[i] = awkward(random)));
            const gradScale = scaled ? 0.5 : 1;
            optimizer.update(lists, grads, { gradScale });
            twin.update(
              arrays,
              Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, Float64Array.from(grad)])),
              { gradScale },
            );
          }
          expectSameMaps(lists, arrays, "params");
          for (const slot of row.slots) expectSameMaps(optimizer.state[slot], twin.state[slot], slot);
        }),
        { numRuns: 20 },
      );
    },
  );

  it("reads every gradient before it moves the parameter that holds it", () => {
    const pair = (kind: (values: number[]) => number[] | Float64Array) => ({
      a: kind([1.5, -2.5, 0.25]),
      b: kind([0.75, 3.5, -1.25]),
    });
    const [lists, arrays] = [pair((values) => values), pair((values) => Float64Array.from(values))];
    row.create().update(lists, { a: lists.b, b: lists.a });
    row.create().update(arrays, { a: arrays.b, b: arrays.a });
    expectSameMaps(lists, arrays, "params");
  });

  it("knows gradients in another order and among others", () => {
    const [one, two] = [row.create(), row.create()];
    const params = { a: [1.5, 2.5], b: [0.5, -1.5] };
    const copy = copyOf(params);
    const grads = { c: [9.5], b: [0.25, 0.75], a: [0.5, -0.5] };
    for (let step = 0; step < 3; step++) {
      one.update(params, grads);
      two.update(copy, { a: [...grads.a], b: [...grads.b] });
      grads.b = grads.b.map((value) => value + 1);
    }
    expectSameMaps(params, copy, "params");
  });

  it("leaves gradients as they are", () => {
    fc.assert(
      fc.property(run, ({ plans, seed }) => {
        const { params, grads } = problem(plans, seed);
        const before = copyOf(grads);
        row.create().update(params, grads);
        expectSameMaps(grads, before, "grads");
      }),
      { numRuns: 50 },
    );
  });

  it.each(["wasm", "js"] as const)(
    "gives element after element the same as the rule alone gives it (%s)",
    (backend) => {
      const random = generator(7);
      const whole = { W: Float32Array.from({ length: 40_001 }, () => random() - 0.5) };
      const parts = { a: whole.W.slice(0, 33_333), b: whole.W.slice(33_333) };
      const [one, two] = [row.create({ backend }), row.create({ backend })];
      for (let step = 0; step < 3; step++) {
        const W = Float32Array.from(whole.W, () => random() - 0.5);
        one.update(whole, { W });
        two.update(parts, { a: W.subarray(0, 33_333), b: W.subarray(33_333) });
      }
      expectSameMaps({ W: [...parts.a, ...parts.b] }, { W: [...whole.W] }, "two parts");
    },
  );
});

type Result = { params: Record<string, Exclude<ParamValue, number> | number>; state: Record<string, ParamMap> };
type Optimizer = ReturnType<(typeof catalog)[number]["create"]>;

function callers(optimizer: Optimizer, plans: readonly Plan[], steps: number, seed: number): Result {
  const { params, grads, refresh } = problem(plans, seed);
  for (let step = 0; step < steps; step++) {
    optimizer.update(params, grads);
    refresh();
  }
  return { params: asArrays(params), state: optimizer.state };
}

function allocated(optimizer: Optimizer, plans: readonly Plan[], steps: number, seed: number): Result {
  const source = problem(plans, seed);
  const { params, grads } = optimizer.allocate(source.params);
  for (let step = 0; step < steps; step++) {
    for (const name of Object.keys(grads)) {
      const grad = source.grads[name];
      grads[name].set(typeof grad === "number" ? [grad] : grad);
    }
    optimizer.update(params, grads);
    source.refresh();
  }
  return { params, state: optimizer.state };
}

/** Parameters and gradients after the plans; `refresh` gives the gradients new values. */
function problem(plans: readonly Plan[], seed: number): { params: ParamMap; grads: ParamMap; refresh: () => void } {
  const random = generator(seed);
  const params: ParamMap = {};
  const grads: ParamMap = {};
  plans.forEach((each, k) => {
    params[`p${k}`] = make(each, () => random() * 4 - 2);
    grads[`p${k}`] = make(each, () => awkward(random));
  });
  const refresh = (): void => {
    for (const [name, grad] of Object.entries(grads)) {
      if (typeof grad === "number") grads[name] = awkward(random);
      else grad.forEach((_, i) => (grad[i] = awkward(random)));
    }
  };
  return { params, grads, refresh };
}

function make({ kind, length, offset }: Plan, value: () => number): ParamValue {
  if (kind === "number") return value();
  if (kind === "number[]") return Array.from({ length }, value);
  if (kind === "Float64Array") return new Float64Array(length + offset).subarray(offset).map(value);
  const buffer = kind === "Float32Array" ? undefined : new SharedArrayBuffer(4 * (length + offset));
  const view = buffer ? new Float32Array(buffer, 4 * offset) : new Float32Array(length + offset).subarray(offset);
  view.forEach((_, i) => (view[i] = value()));
  return view;
}

/** Mostly plain numbers; also zeros, infinities, NaN, subnormals of both types and the ends of their ranges. */
function awkward(random: () => number): number {
  if (random() < 0.9) return (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6);
  return SPECIAL[Math.floor(random() * SPECIAL.length)];
}

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  Infinity,
  -Infinity,
  NaN,
  1e-45,
  -1e-40,
  5e-324,
  1e-310,
  1.2e-38,
  3.4e38,
  -3.4e38,
  1e300,
  1e-30,
];

function asArrays(params: ParamMap): Result["params"] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === "number" ? [value] : value]),
  );
}
