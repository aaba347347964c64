import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Adam, ReduceOnPlateau, SGD, type Optimizer } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { restore, snapshot, type Snapshot } from "../../src/state/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps } from "../support.js";
import { expectSameRun, plans, Training } from "../training.js";
import { ALL, Course, kept, PLACES, valuesOf } from "./course.js";

const BACKENDS = [
  ["wasm", "js"],
  ["js", "wasm"],
] as const;

describe.each(catalog)("$name", (row) => {
  it.each(BACKENDS)("goes on from a snapshot as if it had never stopped, from %s to %s", (one, other) => {
    fc.assert(
      fc.property(plans, fc.nat(20), fc.boolean(), (plan, at, before) => {
        const expected = new Training(row, plan, { backend: one }).goOn(0, 20);
        const first = new Training(row, plan, { backend: one }).goOn(0, at);
        const from = structuredClone(snapshot(first.optimizer));
        const load = (optimizer: Optimizer) => restore(optimizer, from);
        const next = new Training(row, plan, { backend: other }, { params: first.params, load, before });
        expectSameRun(next, first, "restored");
        expectSameRun(next.goOn(at, 20), expected, "at the end");
      }),
      { numRuns: 100 },
    );
  });

  describe.each(PLACES)("$place", (place) => {
    it("goes back to a snapshot of its own, as often as it likes", () => {
      const course = new Course(row, place, ALL).go(0, 5);
      const [then, params] = [snapshot(course.optimizer), copyOf(course.params)];
      const back = () => {
        restore(course.optimizer, then);
        for (const [name, value] of Object.entries(copyOf(params))) {
          const param = course.params[name];
          if (typeof param === "number") course.params[name] = value;
          else for (let i = 0; i < param.length; i++) param[i] = (value as number[])[i];
        }
      };
      const expected = new Course(row, place, ALL).go(0, 12);
      for (let time = 0; time < 3; time++) {
        course.go(5, 12);
        expectSameMaps(valuesOf(course.params), valuesOf(expected.params), "params");
        expectSameMaps(kept(course.optimizer), kept(expected.optimizer), "kept");
        back();
        expect(snapshot(course.optimizer)).toEqual(then);
      }
    });

    it("has what the optimizer shows, in arrays of its own", () => {
      const course = new Course(row, place, ALL).go(0, 5);
      const { optimizer } = course;
      const then = snapshot(optimizer);
      const { state, ema } = structuredClone({ state: then.state, ema: then.ema });
      expect(Object.keys(then.state)).toEqual(row.slots);
      for (const slot of row.slots) expectSameMaps(then.state[slot], optimizer.state[slot], slot);
      expectSameMaps(then.ema, optimizer.ema, "ema");
      expect(then).toMatchObject({
        version: 1,
        optimizer: optimizer.constructor.name,
        iterations: 2,
        skipped: 0,
        microSteps: 1,
        steps: { E: 2, W: 2, b: 2, x: 2 },
        parameters: {
          E: { type: "float32", length: 12 },
          W: { type: "float64", length: 5 },
          b: { type: "float64", length: 3 },
          x: { type: "float64", length: 1 },
        },
      });
      expect(then.options).toHaveLength(2);
      expect(then.options[0]).toMatchObject({ emaDecay: 0.75, accumulate: 2, clipNorm: "none", l2: 0.02 });
      expect(then.options[1]).toEqual({ lr: 0.25, maximize: true });
      course.go(5, 9);
      optimizer.reset();
      expect({ state: then.state, ema: then.ema }).toEqual({ state, ema });
      for (const arrays of [...Object.values(then.state), then.ema, then.accumulated])
        for (const values of Object.values(arrays)) expect(values.byteLength).toBe(values.buffer.byteLength);
    });
  });
});

