import { describe, expect, it } from "vitest";
import type { Schedule } from "../../src/schedules/index.js";
import { fixture, table, whole, type Options } from "./table.js";

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
