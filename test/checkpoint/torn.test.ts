import { describe, expect, it } from "vitest";
import { load, loadAsync, save } from "../../src/checkpoint/index.js";
import type { Optimizer, ParamMap } from "../../src/index.js";
import { restore, snapshot } from "../../src/state/index.js";
import { catalog } from "../catalog.js";

/** What is kept of W is that of half a step. */
function torn(optimizer: Optimizer): void {
  const params: ParamMap = { W: [1, 2], x: 1 };
  optimizer.update(params, { W: [1, -1], x: 1 });
  let sets = 0;
  Object.defineProperty(params, "x", {
    enumerable: true,
    get: () => 1,
    set() {
      if (++sets > 1) throw new Error("no");
    },
  });
  expect(() => optimizer.update(params, { W: [1, 1], x: 1 })).toThrow("step 2 of ");
}

const ways: [string, (optimizer: Optimizer, other: Optimizer, options?: object) => unknown][] = [
  ["load", (optimizer, other, options) => load(optimizer, save(other), options)],
  ["load of pieces", (optimizer, other, options) => load(optimizer, [save(other)], options)],
  ["loadAsync", (optimizer, other, options) => loadAsync(optimizer, [save(other)], options)],
];

describe.each(catalog)("after a torn step of $name", (row) => {
  const trained = (params: ParamMap) => {
    const optimizer = row.create();
    optimizer.update(params, params as never);
    return optimizer;
  };
  const refused = (name: string) =>
    new TypeError(
      `the last step was torn: load all of its parameters, or reset first, for nothing in the file fits "${name}"`,
    );

  it.each(ways)("what is kept is loaded as a whole: %s", async (_, way) => {
    const optimizer = row.create();
    torn(optimizer);
    const state = structuredClone(optimizer.state);
    const tear = new TypeError("the last step was torn: load, restore or reset before save");
    for (const [params, missing] of [
      [{ x: 3 }, "W"],
      [{ W: [1, 2] }, "x"],
      [{ W: [1, 2, 3], x: 3 }, "W"],
      [{ W: [1, 2], x: new Float32Array(1) }, "x"],
    ] as [ParamMap, string][]) {
      const loading = async () => way(optimizer, trained(params), { partial: true });
      await expect(loading()).rejects.toThrow(refused(missing));
      expect(optimizer.state).toEqual(state);
      expect(optimizer.iterations).toBe(1);
      expect(() => save(optimizer)).toThrow(tear);
    }
    const other = trained({ W: [1, 2], x: 3, more: 4 });
    await way(optimizer, other, { partial: true });
    const { more: _more, ...steps } = snapshot(other).steps;
    expect(snapshot(optimizer).steps).toEqual(steps);
    expect(optimizer.state).toEqual(
      Object.fromEntries(
        Object.entries(other.state).map(([slot, { more: _left, ...arrays }]) => [slot, arrays] as const),
      ),
    );
    optimizer.update({ W: [1, 2], x: 1 }, { W: [1, 1], x: 1 });
  });

  it("so are the parameters, where a model is to take them", () => {
    const optimizer = row.create();
    torn(optimizer);
    const other = trained({ W: [1, 2], x: 3 });
    const params = { W: [7, 8], x: 9 };
    const file = save(other, { W: [1, 2] });
    expect(() => load(optimizer, file, { partial: true, params })).toThrow(refused("x"));
    expect(params).toEqual({ W: [7, 8], x: 9 });
    load(optimizer, save(other, { W: [1, 2], x: 3 }), { partial: true, params });
    expect(params).toEqual({ W: [1, 2], x: 3 });
  });

  it("a snapshot of some of the parameters is none to go on from", () => {
    const optimizer = row.create();
    torn(optimizer);
    expect(() => restore(optimizer, snapshot(trained({ x: 3 })))).toThrow(
      new RangeError('"W" is missing in the snapshot'),
    );
    expect(() => save(optimizer)).toThrow("the last step was torn");
    optimizer.reset();
    load(optimizer, save(trained({ x: 3 })), { partial: true });
    expect(optimizer.iterations).toBe(1);
  });
});
