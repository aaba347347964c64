import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as all from "../src/schedules/index.js";
import { cosineFall, power } from "../src/schedules/arithmetic.js";
import { ReduceOnPlateau, type Schedule } from "../src/schedules/index.js";

type Options = Record<string, unknown>;
interface Fixture {
  readonly cases: readonly { name: string; options: Options; at: number[]; values: number[] }[];
  readonly plateau: readonly { options: Options; metrics: (number | string)[]; values: number[] }[];
  readonly arithmetic: { cosineFall: [x: number, exact: number][]; power: [x: number, p: number, exact: number][] };
}

const fixture = JSON.parse(readFileSync(new URL("fixtures/schedules.json", import.meta.url), "utf8")) as Fixture;
const { ReduceOnPlateau: _, ...schedules } = all;
const table = schedules as unknown as Record<string, (options?: unknown) => Schedule>;

/** One valid set of options per schedule, with every option in it. */
const whole: Record<string, Options> = {
  constant: { value: 1 },
  stepDecay: { initValue: 1, stepSize: 10, gamma: 0.5 },
  piecewiseConstant: { initValue: 1, boundariesAndScales: { 10: 0.5 } },
  exponentialDecay: {
    initValue: 1,
    transitionSteps: 10,
    decayRate: 0.9,
    transitionBegin: 2,
    staircase: false,
    endValue: 0,
  },
  inverseTimeDecay: { t0: 5, t1: 50 },
  polynomialDecay: { initValue: 1, endValue: 0, power: 2, transitionSteps: 10, transitionBegin: 0 },
  cosineDecay: { initValue: 1, decaySteps: 10, alpha: 0, exponent: 1 },
  cosineRestarts: { initValue: 1, decaySteps: 10, multiplier: 2, alpha: 0 },
  oneCycle: { transitionSteps: 100, peakValue: 1, pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4 },
  warmup: { steps: 5, schedule: () => 1, initValue: 0 },
  join: { schedules: [() => 1, () => 2], boundaries: [10] },
};

it("every schedule is in the table of these tests, and every one but two of our own in the fixture", () => {
  const names = Object.keys(table).toSorted();
  expect(Object.keys(whole).toSorted()).toEqual(names);
  const tried = [...new Set(fixture.cases.map(({ name }) => name)), "inverseTimeDecay"];
  expect(tried.toSorted()).toEqual(names);
});

describe("Optax's and PyTorch's values over the horizon", () => {
  it.each(fixture.cases)("$name $options", ({ name, options, at, values }) => {
    expectClose(build(name, options), at, values);
  });

  it.each(Object.keys(table).filter((name) => name !== "inverseTimeDecay"))(
    "of %s would show a change of any number",
    (name) => {
      const cases = fixture.cases.filter((one) => one.name === name);
      const numbers = Object.keys(whole[name]).filter((option) => typeof whole[name][option] === "number");
      for (const option of numbers) {
        const noticed = cases.some(({ options, at, values }) => {
          const value = options[option];
          if (typeof value !== "number") return false;
          const other = build(name, {
            ...options,
            [option]: option === "multiplier" ? value + 1 : value * 1.01 + 1e-9,
          });
          return !isClose(other, at, values);
        });
        expect(noticed, option).toBe(true);
      }
    },
  );
});

