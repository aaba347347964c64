import { describe, expect, it } from "vitest";
import * as all from "../../src/schedules/index.js";
import { ReduceOnPlateau } from "../../src/schedules/index.js";
import { fixture } from "./table.js";

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

  it.each(fixture.plateau)("takes metrics below 0 as PyTorch takes their negatives: $options", (oracle) => {
    const { options, metrics, values } = oracle;
    const plateau = make({ ...options, mode: options.mode === "max" ? "min" : "max" });
    expect(metrics.map((metric) => plateau.step(-metric))).toEqual(values);
  });

  it.each<[string, number, (number | string)[], number]>([
    ["min", 0.01, [-1, -1.009, -1.011, -1.02], 2],
    ["max", 0.01, [-1, -0.991, -0.989, -0.98], 2],
    ["min", 0.01, [1, 0.991, 0.989, 0.98], 2],
    ["max", 0.01, [1, 1.009, 1.011, 1.02], 2],
    ["min", 0.01, [0, 0, -1e-9], 1],
    ["max", 0.01, [-0, 0, 1e-9], 1],
    // Across 0: the margin is that of the best, on either side.
    ["min", 0.5, [1, 0.5, 0.4, -0.4, -0.5, -0.7], 2],
    ["max", 0.5, [-1, -0.5, -0.4, 0.4, 0.5, 0.7], 2],
    ["min", 1, [5, 0, -1, -2, -3], 2],
    ["max", 1, [-5, 0, 1, 2, 3], 2],
    ["min", 2, [-1, -3, -4], 1],
    ["min", 0.01, [Infinity, 7, -Infinity, -1e300], 2],
    ["max", 0.01, [-Infinity, 7, Infinity, 1e300], 2],
  ])('mode "%s", threshold %d: of %j, %i are no improvements', (mode, threshold, metrics, none) => {
    // Halved at each.
    const plateau = make({ initValue: 1, mode, threshold, patience: 0, factor: 0.5 });
    for (const metric of metrics) plateau.step(metric as number);
    expect(plateau.at(0)).toBe(0.5 ** none);
  });

  it("is reduced by a metric that stays, whatever its sign", () => {
    for (const mode of ["min", "max"]) {
      for (const metric of [1, -1, 0, 1e-300, -1e300]) {
        const plateau = make({ initValue: 1, mode, patience: 2 });
        const reduced = 0.1 * 0.1;
        const values = [1, 1, 1, 0.1, 0.1, 0.1, reduced, reduced, reduced];
        expect(values.map(() => plateau.step(metric))).toEqual(values);
      }
    }
  });

  it("leaves out a reduction by eps or less", () => {
    const reduced = (options: object) => {
      const plateau = make({ patience: 0, factor: 0, ...options });
      plateau.step(1);
      return plateau.step(1);
    };
    expect(reduced({ initValue: 1, factor: 0.5, eps: 0.5 })).toBe(1);
    expect(reduced({ initValue: 1, factor: 0.5, eps: 0.5 - 2 ** -54 })).toBe(0.5);
    expect(reduced({ initValue: 1e-8 })).toBe(1e-8);
    expect(reduced({ initValue: 1e-8 * (1 + 2 ** -52) })).toBe(0);
    expect(reduced({ initValue: 5e-324, eps: 0 })).toBe(0);
  });

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
    expect(() => plateau.step("1" as never)).toThrow(
      new TypeError('ReduceOnPlateau: metric must be a number, got "1"'),
    );
    expect(plateau.state()).toEqual(before);
  });

  it.each([
    [{}, TypeError, "ReduceOnPlateau: initValue must be a finite number, got undefined"],
    [{ initValue: NaN }, RangeError, "ReduceOnPlateau: initValue must be a finite number, got NaN"],
    [{ initValue: 1, mode: "least" }, RangeError, 'ReduceOnPlateau: mode must be "min" or "max", got "least"'],
    [{ initValue: 1, thresholdMode: 1 }, TypeError, 'ReduceOnPlateau: thresholdMode must be "rel" or "abs", got 1'],
    [{ initValue: 1, factor: 1 }, RangeError, "ReduceOnPlateau: factor must be a finite number in [0, 1), got 1"],
    [{ initValue: 1, patience: 1.5 }, RangeError, "ReduceOnPlateau: patience must be a whole number ≥ 0, got 1.5"],
    [{ initValue: 1, cooldown: -1 }, RangeError, "ReduceOnPlateau: cooldown must be a whole number ≥ 0, got -1"],
    [{ initValue: 1, threshold: -1 }, RangeError, "ReduceOnPlateau: threshold must be a finite number ≥ 0, got -1"],
    [{ initValue: 1, eps: -1 }, RangeError, "ReduceOnPlateau: eps must be a finite number ≥ 0, got -1"],
    [
      { initValue: 1, minLr: 0 },
      TypeError,
      'unknown option "minLr": ReduceOnPlateau takes initValue, mode, factor, patience, ',
    ],
    [undefined, TypeError, "ReduceOnPlateau: initValue must be a finite number, got undefined"],
  ])("refuses the options %o", (options, Kind, message) => {
    expect(() => make(options)).toThrow(Kind);
    expect(() => make(options)).toThrow(message);
  });

  it.each([
    [null, TypeError, "ReduceOnPlateau.restore takes an object of options, got null"],
    [{}, TypeError, "ReduceOnPlateau.restore: value must be a finite number, got undefined"],
    [
      { value: 7, badEpochs: 0.5, cooldown: 0 },
      RangeError,
      "ReduceOnPlateau.restore: badEpochs must be a whole number ≥ 0, got 0.5",
    ],
    [
      { value: 7, badEpochs: 1, cooldown: -1 },
      RangeError,
      "ReduceOnPlateau.restore: cooldown must be a whole number ≥ 0, got -1",
    ],
    [
      { value: 7, badEpochs: 1, cooldown: 1, best: null },
      TypeError,
      "ReduceOnPlateau.restore: best must be a finite number, got null",
    ],
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
