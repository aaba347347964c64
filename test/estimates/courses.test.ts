import { describe, expect, it } from "vitest";
import { DAdaptAdamW, Prodigy } from "../../src/index.js";
import { forget } from "../../src/state/index.js";
import { begin, courses, namesOf } from "./courses.js";
import { dadaptAdamw, prodigy, type Gradients, type Loop, type Model, type Options } from "./loops.js";

type Adapted = Prodigy | DAdaptAdamW;
type Floats = Record<string, Float64Array>;

const BACKENDS = ["wasm", "js"] as const;
const rules: [string, (options: object) => Adapted, typeof prodigy, Options[]][] = [
  [
    "Prodigy",
    (options) => new Prodigy(options),
    prodigy,
    [
      { d0: 1e-3 },
      { d0: 1e-3, useBiasCorrection: true, weightDecay: 0.1 },
      { d0: 1e-4, lr: 0.5, beta1: 0.5, beta2: 0.75, dCoef: 2, growthRate: 1.5 },
      { d0: 1e-3, lr: 0.75, safeguardWarmup: true },
    ],
  ],
  [
    "DAdaptAdamW",
    (options) => new DAdaptAdamW(options),
    dadaptAdamw,
    [{ d0: 1e-3 }, { d0: 1e-2, lr: 0.5, beta1: 0.5, beta2: 0.75, weightDecay: 0.1 }],
  ],
];
const cases = rules.flatMap(([title, create, loop, all]) =>
  all.flatMap((options) => Object.keys(courses).map((course) => ({ title, create, loop, options, course }))),
);

/** Of the sum of squares. */
const slope = (p: Iterable<number>): number[] => [...p].map((each) => 2 * each);

function part<Value>(map: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, map[name]]));
}

/** A step of both, each by gradients of its own parameters. */
function step(
  optimizer: Adapted,
  params: Floats,
  loop: Loop,
  model: Model,
  { moving, all }: ReturnType<typeof namesOf>,
) {
  const grads = (map: Record<string, Iterable<number>>): Gradients =>
    Object.fromEntries(all.map((name) => [name, moving.includes(name) ? slope(map[name]) : null]));
  optimizer.update(part(params, all), grads(params) as never);
  loop.update(model, grads(model));
}

function expectSame(params: Floats, model: Model, where: string): void {
  for (const [name, values] of Object.entries(params))
    values.forEach((value, i) =>
      expect(Math.abs(value - model[name][i]), `${name}[${i}] ${where}`).toBeLessThan(1e-11),
    );
}

const floats = (model: Model): Floats =>
  Object.fromEntries(Object.entries(model).map(([name, values]) => [name, Float64Array.from(values)]));

