import { describe, expect, it } from "vitest";
import { table, whole, type Options } from "./table.js";

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
    expect(() => make({ ...options, other: 1 })).toThrow(new TypeError(`unknown option "other": ${title}`));
    expect(() => make(null)).toThrow(new TypeError(`${name} takes an object of options, got null`));
    expect(() => make([])).toThrow(new TypeError(`${name} takes an object of options, got Array`));
    // Of the average of all there is nothing to be given.
    if (name === "swa") expect(make()).toBeTypeOf("function");
    else expect(() => make()).toThrow(new RegExp(`^${name}: ${Object.keys(options)[0]} must be `));
    for (const option of Object.keys(options)) {
      const Kind = typeof options[option] === "string" ? RangeError : TypeError;
      expect(() => make({ ...options, [option]: "1" }), option).toThrow(Kind);
      expect(() => make({ ...options, [option]: "1" }), option).toThrow(
        new RegExp(`^${name}: ${option} must be .*, got "1"$`),
      );
      if (typeof options[option] !== "number") continue;
      for (const value of [NaN, Infinity, -Infinity]) {
        const message = new RegExp(`^${name}: ${option} must be a (finite|whole) number.*, got ${value}$`);
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
    ["inverseSqrt", { warmupSteps: -1 }, "warmupSteps must be a finite number ≥ 0, got -1"],
    ["inverseSqrt", { timescale: 0 }, "timescale must be a finite number > 0, got 0"],
    ["linear", { transitionSteps: 0 }, "transitionSteps must be a finite number > 0, got 0"],
    ["cyclic", { stepSizeUp: 0 }, "stepSizeUp must be a finite number > 0, got 0"],
    ["cyclic", { stepSizeDown: 0 }, "stepSizeDown must be a finite number > 0, got 0"],
    ["cyclic", { mode: "exp_range" }, 'mode must be "triangular" or "triangular2", got "exp_range"'],
    ["warmupStableDecay", { decaySteps: 0 }, "decaySteps must be a finite number > 0, got 0"],
    ["warmupStableDecay", { form: "sqrt" }, 'form must be "linear" or "cosine" or "1-sqrt", got "sqrt"'],
    ["product", { schedules: [] }, "schedules must be at least one, got 0"],
    ["swa", { start: -1 }, "start must be a finite number ≥ 0, got -1"],
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
    expect(() => table[name]({ ...whole[name], ...wrong })).toThrow(new RangeError(`${name}: ${message}`));
  });

  it.each([
    ["exponentialDecay", { staircase: 1 }, "staircase must be true or false, got 1"],
    ["warmup", { schedule: 0.1 }, "schedule must be a function of the iteration, got 0.1"],
    ["product", { schedules: [Math.abs, 3] }, "schedules[1] must be a function of the iteration, got 3"],
    ["product", { schedules: Math.abs }, "schedules must be an array, got Function"],
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
    expect(() => table[name]({ ...whole[name], ...wrong })).toThrow(new TypeError(`${name}: ${message}`));
  });
});

function structuredCloneOf(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  );
}