describe("arithmetic of our own", () => {
  it("cosineFall is exact to 1e-15, relatively", () => {
    for (const [x, exact] of fixture.arithmetic.cosineFall) expectExact(cosineFall(x), exact, `cosineFall(${x})`);
    expect([cosineFall(0), cosineFall(0.5), cosineFall(1)]).toEqual([1, 0.5, 0]);
    expect(cosineFall(NaN)).toBeNaN();
  });

  it("power is exact to 1e-15, relatively", () => {
    for (const [x, p, exact] of fixture.arithmetic.power) expectExact(power(x, p), exact, `power(${x}, ${p})`);
  });

  it("power knows the ends of its range", () => {
    expect([power(0, 0), power(0, 0.5), power(0, 3), power(1, Infinity)]).toEqual([1, 0, 0, 1]);
    expect([power(0.5, Infinity), power(0.999, 1e300), power(1e-200, 5)]).toEqual([0, 0, 0]);
    expect([power(2, Infinity), power(1.001, 1e300), power(1e200, 2), power(1e160, 3)]).toEqual(
      Array(4).fill(Infinity),
    );
    expect([power(2, 1), power(3, 5), power(7, 0.5), power(1e-320, 1)]).toEqual([2, 243, Math.sqrt(7), 1e-320]);
    for (const p of [NaN, -1]) expect(power(2, p)).toBeNaN();
    expect(power(NaN, 2)).toBeNaN();
  });

  it("is all there is: no function of Math that engines may round in their own way", () => {
    const folder = new URL("../src/schedules/", import.meta.url);
    for (const file of readdirSync(folder)) {
      const code = readFileSync(new URL(file, folder), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
      const used = [...code.matchAll(/\bMath\.(\w+)|\*\*/g)].map(([text, name]) => name ?? text);
      expect(
        used.filter((name) => !["PI", "floor", "max", "min", "sqrt"].includes(name)),
        file,
      ).toEqual([]);
    }
  });
});

describe("every schedule", () => {
  it.each(Object.entries(whole))(
    "%s is a pure function of the iteration, whatever becomes of its options",
    (name, options) => {
      const given = structuredCloneOf(options);
      const schedule = table[name](given);
      const iterations = Array.from({ length: 130 }, (_item, t) => t);
      const first = iterations.map(schedule);
      for (const value of Object.values(given)) if (Array.isArray(value)) value.length = 0;
      for (const option of Object.keys(given)) delete given[option];
      expect(iterations.toReversed().map(schedule).toReversed()).toEqual(first);
      expect(first.every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(schedule(2 ** 53 - 1))).toBe(true);
    },
  );

  it.each(Object.entries(whole))("%s names what is wrong with an option", (name, options) => {
    const make = table[name];
    const title = `${name} takes ${Object.keys(options).join(", ")}`;
    expect(() => make({ ...options, decayStep: 1 })).toThrow(new TypeError(`unknown option "decayStep": ${title}`));
    expect(() => make(null)).toThrow(new TypeError(`${name} takes an object of options, got null`));
    expect(() => make([])).toThrow(new TypeError(`${name} takes an object of options, got Array`));
    expect(() => make()).toThrow(new RegExp(`^${Object.keys(options)[0]} must be `));
    for (const option of Object.keys(options)) {
      expect(() => make({ ...options, [option]: "1" }), option).toThrow(TypeError);
      expect(() => make({ ...options, [option]: "1" }), option).toThrow(new RegExp(`^${option} must be .*, got "1"$`));
      if (typeof options[option] !== "number") continue;
      for (const value of [NaN, Infinity, -Infinity]) {
        const message = new RegExp(`^${option} must be a (finite|whole) number.*, got ${value}$`);
        expect(() => make({ ...options, [option]: value }), option).toThrow(RangeError);
        expect(() => make({ ...options, [option]: value }), option).toThrow(message);
      }
    }
  });

  it.each([
    ["cosineDecay", { decaySteps: NaN }, "decaySteps must be a finite number > 0, got NaN"],
    ["cosineDecay", { decaySteps: 0 }, "decaySteps must be a finite number > 0, got 0"],
    ["cosineDecay", { exponent: -1 }, "exponent must be a finite number ≥ 0, got -1"],
    ["cosineRestarts", { multiplier: 1.5 }, "multiplier must be a whole number ≥ 1, got 1.5"],
    ["cosineRestarts", { multiplier: 0 }, "multiplier must be a whole number ≥ 1, got 0"],
    ["oneCycle", { pctStart: 1 }, "pctStart must be a finite number in [0, 1), got 1"],
    ["oneCycle", { divFactor: 0 }, "divFactor must be a finite number > 0, got 0"],
    ["exponentialDecay", { decayRate: 0 }, "decayRate must be a finite number > 0, got 0"],
    ["exponentialDecay", { transitionBegin: -1 }, "transitionBegin must be a finite number ≥ 0, got -1"],
    ["polynomialDecay", { power: -0.5 }, "power must be a finite number ≥ 0, got -0.5"],
    ["stepDecay", { gamma: -0.1 }, "gamma must be a finite number ≥ 0, got -0.1"],
    ["warmup", { steps: -1 }, "steps must be a finite number ≥ 0, got -1"],
    ["join", { boundaries: [-1] }, "boundaries[0] must be a finite number ≥ 0, got -1"],
    ["join", { boundaries: [] }, "boundaries must be one fewer than the 2 schedules, got 0"],
    ["join", { schedules: [], boundaries: [] }, "boundaries must be one fewer than the 0 schedules, got 0"],
    [
      "join",
      { schedules: [Math.abs, Math.abs, Math.abs], boundaries: [7, 5] },
      "boundaries[1] must be ≥ 7, the one before, got 5",
    ],
    [
      "piecewiseConstant",
      { boundariesAndScales: { 10: -1 } },
      "boundariesAndScales[0][1] must be a finite number ≥ 0, got -1",
    ],
    [
      "piecewiseConstant",
      { boundariesAndScales: [[10]] },
      "boundariesAndScales[0] must be [boundary, scale], got 1 numbers",
    ],
  ])("%s %o: RangeError", (name, wrong, message) => {
    expect(() => table[name]({ ...whole[name], ...wrong })).toThrow(new RangeError(message));
  });

  it.each([
    ["exponentialDecay", { staircase: 1 }, "staircase must be true or false, got 1"],
    ["warmup", { schedule: 0.1 }, "schedule must be a function of the iteration, got 0.1"],
    ["join", { schedules: [Math.abs, 3] }, "schedules[1] must be a function of the iteration, got 3"],
    [
      "piecewiseConstant",
      { boundariesAndScales: { ten: 1 } },
      'boundariesAndScales[0][0] must be a finite number ≥ 0, got "ten"',
    ],
    [
      "piecewiseConstant",
      { boundariesAndScales: { "": 1 } },
      'boundariesAndScales[0][0] must be a finite number ≥ 0, got ""',
    ],
    ["piecewiseConstant", { boundariesAndScales: [10] }, "boundariesAndScales[0] must be an array, got 10"],
  ])("%s %o: TypeError", (name, wrong, message) => {
    expect(() => table[name]({ ...whole[name], ...wrong })).toThrow(new TypeError(message));
  });
});

describe("properties", () => {
  const steps = fc.integer({ min: 1, max: 1000 });
  const value = fc.double({ min: 1e-6, max: 10, noNaN: true });

  it("piecewiseConstant takes pairs in any order as it takes an object", () => {
    const scales = fc.dictionary(
      fc.integer({ min: 0, max: 99 }).map(String),
      fc.double({ min: 0, max: 2, noNaN: true }),
    );
    fc.assert(
      fc.property(scales, fc.nat(110), (boundariesAndScales, t) => {
        const pairs = Object.entries(boundariesAndScales)
          .map(([at, scale]) => [Number(at), scale] as const)
          .toReversed();
        const [a, b] = [boundariesAndScales, pairs].map((given) =>
          all.piecewiseConstant({ initValue: 1, boundariesAndScales: given }),
        );
        expect(a(t)).toBe(b(t));
      }),
    );
  });

  it("warmup rises from its initial value by equal steps and meets its schedule without a jump", () => {
    fc.assert(
      fc.property(steps, value, value, (n, initValue, peak) => {
        const schedule = all.cosineDecay({ initValue: peak, decaySteps: 100 });
        const warm = all.warmup({ steps: n, schedule, initValue });
        const tolerance = 1e-14 * Math.max(initValue, peak);
        expect(Math.abs(warm(0) - initValue)).toBeLessThanOrEqual(tolerance);
        expect(warm(n)).toBe(peak);
        expect(Math.abs(warm(n - 1) - (peak - (peak - initValue) / n))).toBeLessThanOrEqual(tolerance);
        for (const t of [1, 50, 1000]) expect(warm(n + t)).toBe(schedule(t));
      }),
    );
  });

  it("join gives each schedule its own count from 0", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 5 }), fc.nat(5000), (lengths, t) => {
        let sum = 0;
        const boundaries = lengths.map((length) => (sum += length));
        const parts = [...boundaries, Infinity].map((_item, i) => (count: number) => i * 1e6 + count);
        const passed = boundaries.filter((boundary) => boundary <= t).length;
        expect(all.join({ schedules: parts, boundaries })(t)).toBe(passed * 1e6 + t - (boundaries[passed - 1] ?? 0));
      }),
    );
  });

  it("cosineRestarts begins every period at the initial value and only falls within it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        value,
        (decaySteps, multiplier, initValue) => {
          const schedule = all.cosineRestarts({ initValue, decaySteps, multiplier, alpha: 0.25 });
          for (let k = 0, start = 0, period = decaySteps; k < 4; k++, start += period, period *= multiplier) {
            expect(schedule(start)).toBe(initValue);
            for (let t = start + 1; t < start + period; t++) expect(schedule(t)).toBeLessThan(schedule(t - 1));
          }
        },
      ),
    );
  });

  it("no decay goes past its end", () => {
    fc.assert(
      fc.property(steps, value, fc.nat(3000), (n, initValue, t) => {
        const falls = [
          all.cosineDecay({ initValue, decaySteps: n, exponent: 1.5 }),
          all.polynomialDecay({ initValue, endValue: 0, power: 0.5, transitionSteps: n }),
          all.exponentialDecay({ initValue, decayRate: 0.5, transitionSteps: n }),
        ];
        for (const fall of falls) {
          expect(fall(0)).toBe(initValue);
          expect(fall(t)).toBeGreaterThanOrEqual(0);
          expect(fall(t + 1)).toBeLessThanOrEqual(fall(t));
        }
      }),
    );
  });
});

