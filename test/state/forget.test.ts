import { describe, expect, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import { forget } from "../../src/state/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameBits, expectSameMaps } from "../support.js";
import { ALL, Course, initial, kept, PLACES, valuesOf } from "./course.js";

describe.each(catalog)("forget under $name", (row) => {
  // Where sums are over the model it joins late in what all have estimated: see test/estimates.
  it.each(row.sums === "model" ? [] : PLACES)("begins anew what it names, and nothing else: $place", (place) => {
    const options = { ...ALL, accumulate: 1 };
    const course = new Course(row, place, options).go(0, 5);
    const rest = new Course(row, place, options).go(0, 12);
    forget(course.optimizer, ["E", "x"]);
    expect(Object.keys(course.optimizer.ema)).toEqual(["W", "b"]);
    for (const slot of row.slots) expect(Object.keys(course.optimizer.state[slot])).toEqual(["W", "b"]);
    const { E, x } = copyOf(course.params);
    course.go(5, 12);
    // Another optimizer that knows only these, from where they were, by the same gradients.
    const fresh = new Course(row, place, options, { ...initial(), E, x: Number(x) }).go(5, 12);
    for (const name of ["E", "x"]) {
      expectSameBits(valuesOf(course.params)[name], valuesOf(fresh.params)[name], name);
      for (const slot of row.slots)
        expectSameBits(course.optimizer.state[slot][name], fresh.optimizer.state[slot][name], `${slot} of ${name}`);
      expectSameBits(course.optimizer.ema[name], fresh.optimizer.ema[name], `ema of ${name}`);
    }
    for (const name of ["W", "b"]) {
      expectSameBits(valuesOf(course.params)[name], valuesOf(rest.params)[name], name);
      expectSameBits(course.optimizer.ema[name], rest.optimizer.ema[name], `ema of ${name}`);
    }
    expect(kept(course.optimizer)).toMatchObject({ "steps.E": 7, "steps.W": 12, "steps.b": 12, "steps.x": 7 });
    expect(course.optimizer.iterations).toBe(12);
  });

  it.each(PLACES)("drops what a parameter has gathered in an open window: $place", (place) => {
    const run = (first: number) => {
      const course = new Course(row, place, { accumulate: 2 }, { W: Float64Array.of(1, 2, 3) });
      (course.grads.W as Float64Array).fill(first);
      course.optimizer.update(course.params, course.grads as Record<string, Float64Array>);
      return course;
    };
    const [course, expected] = [run(5), run(0)];
    forget(course.optimizer, ["W"]);
    // The closing call need not have it.
    course.optimizer.update({ b: [1] }, { b: [1] });
    expect(course.optimizer.iterations).toBe(1);
    expectSameBits(valuesOf(course.params).W, [1, 2, 3], "W");
    const other = run(5);
    forget(other.optimizer, ["W"]);
    for (const each of [other, expected]) {
      (each.grads.W as Float64Array).set([1, 2, 4]);
      each.optimizer.update(each.params, each.grads as Record<string, Float64Array>);
    }
    expectSameMaps(valuesOf(other.params), valuesOf(expected.params), "params");
  });
});

describe("forget", () => {
  const trained = () => {
    const optimizer = new Adam({ emaDecay: 0.5 });
    const params = { a: [1], b: [2], c: [3] };
    optimizer.update(params, { a: [1], b: [1], c: [1] });
    return { optimizer, params };
  };

  it("lets a name begin in another length and type", () => {
    const { optimizer } = trained();
    forget(optimizer, ["a"]);
    optimizer.update({ a: new Float32Array(3) }, { a: [1, 2, 3] });
    expect(optimizer.state.m.a).toHaveLength(3);
    forget(optimizer, ["a", "b", "c"]);
    expect(optimizer.state).toEqual({ m: {}, v: {} });
    optimizer.allocate({ a: [1, 2] });
    expect(optimizer.state.m.a).toHaveLength(2);
  });

  it("leaves arrays that were allocated as the caller's own, whose gradients zeroGrads zeroes still", () => {
    const optimizer = new Adam();
    const { params, grads } = optimizer.allocate({ W: new Float32Array(3), b: [1, 2] });
    for (const grad of Object.values(grads)) grad.fill(1);
    optimizer.update(params, grads);
    const { W } = optimizer.state.m;
    forget(optimizer, ["W"]);
    optimizer.update(params, grads);
    expect(optimizer.state.m.W.buffer === W.buffer && optimizer.state.m.W.byteOffset === W.byteOffset).toBe(false);
    expectSameBits(optimizer.state.m.W, new Float32Array(3).fill(0.1), "begun anew");
    expect(params.W[0]).toBeCloseTo(-0.002, 7);
    optimizer.zeroGrads();
    expect([...grads.W, ...grads.b]).toEqual([0, 0, 0, 0, 0]);
    const next = optimizer.allocate(params);
    expectSameBits(next.params.W, params.W, "allocated again");
    // Then the arrays from before are the caller's in all.
    for (const grad of [grads.W, next.grads.W]) grad.fill(1);
    optimizer.zeroGrads();
    expect([...grads.W, ...next.grads.W]).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it("leaves zeroGrads what is still there, where memory was given away", () => {
    const optimizer = new Adam({ backend: "js" });
    const [gone, there] = [optimizer.allocate({ a: [1, 2] }), optimizer.allocate({ b: [1, 2] })];
    for (const { params, grads } of [gone, there]) optimizer.update(params, grads);
    forget(optimizer, ["a"]);
    structuredClone(gone.params.a, { transfer: [gone.params.a.buffer] });
    there.grads.b.fill(1);
    optimizer.zeroGrads();
    expect([...there.grads.b]).toEqual([0, 0]);
    optimizer.update({ a: [1, 2, 3] }, { a: [1, 1, 1] });
  });

  it("forgets nothing where it is given no names", () => {
    const { optimizer } = trained();
    const before = kept(optimizer);
    forget(optimizer, []);
    expectSameMaps(kept(optimizer), before, "kept");
  });

  it("takes a name given twice once", () => {
    const { optimizer, params } = trained();
    forget(optimizer, ["a", "a"]);
    // Else the others would not be counted together, or not at all.
    optimizer.update(params, { a: [1], b: [1], c: [1] });
    expect(kept(optimizer)).toMatchObject({ "steps.a": 1, "steps.b": 2, "steps.c": 2 });
    optimizer.update({ b: params.b }, { b: [1] });
    optimizer.update(params, { a: [1], b: [1], c: [1] });
    expect(kept(optimizer)).toMatchObject({ "steps.a": 2, "steps.b": 4, "steps.c": 3 });
  });

  it.each([
    ["a name without state", ["d"], RangeError, 'Adam has no state of "d", only of "a", "b", "c"'],
    ["one good and one bad", ["a", "d"], RangeError, 'Adam has no state of "d", only of "a", "b", "c"'],
    ["a name by itself", "a", TypeError, 'names must be a list of parameters\' names, got "a"'],
    ["what is no name", ["a", 1], TypeError, "names[1] must be a string, got 1"],
    ["a hole", Object.assign([], { length: 1 }), TypeError, "names[0] must be a string, got undefined"],
  ])("refuses %s and changes nothing", (_, names, error, message) => {
    const { optimizer } = trained();
    const before = kept(optimizer);
    expect(() => forget(optimizer, names as never)).toThrow(new error(message));
    expectSameMaps(kept(optimizer), before, "kept");
  });

  it("is refused where the parameter is in the place of its average, which would be lost with it", () => {
    const { optimizer, params } = trained();
    optimizer.swapAverages({ a: params.a });
    const message = 'the parameter "a" holds its average: call swapAverages again before forget';
    expect(() => forget(optimizer, ["a"])).toThrow(new TypeError(message));
    forget(optimizer, ["b"]);
    expect(Object.keys(optimizer.ema)).toEqual(["a", "c"]);
  });

  it("names some of many parameters where it refuses one", () => {
    const optimizer = new SGD();
    const names = Array.from({ length: 1_000 }, (_, k) => `p${k}${"x".repeat(1_000)}`);
    optimizer.update(
      Object.fromEntries(names.map((name) => [name, [1]])),
      Object.fromEntries(names.map((name) => [name, [1]])),
    );
    expect(() => forget(optimizer, ["p"])).toThrow(/^SGD has no state of "p", only of "p0x+…", .{0,1500}, …$/);
  });
});
