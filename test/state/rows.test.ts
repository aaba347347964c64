import { describe, expect, it } from "vitest";
import { sparseRows, type ParamMap } from "../../src/index.js";
import { takeRows } from "../../src/state/index.js";
import { catalog, elementwise } from "../catalog.js";
import { expectSameMaps, generator, type Floats } from "../support.js";
import { ALL, Course, initial, kept, LATE, PLACES, rowsOf, still, valuesOf, WIDTH, beginsAtZero } from "./course.js";

/** Of six rows: pruned, in another order, one of them twice. */
const ROWS = [5, 0, 3, 3, 1];
const tables = [
  ["Float32Array", (values: ArrayLike<number>) => Float32Array.from(values)],
  ["Float64Array", (values: ArrayLike<number>) => Float64Array.from(values)],
  ["number[]", (values: ArrayLike<number>) => Array.from(values)],
] as const;

describe.each(catalog.filter(({ single }) => !single))("takeRows under $name", (row) => {
  const alone = elementwise.includes(row);

  describe.each(PLACES)("$place", (place) => {
    it.each(tables)("gathers by rows all that is kept of a %s", (_, table) => {
      const model = { ...initial(), E: table(initial().E as Floats) };
      // Before the second call of a window.
      const { optimizer } = new Course(row, place, ALL, model).go(0, 5);
      const before = kept(optimizer);
      takeRows(optimizer, "E", ROWS, { width: WIDTH });
      const expected = Object.entries(before).map(([name, values]) => [
        name,
        name.startsWith("state.E.") ? rowsOf(values as Floats, ROWS, WIDTH) : values,
      ]);
      expect(Object.keys(before).filter((name) => name.startsWith("state.E."))).toHaveLength(row.slots.length + 2);
      expectSameMaps(kept(optimizer), Object.fromEntries(expected), "kept");
    });

    it.each(alone ? tables : [])("goes on as if there had never been other rows: a %s", (_, table) => {
      const options = { ...ALL, accumulate: 3 };
      const model = () => ({ ...initial(), E: table(initial().E as Floats) });
      const course = new Course(row, place, options, model(), [0, 1, 2, 3, 4, 5]).go(0, LATE);
      const few = { ...model(), E: rowsOf(model().E, ROWS, WIDTH) };
      const expected = new Course(row, place, options, few, ROWS).go(0, 20);
      takeRows(course.optimizer, "E", ROWS, { width: WIDTH });
      course.take(rowsOf(course.params.E as Floats, ROWS, WIDTH), ROWS, place).go(LATE, 20);
      expectSameMaps(valuesOf(course.params), valuesOf(expected.params), "params");
      expectSameMaps(kept(course.optimizer), kept(expected.optimizer), "kept");
    });

    const begun = alone && beginsAtZero(row) ? tables : [];

    it.each(begun)("goes on with new rows as if their gradients had been 0 until then: a %s", (_, table) => {
      // What has no gradient stays where it is without decay; the mean of .5 and .5 is .5.
      const options = { emaDecay: 0.75, accumulate: 2, groups: ALL.groups, ...still(row) };
      const model = () => ({ ...initial(), E: table(initial().E as Floats) });
      const course = new Course(row, place, options, model(), [0, 1, 2, 3, 4, 5]).go(0, LATE);
      const [taken, places] = [
        [5, -1, 3, -1, 1],
        [5, 6, 3, 7, 1],
      ];
      const other = { ...model(), E: rowsOf(model().E, taken, WIDTH, 0.5) };
      const expected = new Course(row, place, options, other, places).go(0, 20);
      const param = rowsOf(course.params.E as Floats, taken, WIDTH, 0.5);
      takeRows(course.optimizer, "E", taken, { width: WIDTH, param });
      course.take(param, places, place).go(LATE, 20);
      expectSameMaps(valuesOf(course.params), valuesOf(expected.params), "params");
      expectSameMaps(kept(course.optimizer), kept(expected.optimizer), "kept");
    });
  });

  it.each(alone ? (["wasm", "js"] as const) : [])("takes sparse rows of the new table: %s", (backend) => {
    const start = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const step = (optimizer: ReturnType<typeof row.create>, params: ParamMap, rows: number[], call: number) => {
      const random = generator(call);
      const values = new Map([5, 0, 3, 1].map((r) => [r, [random() - 0.5, random() - 0.5]]));
      const given = sparseRows(
        rows,
        rows.flatMap((_, k) => values.get([5, 0, 3, 1][k % 4]) ?? []),
      );
      optimizer.update(params, { E: given });
    };
    const [optimizer, other] = [row.create({ backend }), row.create({ backend })];
    const all: ParamMap = { E: start.slice() };
    const few: ParamMap = { E: rowsOf(start, [5, 0, 3, 1], WIDTH) };
    for (let call = 0; call < 5; call++) {
      step(optimizer, all, [5, 0, 3, 1], call);
      step(other, few, [0, 1, 2, 3], call);
    }
    takeRows(optimizer, "E", [5, 0, 3, 1], { width: WIDTH });
    const next: ParamMap = { E: rowsOf(all.E as Floats, [5, 0, 3, 1], WIDTH) };
    for (let call = 5; call < 9; call++)
      for (const [each, params] of [
        [optimizer, next],
        [other, few],
      ] as const)
        step(each, params, [0, 1, 2, 3], call);
    expectSameMaps(valuesOf(next), valuesOf(few), "params");
    expectSameMaps(kept(optimizer), kept(other), "kept");
    const far = sparseRows([4], [1, 1]);
    expect(() => optimizer.update(next, { E: far })).toThrow('grads["E"] has row 4, params["E"] has 4 rows');
  });
});
