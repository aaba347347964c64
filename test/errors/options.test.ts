import { describe, expect, it } from "vitest";
import { catalog } from "../catalog.js";
import { COMMON, intervalOf, intervalsOf } from "./intervals.js";
import { expectUntouched } from "./untouched.js";

describe.each(catalog)("$name refuses", (row) => {
  const intervals = intervalsOf(row);

  it.each(Object.keys(intervals).filter((name) => !["clipNorm", "emaDecay"].includes(name)))(
    "a group's %s, and says whose",
    (name) => {
      const params = { W: [1], b: [1] };
      const message = (owner: string, got: string) =>
        `${owner}${name} must be a finite number${intervals[name]}, got ${got}`;
      const create = (value: unknown, base = {}) =>
        row.create({ ...base, groups: [{ match: /W/ }, { match: /b/, [name]: value } as { match: RegExp }] });
      for (const bad of [NaN, -1])
        expect(() => create(bad)).toThrow(new RangeError(message("groups[1].", String(bad))));
      expect(() => create("1")).toThrow(new TypeError(message("groups[1].", '"1"')));
      const own = create(() => NaN);
      expectUntouched(
        own,
        params,
        params,
        () => own.update(params, { W: [1], b: [1] }),
        RangeError,
        message("groups[1].", "NaN at iteration 0"),
      );
      const theirs = create(undefined, { [name]: () => NaN });
      expectUntouched(
        theirs,
        params,
        params,
        () => theirs.update(params, { W: [1], b: [1] }),
        RangeError,
        message("", "NaN at iteration 0"),
      );
    },
  );

  it("bad options of all optimizers", () => {
    for (const [name, interval] of Object.entries(COMMON)) {
      for (const bad of [NaN, -1, -Infinity])
        expect(() => row.create({ [name]: bad })).toThrow(
          new RangeError(`${name} must be a finite number${interval}, got ${bad}`),
        );
      expect(() => row.create({ [name]: "1" })).toThrow(
        new TypeError(`${name} must be a finite number${interval}, got "1"`),
      );
      expect(() => row.create({ [name]: true })).toThrow(
        new TypeError(`${name} must be a finite number${interval}, got true`),
      );
    }
    for (const bad of [0, 1.5, NaN, Infinity, -1])
      expect(() => row.create({ accumulate: bad })).toThrow(
        new RangeError(`accumulate must be a whole number ≥ 1, got ${bad}`),
      );
    expect(() => row.create({ accumulate: (() => 2) as never })).toThrow(
      new TypeError("accumulate must be a whole number ≥ 1, got Function"),
    );
    expect(() => row.create({ lr: { at: () => 1 } as never })).toThrow(
      new TypeError("lr must be a finite number ≥ 0, got Object"),
    );
    expect(() => row.create({ emaDecay: 1 })).toThrow(
      new RangeError("emaDecay must be a finite number in [0, 1), got 1"),
    );
    expect(() => row.create({ maximize: 1 as never })).toThrow(new TypeError("maximize must be true or false, got 1"));
    expect(() => row.create({ nonFinite: "ignore" as never })).toThrow(
      new RangeError('nonFinite must be "propagate" or "skip" or "throw", got "ignore"'),
    );
  });

  it("options that are not numbers, out of range, or unknown", () => {
    for (const name of Object.keys(row.defaults)) {
      const interval = intervalOf(row, name);
      const expected = `${name} must be a finite number${interval}, got `;
      expect(() => row.create({ [name]: NaN })).toThrow(new RangeError(`${expected}NaN`));
      expect(() => row.create({ [name]: -0.5 })).toThrow(new RangeError(`${expected}-0.5`));
      expect(() => row.create({ [name]: Infinity })).toThrow(new RangeError(`${expected}Infinity`));
      expect(() => row.create({ [name]: "0.1" })).toThrow(new TypeError(`${expected}"0.1"`));
      expect(() => row.create({ [name]: null })).toThrow(new TypeError(`${expected}null`));
    }
    for (const name of row.below1) expect(() => row.create({ [name]: 1 })).toThrow("[0, 1), got 1");
    for (const name of row.upTo1) {
      expect(() => row.create({ [name]: 1 })).not.toThrow();
      expect(() => row.create({ [name]: 1.5 })).toThrow("[0, 1], got 1.5");
    }
    expect(() => row.create({ learningRate: 0.1 })).toThrow(
      /^unknown option "learningRate": \w+ takes lr, .*backend, pool: did you mean lr\?$/,
    );
  });

  it("a choice that is none", () => {
    for (const [name, value] of row.variants.flatMap((variant) => Object.entries(variant))) {
      if (typeof value !== "string") continue;
      expect(() => row.create({ [name]: "other" })).toThrow(
        new RegExp(`^${name} must be .*"${value}".*, got "other"$`),
      );
    }
    expect(() => row.create({ backend: "gpu" as "js" })).toThrow(
      new RangeError('backend must be "wasm" or "js", got "gpu"'),
    );
  });
});
