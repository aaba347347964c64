import { describe, expect, it } from "vitest";
import { Adam, SGD, type Floats } from "../../src/index.js";
import { takeRows, type RowsOptions } from "../../src/state/index.js";
import { expectSameBits, expectSameMaps, kernelCalls } from "../support.js";
import { kept, rowsOf } from "./course.js";

const trained = (options = {}) => {
  const optimizer = new Adam(options);
  const params = { E: new Float32Array(6).fill(1), b: [1, 2] };
  optimizer.update(params, { E: [1, 2, 3, 4, 5, 6], b: [1, 1] });
  return { optimizer, params };
};

describe("takeRows", () => {
  it.each([
    ["a parameter without state", "F", [0], { width: 2 }, RangeError, 'Adam has no state of "F", only of "E", "b"'],
    ["no name", 1, [0], { width: 2 }, TypeError, "name must be a string, got 1"],
    ["no width", "E", [0], undefined, TypeError, "takeRows takes an object of options, got undefined"],
    ["no width", "E", [0], {}, TypeError, "width must be a whole number ≥ 1, got undefined"],
    ["a width of 0", "E", [0], { width: 0 }, RangeError, "width must be a whole number ≥ 1, got 0"],
    ["half a width", "E", [0], { width: 1.5 }, RangeError, "width must be a whole number ≥ 1, got 1.5"],
    ["a width as a text", "E", [0], { width: "2" }, TypeError, 'width must be a whole number ≥ 1, got "2"'],
    ["another option", "E", [0], { widht: 2 }, TypeError, 'unknown option "widht": takeRows takes width, param'],
    ["rows that do not fit", "E", [0], { width: 4 }, RangeError, 'width must divide the 6 elements of "E", got 4'],
    ["one row", "E", 0, { width: 2 }, TypeError, "rows must be an array of row numbers, got 0"],
    [
      "a view of no elements",
      "E",
      new DataView(new ArrayBuffer(8)),
      { width: 2 },
      TypeError,
      "rows must be an array of row numbers, got DataView",
    ],
    [
      "a row beyond the last",
      "E",
      [0, 3],
      { width: 2 },
      RangeError,
      'rows[1] must be a row of "E", which has 3, or -1 for a new one, got 3',
    ],
    [
      "a row before the first",
      "E",
      [-2],
      { width: 2 },
      RangeError,
      'rows[0] must be a row of "E", which has 3, or -1 for a new one, got -2',
    ],
    [
      "half a row",
      "E",
      [0.5],
      { width: 2 },
      RangeError,
      'rows[0] must be a row of "E", which has 3, or -1 for a new one, got 0.5',
    ],
    [
      "NaN",
      "E",
      Float64Array.of(NaN),
      { width: 2 },
      RangeError,
      'rows[0] must be a row of "E", which has 3, or -1 for a new one, got NaN',
    ],
    [
      "a text",
      "E",
      ["0"],
      { width: 2 },
      TypeError,
      'rows[0] must be a row of "E", which has 3, or -1 for a new one, got "0"',
    ],
    [
      "a bigint",
      "E",
      BigInt64Array.of(0n),
      { width: 2 },
      TypeError,
      'rows[0] must be a row of "E", which has 3, or -1 for a new one, got 0n',
    ],
    [
      "a hole",
      "E",
      Object.assign([0], { length: 2 }),
      { width: 2 },
      TypeError,
      'rows[1] must be a row of "E", which has 3, or -1 for a new one, got undefined',
    ],
    [
      "values of another length",
      "E",
      [0],
      { width: 2, param: new Float32Array(3) },
      RangeError,
      'param must be the new "E", 2 elements of float32, got 3 of float32',
    ],
    [
      "values of another type",
      "E",
      [0],
      { width: 2, param: [1, 2] },
      RangeError,
      'param must be the new "E", 2 elements of float32, got 2 of float64',
    ],
    [
      "new rows without values, where averages are kept",
      "E",
      [0, -1],
      { width: 2 },
      TypeError,
      'new rows of "E" need param, its new values, in the options of takeRows: their averages and slow weights begin there',
    ],
  ] as [string, unknown, unknown, unknown, typeof TypeError, string][])(
    "refuses %s and changes nothing",
    (_, name, rows, options, error, message) => {
      const { optimizer } = trained({ emaDecay: 0.5 });
      const before = kept(optimizer);
      const call = () => takeRows(optimizer, name as string, rows as number[], options as RowsOptions);
      expect(call).toThrow(new error(message));
      expectSameMaps(kept(optimizer), before, "kept");
    },
  );

  it("is refused while the parameter holds its average", () => {
    const { optimizer, params } = trained({ emaDecay: 0.5 });
    optimizer.swapAverages({ E: params.E });
    const message = 'the parameter "E" holds its average: call swapAverages again before takeRows';
    expect(() => takeRows(optimizer, "E", [0], { width: 2 })).toThrow(new TypeError(message));
  });

  it("has the next update bring the new length", () => {
    const { optimizer, params } = trained();
    takeRows(optimizer, "E", [2, 0], { width: 2 });
    const message = 'params["E"] has 6 elements, its state has 4';
    expect(() => optimizer.update(params, { E: [1, 2, 3, 4, 5, 6], b: [1, 1] })).toThrow(new RangeError(message));
    optimizer.update({ ...params, E: new Float32Array(4) }, { E: [1, 2, 3, 4], b: [1, 1] });
    expect(kept(optimizer)).toMatchObject({ "steps.E": 2, "steps.b": 2 });
  });

  it("refuses the maps that were allocated with the old length, and gives new ones their memory", () => {
    const optimizer = new Adam();
    const { params, grads } = optimizer.allocate({ E: new Float32Array(6).fill(1), b: new Float32Array(2) });
    grads.E.fill(2);
    grads.b.fill(1);
    optimizer.update(params, grads);
    takeRows(optimizer, "E", Int32Array.of(2, -1), { width: 2 });
    expect(() => optimizer.update(params, grads)).toThrow('params["E"] has 6 elements, its state has 4');
    const next = optimizer.allocate({ E: rowsOf(params.E, [2, -1], 2, 5) });
    expectSameBits(
      optimizer.state.v.E,
      Float32Array.of(4, 4, 0, 0).map((x) => Math.fround(x * Math.fround(0.001))),
      "v",
    );
    const maps = [
      { ...params, E: next.params.E },
      { ...grads, E: next.grads.E },
    ] as const;
    optimizer.update(...maps);
    // Over the arrays themselves, also that of the other name.
    const places = kernelCalls(() => optimizer.update(...maps)).map(([at, from]) => [at, from]);
    expect(places).toEqual(
      [next, { params: { E: params.b }, grads: { E: grads.b } }].map((map) => [
        map.params.E.byteOffset,
        map.grads.E.byteOffset,
      ]),
    );
    for (const grad of Object.values(maps[1])) grad.fill(1);
    optimizer.zeroGrads();
    for (const [name, grad] of Object.entries(maps[1])) expect([name, ...grad]).toEqual([name, ...grad.map(() => 0)]);
  });

  it("leaves no row, and takes up again from none", () => {
    const { optimizer } = trained();
    takeRows(optimizer, "E", [], { width: 2 });
    optimizer.update({ E: new Float32Array(0) }, { E: [] });
    takeRows(optimizer, "E", [-1, -1], { width: 3 });
    const params = { E: new Float32Array(6) };
    optimizer.update(params, { E: new Float32Array(6).fill(1) });
    expect(kept(optimizer)).toMatchObject({ "steps.E": 3, "steps.b": 1 });
    expect(params.E[0]).toBeLessThan(0);
  });

  it("takes plain numbers and what has no state of its own", () => {
    const optimizer = new SGD({ lr: 0.5 });
    const params: { x: number | number[] } = { x: 1 };
    optimizer.update(params, { x: 1 });
    takeRows(optimizer, "x", [0, 0, -1], { width: 1 });
    params.x = [0.5, 0.5, 3];
    optimizer.update(params, { x: [1, 2, 3] });
    expect(params.x).toEqual([0, -0.5, 1.5]);
    takeRows(optimizer, "x", [2], { width: 1, param: 1.5 });
    params.x = 1.5;
    optimizer.update(params, { x: 1 });
    expect(params.x).toBe(1);
  });

  it("begins the averages of new rows at the parameter's values, and keeps the others", () => {
    const { optimizer, params } = trained({ emaDecay: 0.5, lr: 1 });
    const before = optimizer.ema.E.slice();
    const E: Floats = rowsOf(params.E, [1, -1], 2, 8);
    takeRows(optimizer, "E", [1, -1], { width: 2, param: E });
    expectSameBits(optimizer.ema.E, Float32Array.of(before[2], before[3], 8, 8), "ema");
    optimizer.update({ E }, { E: [1, 1, 1, 1] });
    expectSameBits(
      optimizer.ema.E,
      E.map((p, i) => Math.fround(Math.fround(0.5 * [before[2], before[3], 8, 8][i]) + Math.fround(0.5 * p))),
      "ema",
    );
  });

  it("needs no values where the average has not begun, or no row is new", () => {
    const { optimizer } = trained({ emaDecay: 0.5 });
    takeRows(optimizer, "E", [1], { width: 2 });
    const { params, grads } = optimizer.allocate({ F: [1, 2] });
    takeRows(optimizer, "F", [0, 1, -1], { width: 1 });
    optimizer.update({ F: [...params.F, 3] }, { F: [...grads.F, 1] });
    expect(optimizer.ema.F).toHaveLength(3);
  });

  it("copies rows before it returns", () => {
    const { optimizer } = trained();
    const rows = [0, 1];
    takeRows(optimizer, "E", rows, { width: 2 });
    rows[0] = 99;
    const before = kept(optimizer);
    expect(before["state.E.m"]).toHaveLength(4);
  });
});