describe("snapshot", () => {
  const trained = (options = {}) => {
    const optimizer = new Adam(options);
    const params = { W: Float32Array.of(1, 2), b: [3] };
    optimizer.update(params, { W: [1, -2], b: [0.5] });
    return { optimizer, params };
  };

  it("is one that goes to another thread, into a database, and, with lists for arrays, into JSON", () => {
    const options = () => ({
      lr: new ReduceOnPlateau({ initValue: 0.1 }),
      l2: () => 0.5,
      clipNorm: Infinity,
      emaDecay: 0.5,
      groups: [{ match: /b/, eps: 0.5 }],
    });
    const { optimizer } = trained(options());
    const then = snapshot(optimizer);
    expect(structuredClone(then)).toEqual(then);
    const text = JSON.stringify(then, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value,
    );
    const read = JSON.parse(text) as Snapshot;
    expect({ ...read, state: {}, ema: {} }).toEqual({ ...then, state: {}, ema: {} });
    for (const from of [structuredClone(then), read]) {
      const next = new Adam(options());
      restore(next, from);
      expect(save(next)).toEqual(save(optimizer));
    }
    expect(then.options[0]).toMatchObject({ lr: null, l2: null, clipNorm: "none", beta1: 0.9, epsMode: "hat" });
    expect(then.schedules).toEqual([{ lr: { value: 0.1, badEpochs: 0, cooldown: 0 } }, {}]);
  });

  it("keeps averages and accumulated gradients of those that have them", () => {
    const optimizer = new SGD({ emaDecay: 0.5, accumulate: 2 });
    const params = { a: 1, b: 2, c: 3 };
    optimizer.update(params, { a: 1, b: 1, c: null });
    optimizer.update(params, { a: 1, b: 1, c: null });
    optimizer.update(params, { a: 1, b: null, c: 1 });
    const then = snapshot(optimizer);
    expect([Object.keys(then.ema), Object.keys(then.accumulated)]).toEqual([
      ["a", "b"],
      ["a", "c"],
    ]);
    expect(then.steps).toEqual({ a: 1, b: 1, c: 0 });
    expect([...then.accumulated.a, ...then.accumulated.c]).toEqual([1, 1]);
  });

  it("is one of an optimizer that has not made a step, too", () => {
    const then = snapshot(new Adam());
    expect(then).toMatchObject({ iterations: 0, parameters: {}, steps: {}, state: { m: {}, v: {} }, ema: {} });
    const next = new Adam();
    restore(next, then);
    expect(snapshot(next)).toEqual(then);
  });

  it("takes any name", () => {
    const optimizer = new Adam();
    const params = JSON.parse('{ "__proto__": [1], "": [2], "7": [3], "a.m": [4] }') as Record<string, number[]>;
    optimizer.update(params, params);
    const next = new Adam();
    restore(next, structuredClone(snapshot(optimizer)));
    expect(save(next)).toEqual(save(optimizer));
    expect(Object.keys(snapshot(optimizer).steps).toSorted()).toEqual(["", "7", "__proto__", "a.m"]);
  });

  it("is refused while averages are swapped in", () => {
    const { optimizer, params } = trained({ emaDecay: 0.5 });
    const then = snapshot(optimizer);
    optimizer.swapAverages(params);
    const message = (what: string) =>
      new TypeError(`the parameter "W" holds its average: call swapAverages again before ${what}`);
    expect(() => snapshot(optimizer)).toThrow(message("snapshot"));
    expect(() => restore(optimizer, then)).toThrow(message("restore"));
    optimizer.swapAverages(params);
    expect(snapshot(optimizer)).toEqual(then);
  });

  it("restored makes good a step that was not finished", () => {
    const optimizer = new Adam();
    const params = { W: [1, 2], x: 1 };
    optimizer.update(params, { W: [1, 1], x: 1 });
    const then = snapshot(optimizer);
    let sets = 0;
    Object.defineProperty(params, "x", {
      enumerable: true,
      get: () => 1,
      set() {
        if (++sets > 1) throw new Error("no");
      },
    });
    expect(() => optimizer.update(params, { W: [1, 1], x: 1 })).toThrow("was torn");
    expect(() => snapshot(optimizer)).toThrow("the last step was torn: load, restore or reset before snapshot");
    restore(optimizer, then);
    expect(snapshot(optimizer)).toEqual(then);
    optimizer.update({ W: [1, 2], x: 1 }, { W: [1, 1], x: 1 });
    expect(optimizer.iterations).toBe(2);
  });

  it("leaves what is given here for safety, and schedules", () => {
    const { optimizer } = trained({ lr: 0.5, l2: 0.25 });
    const next = new Adam({ nonFinite: "skip", clipNorm: 1, clipValue: 0.5, lr: 0.125, l2: () => 0 });
    restore(next, snapshot(optimizer));
    expect(snapshot(next).options[0]).toMatchObject({
      nonFinite: "skip",
      clipNorm: 1,
      clipValue: 0.5,
      lr: 0.5,
      l2: null,
    });
  });

  it("does not hold what a schedule was restored with", () => {
    const own = () => {
      let state = { count: 3 };
      return { at: () => ++state.count, state: () => state, restore: (from: { count: number }) => void (state = from) };
    };
    const { optimizer } = trained({ lr: own() });
    const then = snapshot(optimizer);
    const before = structuredClone(then);
    optimizer.update({ b: [1] }, { b: [1] });
    expect(then).toEqual(before);
    restore(optimizer, then);
    optimizer.update({ b: [1] }, { b: [1] });
    expect(then).toEqual(before);
  });
});
