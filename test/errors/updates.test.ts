import { describe, it } from "vitest";
import type { GradMap } from "../../src/index.js";
import { catalog } from "../catalog.js";
import { refused } from "./refused.js";
import { intervalsOf } from "./intervals.js";
import { expectUntouched } from "./untouched.js";

describe.each(catalog)("$name refuses", (row) => {
  const intervals = intervalsOf(row);

  it.each(refused)("$title, at the first update, and keeps no name", ({ params, grads, error, message }) => {
    if (message.includes("its state")) return;
    const optimizer = row.create();
    expectUntouched(optimizer, params, grads, () => optimizer.update(params as never, grads as never), error, message);
  });

  it.each(Object.entries(intervals))(
    "a schedule of %s that gives what is not%s, and nothing has changed",
    (name, interval) => {
      for (const bad of [NaN, -1, "1", undefined]) {
        for (const schedule of [
          (t: number) => (t === 1 ? bad : 0.5),
          { at: (t: number) => (t === 1 ? bad : 0.5), state: () => ({}), restore() {} },
        ]) {
          const optimizer = row.create({ [name]: schedule, accumulate: 1 });
          const params = { W: new Float32Array([1, 2, 3]) };
          optimizer.update(params, { W: [1, 2, 3] });
          const error = typeof bad === "number" ? RangeError : TypeError;
          const message = `${name} must be a finite number${interval}, got ${JSON.stringify(bad) === "null" ? "NaN" : JSON.stringify(bad)} at iteration 1`;
          expectUntouched(
            optimizer,
            params,
            {},
            () => optimizer.update(params, { W: [1, 1, 1], x: [1] } as GradMap),
            error as typeof TypeError,
            message,
          );
        }
      }
    },
  );

  it.each<[unknown, typeof TypeError, string]>([
    [{ gradScale: NaN }, RangeError, "gradScale must be a finite number, got NaN"],
    [{ gradScale: Infinity }, RangeError, "gradScale must be a finite number, got Infinity"],
    [{ gradScale: "2" }, TypeError, 'gradScale must be a finite number, got "2"'],
    [
      { gradscale: 2 },
      TypeError,
      'unknown option "gradscale": update takes gradScale, examined: did you mean gradScale?',
    ],
    [2, TypeError, "update takes an object of options, got 2: did you mean { gradScale: 2 }?"],
    [null, TypeError, "update takes an object of options, got null"],
  ])("an update with the options %o, and nothing has changed", (options, error, message) => {
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ W: [1, 2] });
    for (let call = 0; call < 2; call++) {
      expectUntouched(
        optimizer,
        params,
        grads,
        () => optimizer.update(params, grads, options as never),
        error,
        message,
      );
      optimizer.update(params, grads, { gradScale: -0.5 });
    }
  });

  it.each(refused)("$title, and nothing has changed", ({ params, grads, error, message }) => {
    const optimizer = row.create();
    const good = { W: new Float32Array([1, 2, 3]), b: [1, 2] };
    optimizer.update(good, { W: [1, 2, 3], b: [1, 2] });
    expectUntouched(optimizer, params, grads, () => optimizer.update(params as never, grads as never), error, message);
    // Refused once more: what was seen in a refused call does not count as checked.
    expectUntouched(optimizer, params, grads, () => optimizer.update(params as never, grads as never), error, message);
  });

  it.each([NaN, -1, Infinity])("a schedule that gives %s, and nothing has changed", (bad) => {
    const optimizer = row.create({ lr: (iteration) => (iteration === 0 ? 0.1 : bad) });
    const params = { W: new Float32Array([1, 2, 3]) };
    optimizer.update(params, { W: [1, 2, 3] });
    const grads = { W: [1, 1, 1] };
    const call = () => optimizer.update(params, grads);
    expectUntouched(
      optimizer,
      params,
      grads,
      call,
      RangeError,
      `lr must be a finite number ≥ 0, got ${bad} at iteration 1`,
    );
  });

  it("allocated parameters with a gradient missing or too short", () => {
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ W: new Float32Array([1, 2, 3]), b: [1] });
    const [missing, short] = [{ W: grads.W }, { W: grads.W, b: [] }];
    expectUntouched(
      optimizer,
      params,
      missing,
      () => optimizer.update(params, missing as GradMap),
      TypeError,
      'grads["b"] is missing',
    );
    const message = 'grads["b"] has 0 elements, params["b"] has 1';
    expectUntouched(optimizer, params, short, () => optimizer.update(params, short), RangeError, message);
  });
});
