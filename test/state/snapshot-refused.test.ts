import { describe, expect, it } from "vitest";
import { Momentum, type MomentumOptions, type StatefulSchedule } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { restore, snapshot, type Snapshot } from "../../src/state/index.js";
import { create, trained, type Loose } from "./halfway.js";

describe("restore", () => {
  it.each<[string, (then: Loose) => unknown, typeof TypeError, string]>([
    ["nothing", () => undefined, TypeError, "snapshot must be what snapshot(optimizer) gives, got undefined"],
    ["a list", () => [], TypeError, "snapshot must be what snapshot(optimizer) gives, got Array"],
    ["a file", () => new Uint8Array(9), TypeError, "snapshot must be what snapshot(optimizer) gives, got Uint8Array"],
    ["a later form", (then) => ({ ...then, version: 2 }), RangeError, "version of the snapshot must be 1, got 2"],
    ["no form", () => ({}), RangeError, "version of the snapshot must be 1, got undefined"],
    [
      "another class",
      () => snapshot(new Momentum()),
      RangeError,
      'optimizer is "Momentum" in the snapshot and "Adam" here',
    ],
    [
      "half a step",
      (then) => ({ ...then, iterations: 0.5 }),
      RangeError,
      "iterations in the snapshot must be a whole number ≥ 0, got 0.5",
    ],
    [
      "no count",
      (then) => ({ ...then, skipped: undefined }),
      RangeError,
      "skipped in the snapshot must be a whole number ≥ 0, got undefined",
    ],
    [
      "a window that is full",
      (then) => ({ ...then, microSteps: 2 }),
      RangeError,
      "microSteps in the snapshot must be below accumulate, 2, got 2",
    ],
    [
      "no parameters",
      (then) => ({ ...then, parameters: null }),
      TypeError,
      "parameters in the snapshot must be an object, got null",
    ],
    [
      "another type of number",
      (then) => put(then, "parameters", "W", { type: "int8", length: 2 }),
      RangeError,
      '"W" in the snapshot must be { type: "float32" or "float64", length }, got Object',
    ],
    [
      "another length",
      (then) => put(then, "parameters", "W", { type: "float32", length: 3 }),
      RangeError,
      '"W" is 3 × float32 in the snapshot and 2 × float32 here',
    ],
    [
      "no steps of one",
      (then) => put(then, "steps", "W", undefined),
      RangeError,
      'steps of "W" in the snapshot must be a whole number ≥ 0, got undefined',
    ],
    [
      "steps of one alone",
      (then) => ({ ...then, steps: { b: 1 } }),
      RangeError,
      'steps of "W" are missing in the snapshot',
    ],
    [
      "a slot of another rule",
      (then) => put(then, "state", "h", {}),
      RangeError,
      'the snapshot has state "h", which Adam does not keep here',
    ],
    [
      "a slot less",
      (then) => ({ ...then, state: { m: then.state.m } }),
      RangeError,
      '"state.W.v" is missing in the snapshot',
    ],
    [
      "state of what is no parameter",
      (then) => put(then.state as Loose, "m", "c", [1], then),
      RangeError,
      'the snapshot has "state.c.m", which Adam does not keep here',
    ],
    [
      "too few elements",
      (then) => put(then.state as Loose, "m", "W", new Float32Array(1), then),
      RangeError,
      '"state.W.m" is 1 × float32 in the snapshot and 2 × float32 for its parameter',
    ],
    [
      "elements of another type",
      (then) => put(then.state as Loose, "m", "W", new Float64Array(2), then),
      RangeError,
      '"state.W.m" is 2 × float64 in the snapshot and 2 × float32 for its parameter',
    ],
    [
      "a number for an array",
      (then) => put(then.state as Loose, "m", "b", 1, then),
      TypeError,
      'm of "b" in the snapshot must be an array, got 1',
    ],
    [
      "a text in an array",
      (then) => put(then.state as Loose, "m", "b", ["1"], then),
      TypeError,
      'snapshot["m of \\"b\\""][0] must be a number, got "1"',
    ],
    [
      "no averages",
      (then) => ({ ...then, ema: undefined }),
      TypeError,
      "ema in the snapshot must be an object, got undefined",
    ],
    [
      "an average of another length",
      (then) => put(then, "ema", "b", [1, 2]),
      RangeError,
      '"state.b.ema" is 2 × float64 in the snapshot and 1 × float64 for its parameter',
    ],
    ["a parameter less", (then) => without(then, "b"), RangeError, '"b" is missing in the snapshot'],
    [
      "a parameter more",
      () => {
        const other = trained();
        other.update({ c: [1], W: new Float32Array(2), b: [1] }, { c: [1], W: [1, 1], b: [1] });
        return snapshot(other);
      },
      RangeError,
      'the snapshot has "c", which Adam does not keep here',
    ],
    [
      "no options",
      (then) => ({ ...then, options: undefined }),
      TypeError,
      "options in the snapshot must be a list, got undefined",
    ],
    [
      "an option that is none",
      (then) => ({ ...then, options: [{ beta3: 0.5 }] }),
      TypeError,
      'unknown option "beta3": options in the snapshot takes ',
    ],
    [
      "an option out of range",
      (then) => ({ ...then, options: [{ beta1: 1 }] }),
      RangeError,
      "beta1 must be a finite number in [0, 1), got 1",
    ],
    [
      "a schedule that is not given here",
      (then) => ({ ...then, options: [{ beta1: null }] }),
      RangeError,
      "beta1 was a schedule in the snapshot and is 0.9 here: give the schedule again",
    ],
    [
      "a group that is not here",
      (then) => ({ ...then, options: [{}, {}] }),
      RangeError,
      "options in the snapshot must be a list of 1, one for the base and each group, got 2",
    ],
    [
      "no state of schedules",
      (then) => ({ ...then, schedules: undefined }),
      TypeError,
      "schedules in the snapshot must be a list, got undefined",
    ],
    [
      "a state that a schedule refuses",
      (then) => ({ ...then, schedules: [{ lr: { value: "1", badEpochs: 0, cooldown: 0 } }] }),
      TypeError,
      'ReduceOnPlateau.restore: value must be a finite number, got "1"',
    ],
  ])("refuses %s and changes nothing", (_, change, error, message) => {
    const optimizer = trained();
    const before = snapshot(optimizer);
    const from = change(structuredClone(before) as unknown as Loose);
    let thrown: unknown;
    try {
      restore(optimizer, from as Snapshot);
    } catch (refused) {
      thrown = refused;
    }
    expect(thrown).toBeInstanceOf(error);
    expect((thrown as Error).message.startsWith(message), String(thrown)).toBe(true);
    expect(snapshot(optimizer)).toEqual(before);
  });

  it.each<[string, (lr: StatefulSchedule) => MomentumOptions, string]>([
    ["of the optimizer", (lr) => ({ lr }), "lr"],
    ["of a group", (lr) => ({ groups: [{ match: /W/, lr }] }), "groups[0].lr"],
  ])("names a schedule %s whose state cannot be copied", (_, options, label) => {
    let state: object = { count: 3 };
    const lr = { at: () => 0.5, state: () => state as Record<string, number>, restore: () => undefined };
    const optimizer = new Momentum(options(lr));
    const then = snapshot(optimizer);
    state = { count: () => 3 };
    expect(() => save(optimizer)).toThrow(
      new TypeError("schedules cannot be saved, as it is no JSON: TypeError: count is a function"),
    );
    expect(() => snapshot(optimizer)).toThrow(
      new TypeError(
        `the state of ${label}, a schedule, cannot be copied: DataCloneError: () => 3 could not be cloned.`,
      ),
    );
    state = { count: 3 };
    const [base] = then.schedules;
    expect(() => restore(optimizer, { ...then, schedules: [{ ...base, lr: { count: Symbol("3") } }] })).toThrow(
      new TypeError("schedules in the snapshot cannot be copied: DataCloneError: Symbol(3) could not be cloned."),
    );
  });

  it("takes no names that an optimizer with state does not have, and any where there is none", () => {
    const from = snapshot(trained());
    const fresh = create();
    restore(fresh, from);
    expect(snapshot(fresh)).toEqual(from);
  });
});

/** A snapshot with another value in one of its fields, or in a field of those. */
function put(map: Loose, name: string, inner: string, value: unknown, whole?: Loose): unknown {
  const changed = { ...map, [name]: { ...map[name], [inner]: value } };
  return whole ? { ...whole, state: changed } : changed;
}

function without({ parameters, steps, state, ema, accumulated, ...rest }: Loose, name: string): unknown {
  const less = (map: unknown) => Object.fromEntries(Object.entries(map as object).filter(([each]) => each !== name));
  return {
    ...rest,
    parameters: less(parameters),
    steps: less(steps),
    state: Object.fromEntries(Object.entries(state).map(([slot, map]) => [slot, less(map)])),
    ema: less(ema),
    accumulated: less(accumulated),
  };
}
