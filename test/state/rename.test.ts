import { describe, expect, it } from "vitest";
import { Adam, SGD, type Floats } from "../../src/index.js";
import { forget, rename } from "../../src/state/index.js";
import { catalog } from "../catalog.js";
import { expectSameBits, expectSameMaps, kernelCalls } from "../support.js";
import { ALL, Course, kept, PLACES, relabelled, valuesOf } from "./course.js";

describe.each(catalog)("rename under $name", (row) => {
  describe.each(PLACES)("$place", (place) => {
    it.each([
      ["to new names", { E: "tok.E", x: "tok.x" }],
      ["exchanging two", { W: "E", E: "W" }],
      ["in a chain", { E: "W", W: "V", x: "E" }],
      ["in a circle", { E: "W", W: "x", x: "E" }],
      ["to itself", { E: "E" }],
    ] as [string, Record<string, string>][])("leaves all bits what they are, %s", (_, names) => {
      // Before the second call of a window.
      const expected = new Course(row, place, ALL).go(0, 12);
      const course = new Course(row, place, ALL).go(0, 5);
      const before = course.optimizer.state;
      rename(course.optimizer, names);
      for (const [slot, views] of Object.entries(before))
        expectSameMaps(course.optimizer.state[slot], relabelled(views, names), slot);
      course.relabel(names).go(5, 12);
      expectSameMaps(valuesOf(course.params), relabelled(valuesOf(expected.params), names), "params");
      for (const slot of row.slots)
        expectSameMaps(course.optimizer.state[slot], relabelled(expected.optimizer.state[slot], names), slot);
      expectSameMaps(course.optimizer.ema, relabelled(expected.optimizer.ema, names), "ema");
      expect(Object.keys(kept(course.optimizer)).length).toBe(Object.keys(kept(expected.optimizer)).length);
      rename(course.optimizer, Object.fromEntries(Object.entries(names).map(([from, to]) => [to, from])));
      expectSameMaps(kept(course.optimizer), kept(expected.optimizer), "renamed back");
    });

    it("gives a parameter the options of the groups that match its new name", () => {
      const names = { E: "E.b", b: "c", W: "d" };
      const [inside, outside] = [0.25, 0.125];
      const options = { ...ALL, lr: outside, groups: [{ match: /b$/, lr: inside }] };
      const course = new Course(row, place, options).go(0, 6);
      rename(course.optimizer, names);
      course.relabel(names).go(6, 14);
      // The same rates by schedules: two calls make a step.
      const groups = [
        { match: ["E"], lr: (step: number) => (step < 3 ? outside : inside) },
        { match: ["b"], lr: (step: number) => (step < 3 ? inside : outside) },
      ];
      const expected = new Course(row, place, { ...options, groups }).go(0, 14);
      expectSameMaps(valuesOf(course.params), relabelled(valuesOf(expected.params), names), "params");
      for (const slot of row.slots)
        expectSameMaps(course.optimizer.state[slot], relabelled(expected.optimizer.state[slot], names), slot);
      expectSameMaps(course.optimizer.ema, relabelled(expected.optimizer.ema, names), "ema");
    });
  });
});

describe("rename of what was allocated", () => {
  const allocated = (options = {}) => {
    const optimizer = new Adam(options);
    const { params, grads } = optimizer.allocate({ W: new Float32Array(4).fill(1), b: new Float32Array(2) });
    for (const grad of Object.values(grads)) grad.fill(1);
    optimizer.update(params, grads);
    return { optimizer, params, grads };
  };
  const under = (names: Record<string, string>, map: Record<string, Floats>) => relabelled(map, names);

  it("leaves the arrays in the optimizer's memory, for maps with the new names", () => {
    const { optimizer, params, grads } = allocated();
    rename(optimizer, { W: "V" });
    const maps = [under({ W: "V" }, params), under({ W: "V" }, grads)] as const;
    optimizer.update(...maps);
    // One call of the kernel for both, over the arrays themselves: nothing is copied.
    const calls = kernelCalls(() => optimizer.update(...maps));
    expect(calls).toHaveLength(1);
    expect(calls[0][0]).toBe(params.W.byteOffset);
    expect(calls[0][1]).toBe(grads.W.byteOffset);
  });

  it("takes the maps with the old names for what they say: other parameters", () => {
    const { optimizer, params, grads } = allocated();
    rename(optimizer, { W: "V" });
    optimizer.update(params, grads);
    expect(Object.keys(optimizer.state.m)).toEqual(["V", "b", "W"]);
    expectSameBits(optimizer.state.m.W, new Float32Array(4).fill(0.1), "begun anew");
  });

  it("goes on allocated under the new names", () => {
    const { optimizer, params, grads } = allocated();
    rename(optimizer, { W: "V" });
    const next = optimizer.allocate({ V: params.W, b: params.b });
    next.grads.V.set(grads.W);
    next.grads.b.set(grads.b);
    const expected = allocated();
    optimizer.update(next.params, next.grads);
    expected.optimizer.update(expected.params, expected.grads);
    expectSameBits(next.params.V, expected.params.W, "V");
    expectSameBits(optimizer.state.v.V, expected.optimizer.state.v.W, "v");
  });

  it.each([
    ["to a name in the same groups", { W: "V" }, {}],
    ["to a name in others", { W: "V" }, { groups: [{ match: /V/, l2: 0.5, optional: true }] }],
  ])("leaves zeroGrads its gradients: %s", (_, names, options) => {
    const { optimizer, params, grads } = allocated(options);
    rename(optimizer, names);
    optimizer.update(under(names, params), under(names, grads));
    optimizer.zeroGrads();
    for (const grad of Object.values(grads)) expect(grad.every((value) => value === 0)).toBe(true);
  });

  it("leaves maps of other names recognised", () => {
    const { optimizer } = allocated();
    const other = optimizer.allocate({ x: new Float64Array(3) });
    rename(optimizer, { W: "V" });
    const calls = kernelCalls(() => optimizer.update(other.params, other.grads));
    expect(calls.map(([at]) => at)).toEqual([other.params.x.byteOffset]);
    expect(Object.keys(optimizer.state.m)).toEqual(["V", "b", "x"]);
  });
});