describe.each(BACKENDS)("on %s", (backend) => {
  it.each(cases)(
    "$title has one d for all, as a loop has it: $course, $options",
    ({ create, loop, options, course }) => {
      const [optimizer, params] = [create({ ...options, backend }), floats(begin())];
      const [other, model] = [loop(options), begin()];
      expect(optimizer.d).toBe(options.d0);
      courses[course].forEach((names, k) => {
        step(optimizer, params, other, model, namesOf(names));
        expectSame(params, model, `after step ${k + 1}`);
        expect(Math.abs(optimizer.d / other.d - 1)).toBeLessThan(1e-11);
      });
      expect(other.d).toBeGreaterThan(2 * (options.d0 as number));
    },
  );

  it.each(rules)("%s: groups have rates of their own, of which 0 adds nothing to the estimate", (_, create, loop) => {
    const rates: Record<string, number> = { A: 0, B: 0.25, C: 1 };
    for (const variant of [{}, { safeguardWarmup: true }]) {
      const options = { d0: 1e-3, ...(loop === prodigy && variant) };
      const groups = Object.entries(rates).map(([match, lr]) => ({ match: [match], lr, optional: true }));
      const [optimizer, params] = [create({ ...options, groups, backend }), floats(begin())];
      const [other, model] = [loop(options, (name) => rates[name]), begin()];
      for (const names of ["ABC", "ABC", "ABC", "AbC", "aBC", "ABc", "C", "ABC", "ABC", "BC", "ABC", "ABC"]) {
        step(optimizer, params, other, model, namesOf(names));
        expectSame(params, model, names);
      }
      expect(Math.abs(optimizer.d / other.d - 1)).toBeLessThan(1e-11);
      expect(optimizer.d).toBeGreaterThan(2e-3);
    }
  });

  it.each(rules)("%s: a window of accumulate is one step, of all that gathered in it", (_, create, loop) => {
    const options = { d0: 1e-3 };
    const [optimizer, params] = [create({ ...options, accumulate: 2, backend }), floats(begin())];
    const [other, model] = [loop(options), begin()];
    for (const window of ["AB AB", "AB Ab", "Ab Ab", "aB aB", "aB AB", "Ab aB", "ABC ABC", "AB AB"]) {
      const calls = window.split(" ").map(namesOf);
      const sums: Model = {};
      for (const { moving, all } of calls) {
        for (const name of moving) sums[name] = slope(model[name]).map((each, i) => each + (sums[name]?.[i] ?? 0));
        const grads = all.map((name) => [name, moving.includes(name) ? slope(params[name]) : null]);
        optimizer.update(part(params, all), Object.fromEntries(grads) as never);
      }
      const means = Object.entries(sums).map(([name, sum]) => [name, sum.map((each) => each / 2)]);
      other.update(model, Object.fromEntries(means) as Gradients);
      expectSame(params, model, window);
      expect(Math.abs(optimizer.d / other.d - 1)).toBeLessThan(1e-11);
    }
    expect(optimizer.d).toBeGreaterThan(2e-3);
  });

  it.each(rules)("%s: what is forgotten joins late again", (_, create, loop) => {
    const [optimizer, params] = [create({ d0: 1e-3, backend }), floats(begin())];
    const [other, model] = [loop({ d0: 1e-3 }), begin()];
    for (const names of ["AB", "AB", "AB", "AB"]) step(optimizer, params, other, model, namesOf(names));
    forget(optimizer, ["A"]);
    other.forget("A");
    for (const names of ["AB", "B", "AB", "AB"]) {
      step(optimizer, params, other, model, namesOf(names));
      expectSame(params, model, names);
      expect(Math.abs(optimizer.d / other.d - 1)).toBeLessThan(1e-11);
    }
    expect(optimizer.d).toBeGreaterThan(2e-3);
  });

  it.each(rules)("%s: what joins with gradients of 0 alone leaves the estimate where it is", (_, create, loop) => {
    const [optimizer, params] = [create({ d0: 1e-3, backend }), floats(begin())];
    const [other, model] = [loop({ d0: 1e-3 }), begin()];
    for (const names of ["A", "A", "A"]) step(optimizer, params, other, model, namesOf(names));
    const { d } = optimizer;
    for (let k = 0; k < 3; k++) {
      optimizer.update({ B: params.B }, { B: [0, 0, 0] });
      other.update(model, { B: [0, 0, 0] });
    }
    expect(optimizer.d).toBe(d);
    for (const names of ["AB", "AB", "AB"]) step(optimizer, params, other, model, namesOf(names));
    expectSame(params, model, "at the end");
  });
});

it.each(rules)("%s gives both backends the same bits, however parameters come and go and are kept", (_, create) => {
  const run = (backend: (typeof BACKENDS)[number], names: string, course: string): number[] => {
    const optimizer = create({ d0: 1e-3, backend });
    const from = floats(part(begin(), [...names]));
    // Some in the optimizer's memory, the others not.
    const params = { ...from, ...optimizer.allocate({ A: from.A }).params } as Floats;
    for (const now of courses[course]) {
      const { moving, all } = namesOf(now);
      const order = [...names].filter((name) => all.includes(name));
      const grads = order.map((name) => [name, moving.includes(name) ? slope(params[name]) : null]);
      optimizer.update(part(params, order), Object.fromEntries(grads) as never);
    }
    return [...["A", "B", "C"].flatMap((name) => [...params[name]]), optimizer.d];
  };
  for (const course of Object.keys(courses)) {
    const expected = run("wasm", "ABC", course);
    expect(run("js", "ABC", course)).toEqual(expected);
    expect(run("wasm", "CBA", course)).toEqual(expected);
  }
});