describe("ReduceOnPlateau", () => {
  const make = (options: unknown) => new ReduceOnPlateau(options as never);

  it.each(fixture.plateau)("follows PyTorch's ReduceLROnPlateau: $options", ({ options, metrics, values }) => {
    const plateau = make(options);
    expect(metrics.map((metric) => plateau.step(Number(metric)))).toEqual(values);
    expect(new Set(values).size).toBeGreaterThan(1);
  });

  it.each(fixture.plateau)(
    "goes on from a state that went through JSON, at any report: $options",
    ({ options, metrics, values }) => {
      let plateau = make(options);
      metrics.forEach((metric, i) => {
        const kept = JSON.parse(JSON.stringify(plateau.state())) as Record<string, number>;
        expect(kept).toEqual(plateau.state());
        plateau = make(options);
        plateau.restore(kept);
        expect(plateau.state()).toEqual(kept);
        expect(plateau.step(Number(metric))).toBe(values[i]);
      });
    },
  );

  it("keeps an infinite best apart from none", () => {
    const options = { initValue: 1, patience: 0 };
    const before = make(options);
    expect(before.state()).toEqual({ value: 1, badEpochs: 0, cooldown: 0 });
    before.step(-Infinity);
    const after = make(options);
    after.restore(JSON.parse(JSON.stringify(before.state())) as Record<string, number>);
    expect([before.step(-1e300), after.step(-1e300)]).toEqual([0.1, 0.1]);
  });

  it("is a schedule: the value in force, whatever the iteration", () => {
    const plateau = make({ initValue: 0.1, patience: 0 });
    const { at } = plateau;
    plateau.step(1);
    expect([at(0), plateau.at(1e6), all.warmup({ steps: 2, schedule: at })(1)]).toEqual([0.1, 0.1, 0.05]);
    plateau.step(1);
    expect([at(0), all.warmup({ steps: 2, schedule: at })(1)]).toEqual([0.1 * 0.1, 0.1 * 0.1 * 0.5]);
  });

  it("counts NaN as no improvement and takes nothing but numbers", () => {
    const plateau = make({ initValue: 0.1, patience: 1 });
    expect([NaN, NaN].map(plateau.step, plateau)).toEqual([0.1, 0.1 * 0.1]);
    const before = plateau.state();
    expect(() => plateau.step("1" as never)).toThrow(new TypeError('metric must be a number, got "1"'));
    expect(plateau.state()).toEqual(before);
  });

  it.each([
    [{}, TypeError, "initValue must be a finite number, got undefined"],
    [{ initValue: NaN }, RangeError, "initValue must be a finite number, got NaN"],
    [{ initValue: 1, mode: "least" }, RangeError, 'mode must be "min" or "max", got "least"'],
    [{ initValue: 1, thresholdMode: 1 }, TypeError, 'thresholdMode must be "rel" or "abs", got 1'],
    [{ initValue: 1, factor: 1 }, RangeError, "factor must be a finite number in [0, 1), got 1"],
    [{ initValue: 1, patience: 1.5 }, RangeError, "patience must be a whole number ≥ 0, got 1.5"],
    [{ initValue: 1, cooldown: -1 }, RangeError, "cooldown must be a whole number ≥ 0, got -1"],
    [{ initValue: 1, threshold: -1 }, RangeError, "threshold must be a finite number ≥ 0, got -1"],
    [{ initValue: 1, eps: -1 }, RangeError, "eps must be a finite number ≥ 0, got -1"],
    [
      { initValue: 1, minLr: 0 },
      TypeError,
      'unknown option "minLr": ReduceOnPlateau takes initValue, mode, factor, patience, ',
    ],
    [undefined, TypeError, "initValue must be a finite number, got undefined"],
  ])("refuses the options %o", (options, Kind, message) => {
    expect(() => make(options)).toThrow(Kind);
    expect(() => make(options)).toThrow(message);
  });

  it.each([
    [null, TypeError, "ReduceOnPlateau.restore takes an object of options, got null"],
    [{}, TypeError, "value must be a finite number, got undefined"],
    [{ value: 7, badEpochs: 0.5, cooldown: 0 }, RangeError, "badEpochs must be a whole number ≥ 0, got 0.5"],
    [{ value: 7, badEpochs: 1, cooldown: -1 }, RangeError, "cooldown must be a whole number ≥ 0, got -1"],
    [{ value: 7, badEpochs: 1, cooldown: 1, best: null }, TypeError, "best must be a finite number, got null"],
    [
      { value: 7, badEpochs: 1, cooldown: 1, last: 1 },
      TypeError,
      'unknown option "last": ReduceOnPlateau.restore takes value, ',
    ],
  ])("refuses the state %o and changes nothing", (state, Kind, message) => {
    const plateau = make({ initValue: 1, patience: 3 });
    for (const metric of [5, 6, 7]) plateau.step(metric);
    const before = plateau.state();
    expect(() => plateau.restore(state as never)).toThrow(Kind);
    expect(() => plateau.restore(state as never)).toThrow(message);
    expect(plateau.state()).toEqual(before);
  });
});