describe("rename", () => {
  const trained = () => {
    const optimizer = new Adam({ emaDecay: 0.5 });
    const params = { a: [1], b: [2], "layer.W": [3] };
    optimizer.update(params, { a: [1], b: [1], "layer.W": [1] });
    return { optimizer, params };
  };

  it.each([
    ["a name without state", { c: "d" }, RangeError, 'Adam has no state of "c", only of "a", "b", "layer.W"'],
    ["a name that is taken", { a: "b" }, RangeError, '"b" has state of its own: rename it too, or forget it first'],
    ["two names to one", { a: "c", b: "c" }, RangeError, 'two parameters would be called "c"'],
    ["what is no name", { a: 1 }, TypeError, 'names["a"] must be a string, got 1'],
    ["a list", ["a"], TypeError, "names must be an object of names, { old: new }, got Array"],
    ["nothing", undefined, TypeError, "names must be an object of names, { old: new }, got undefined"],
    ["one good and one bad", { b: "c", d: "e" }, RangeError, 'Adam has no state of "d", only of "a", "b", "layer.W"'],
  ])("refuses %s and changes nothing", (_, names, error, message) => {
    const { optimizer } = trained();
    const before = kept(optimizer);
    expect(() => rename(optimizer, names as never)).toThrow(new error(message));
    expectSameMaps(kept(optimizer), before, "kept");
  });

  it("is refused while a parameter it names holds its average", () => {
    const { optimizer, params } = trained();
    optimizer.swapAverages({ a: params.a });
    const message = 'the parameter "a" holds its average: call swapAverages again before rename';
    expect(() => rename(optimizer, { a: "c" })).toThrow(new TypeError(message));
    rename(optimizer, { b: "c" });
    optimizer.swapAverages({ a: params.a });
    rename(optimizer, { a: "b" });
    expect(Object.keys(optimizer.ema)).toEqual(["b", "c", "layer.W"]);
  });

  it("takes any text for a name", () => {
    const { optimizer } = trained();
    rename(optimizer, { a: "__proto__", b: "", "layer.W": "7" });
    expect(Object.keys(optimizer.state.m).toSorted()).toEqual(["", "7", "__proto__"]);
    rename(optimizer, JSON.parse('{ "__proto__": "a" }') as Record<string, string>);
    expect(Object.keys(optimizer.state.m).toSorted()).toEqual(["", "7", "a"]);
  });

  it("leaves each parameter its own count of steps", () => {
    const { optimizer, params } = trained();
    optimizer.update({ a: params.a }, { a: [1] });
    rename(optimizer, { a: "b", b: "a" });
    expect(kept(optimizer)).toMatchObject({ "steps.a": 1, "steps.b": 2, "steps.layer.W": 1 });
    optimizer.update({ a: params.b }, { a: [1] });
    expect(kept(optimizer)).toMatchObject({ "steps.a": 2, "steps.b": 2, "steps.layer.W": 1 });
    forget(optimizer, ["layer.W"]);
    optimizer.update({ a: params.b, b: params.a }, { a: [1], b: [1] });
    expect(kept(optimizer)).toMatchObject({ "steps.a": 3, "steps.b": 3 });
  });

  it("takes an optimizer without state of any kind for each name", () => {
    const optimizer = new SGD();
    const message = 'SGD has no state of "a", only of nothing yet';
    expect(() => rename(optimizer, { a: "b" })).toThrow(new RangeError(message));
    optimizer.update({ a: 1 }, { a: 1 });
    rename(optimizer, { a: "b" });
    optimizer.update({ b: [1] }, { b: [1] });
    expect(() => optimizer.update({ b: [1, 2] }, { b: [1, 2] })).toThrow("has 2 elements, its state has 1");
  });

  it("goes on with the state where an engine's memory lies elsewhere for a group", () => {
    // Two groups have a span each; exchanged, both move.
    const groups = [{ match: /^W/, l2: 0.5 }];
    const optimizer = new Adam({ groups });
    const params = { W: Float32Array.of(1, 2, 3), b: Float32Array.of(4) };
    optimizer.update(params, { W: [1, 2, 3], b: [4] });
    const { W, b } = optimizer.state.m;
    const before = { W: W.slice(), b: b.slice() };
    rename(optimizer, { W: "b", b: "W" });
    expectSameBits(optimizer.state.m.b, before.W, "b");
    expectSameBits(optimizer.state.m.W, before.b, "W");
  });
});
