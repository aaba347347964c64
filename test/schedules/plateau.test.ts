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