/** A schedule of the fixture; `["name", options]` stands for a schedule among the options. */
function build(name: string, options: Options): Schedule {
  const inner = (given: unknown) => build(...(given as [string, Options]));
  const { schedule, schedules: parts } = options;
  return table[name]({
    ...options,
    ...(schedule === undefined ? {} : { schedule: inner(schedule) }),
    ...(Array.isArray(parts) ? { schedules: parts.map(inner) } : {}),
  });
}

/** To 1e-12 of the horizon's largest value. */
function expectClose(schedule: Schedule, at: readonly number[], values: readonly number[]): void {
  expect(at.length).toBe(values.length);
  const wrong = at.map((t, i) => ({ t, actual: schedule(t), expected: values[i] })).filter(isFar(values));
  expect(wrong).toEqual([]);
}

function isClose(schedule: Schedule, at: readonly number[], values: readonly number[]): boolean {
  return !at.map((t, i) => ({ actual: schedule(t), expected: values[i] })).some(isFar(values));
}

function isFar(values: readonly number[]): (one: { actual: number; expected: number }) => boolean {
  const tolerance = 1e-12 * Math.max(...values.map(Math.abs));
  return ({ actual, expected }) => !(Math.abs(actual - expected) <= tolerance);
}

function expectExact(actual: number, exact: number, where: string): void {
  expect(Math.abs(actual - exact), `${where} = ${actual}`).toBeLessThanOrEqual(1e-15 * exact);
}

function structuredCloneOf(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  );
}
