import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Adam, SGD, sparseRows, type Optimizer, type ParamMap, type GradMap } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { decodeFile as decode, encodeFile as encode } from "../src/checkpoint/safetensors.js";
import { elementwise } from "./catalog.js";
import { still, beginsAtZero } from "./state/course.js";
import { copyOf, expectSameBits, expectSameMaps, generator, type Floats, kernelCalls } from "./support.js";

const BACKENDS = ["wasm", "js"] as const;
type Table = number[] | Floats;

afterEach(() => vi.restoreAllMocks());

const problems = fc.record({
  width: fc.oneof(
    { weight: 15, arbitrary: fc.integer({ min: 1, max: 9 }) },
    { weight: 1, arbitrary: fc.constant(1500) },
  ),
  height: fc.integer({ min: 1, max: 12 }),
  /** For each update. */
  rows: fc.array(fc.array(fc.nat(11), { maxLength: 15 }), { minLength: 1, maxLength: 4 }),
  kind: fc.constantFrom("Float32Array", "Float64Array", "number[]"),
  allocated: fc.boolean(),
  options: fc.record(
    {
      weightDecay: fc.constant(0.1),
      l2: fc.constant(0.1),
      clipValue: fc.constant(0.3),
      clipNorm: fc.constantFrom(0.5, Infinity),
      maximize: fc.boolean(),
      emaDecay: fc.constant(0.5),
      nonFinite: fc.constant<"throw">("throw"),
      groups: fc.constant([{ match: /E/, l2: 0.2 }]),
    },
    { requiredKeys: [] },
  ),
  seed: fc.integer(),
});

it.each(BACKENDS)("what sparseRows has checked nobody changes any more, %s", (backend) => {
  for (const make of [() => [0, 1], () => new Float64Array([0, 1])]) {
    const [rows, values] = [make(), make()];
    const given = sparseRows(rows, values);
    const reach = (what: unknown) => {
      if (Array.isArray(what)) what.push(...Array<number>(3000).fill(77));
      if (Array.isArray(what) || ArrayBuffer.isView(what)) (what as number[])[0] = -113;
    };
    const optimizer = new SGD({
      backend,
      // Between the check and the step.
      lr() {
        for (const what of [rows, values, ...Reflect.ownKeys(given).map((key) => Reflect.get(given, key))]) reach(what);
        for (const key of ["rows", "values"]) reach(Reflect.get(given, key));
        return 1;
      },
    });
    const { params } = optimizer.allocate({ before: [0, 0], E: [0, 0, 0], behind: Array<number>(3000).fill(0) });
    optimizer.update({ E: params.E }, { E: given });
    expect(Array.from(params.E, (x) => x + 0)).toEqual([0, -1, 0]);
    for (const other of [params.before, params.behind]) expect(other.every((x) => x === 0)).toBe(true);
  }
});

describe.each(elementwise)("$name", (row) => {
  const backends = beginsAtZero(row) ? BACKENDS : [];

  it.each(backends)("moves the touched rows as a table of them alone, and nothing else (%s)", (backend) => {
    fc.assert(
      fc.property(problems, ({ width, height, rows, kind, allocated, options, seed }) => {
        const random = generator(seed);
        const Type = kind === "Float32Array" ? Float32Array : Float64Array;
        const make = (numbers: number[]): Table => (kind === "number[]" ? numbers : new Type(numbers));
        const pick = (table: Table, some: readonly number[]) =>
          some.flatMap((each) => Array.from(table.slice(each * width, (each + 1) * width)));
        const optimizer = row.create({ ...options, ...still(row), backend });
        const start = { E: make(Array.from({ length: width * height }, random)), b: new Float32Array([1, 2, 3]) };
        const params: Record<string, Table> = allocated ? optimizer.allocate(start).params : start;
        for (const drawn of rows) {
          const given = drawn.map((each) => each % height);
          const values = new Type(given.length * width).map(() => random() - 0.5);
          const touched = [...new Set(given)];
          const sums = new Type(touched.length * width);
          given.forEach((each, k) => {
            for (let i = 0; i < width; i++) sums[touched.indexOf(each) * width + i] += values[k * width + i];
          });
          const alone = row.create({ ...options, ...still(row), backend });
          load(
            alone,
            fileOfRows(optimizer, (table) => Type.from(pick(table, touched))),
          );
          const part: Record<string, Table> = { E: make(pick(params.E, touched)), b: params.b.slice() };
          const b = [random(), 0, -random()];
          const before = tables(optimizer, params.E);
          optimizer.update(params, { E: sparseRows(given, values), b });
          alone.update(part, { E: sums, b });

          expectSameBits(params.b, part.b, "b");
          expect(optimizer.gradNorm).toBe(alone.gradNorm);
          const others = Array.from({ length: height }, (_, each) => each).filter((each) => !touched.includes(each));
          const moved = tables(alone, part.E);
          for (const [name, table] of Object.entries(tables(optimizer, params.E))) {
            expectSameBits(pick(table, touched), moved[name], `${name}: touched rows`);
            // At first state is as it begins, and the average a copy.
            const begun = new Type(width * height).fill(row.initial?.[name] ?? 0);
            const kept = before[name] ?? (name === "ema" ? params.E : begun);
            expectSameBits(pick(table, others), pick(kept, others), `${name}: other rows`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("reads no other row: NaN there stays there", () => {
    const optimizer = row.create({ lr: 0.1, weightDecay: 0.1, clipNorm: 1 });
    const { params } = optimizer.allocate({ E: new Float32Array(40).fill(1) });
    optimizer.update(params, { E: sparseRows([2, 7], new Float32Array(8).fill(1)) });
    const all = [params.E, ...row.slots.map((slot) => optimizer.state[slot].E)];
    for (const table of all) table.fill(NaN, 0, 8).fill(NaN, 12);
    optimizer.update(params, { E: sparseRows([2], [1, 2, 3, 4]) });
    for (const table of all)
      expect([...table].map(Number.isFinite)).toEqual(Array.from({ length: 40 }, (_, i) => i >= 8 && i < 12));
  });

  it("costs what its rows cost", () => {
    const optimizer = row.create({ lr: 0.1 });
    const { params, grads } = optimizer.allocate({ E: new Float32Array(1_000_000), b: new Float32Array(8) });
    const calls = kernelCalls(() =>
      optimizer.update(params, { E: sparseRows([99_999, 5, 5], new Float32Array(30)), b: grads.b }),
    );
    expect(calls.map((ranges) => ranges.at(-2) as number).toSorted((a, b) => a - b)).toEqual([8, 20]);
  });
});

describe("sparseRows", () => {
  it.each<[string, unknown, unknown, string]>([
    ["rows that are no array", 1, [], "rows must be an array of numbers, got 1"],
    ["values that are no array", [1], "12", 'values must be an array of numbers, got "12"'],
    ["a DataView", [1], new DataView(new ArrayBuffer(8)), "values must be an array of numbers, got DataView"],
    ["bigints", new BigInt64Array(1), [1], "rows[0] must be a number, got 0"],
    ["a hole", [1], Array(1), "values[0] must be a number, got undefined"],
    ["half a row number", [0, 1.5], [1, 2], "rows[1] must be a whole number ≥ 0, got 1.5"],
    ["a negative row", [-1], [1], "rows[0] must be a whole number ≥ 0, got -1"],
    ["NaN as a row", new Float32Array([NaN]), [1], "rows[0] must be a whole number ≥ 0, got NaN"],
    ["values that do not divide", [0, 1], [1, 2, 3], "values must have as many elements for each of 2 rows, got 3"],
    ["values without rows", [], [1], "values must have as many elements for each of 0 rows, got 1"],
  ])("refuses %s", (_, rows, values, message) => {
    expect(() => sparseRows(rows as number[], values as number[])).toThrow(message);
  });

  it.each<[string, ParamMap, unknown, string]>([
    [
      "a row out of range",
      { E: new Float32Array(6) },
      sparseRows([0, 3], [1, 1, 1, 1]),
      'grads["E"] has row 3, params["E"] has 3 rows',
    ],
    [
      "a width that does not divide",
      { E: new Float32Array(6) },
      sparseRows([0], [1, 1, 1, 1]),
      'grads["E"] has rows of 4 elements, which do not divide params["E"] of 6',
    ],
    [
      "rows of nothing",
      { E: new Float32Array(6) },
      sparseRows([0], []),
      'grads["E"] has rows of 0 elements, which do not divide params["E"] of 6',
    ],
    [
      "another type than the state's",
      { E: new Float64Array(6) },
      sparseRows([0], [1, 1]),
      'params["E"] is float64, its state is float32',
    ],
    [
      "what only looks like rows",
      { E: new Float32Array(6) },
      { rows: [0], values: [1, 1] },
      'grads["E"] must be a number, number[], Float32Array or Float64Array, got Object',
    ],
  ])("lets an update refuse %s before anything changes", (_, params, E, message) => {
    const optimizer = new Adam();
    const all = { b: [1, 2], ...params };
    optimizer.update({ b: [1, 2], E: new Float32Array(6) }, { b: [1, 1], E: sparseRows([1], [1, 1]) });
    const [before, kept] = [save(optimizer), copyOf(all as never)];
    expect(() => optimizer.update(all, { b: [1, 1], E: E as number[] } as GradMap)).toThrow(message);
    expect(save(optimizer)).toEqual(before);
    expectSameMaps(all as never, kept, "params");
  });

  it("is refused where gradients are accumulated, before anything changes", () => {
    const optimizer = new SGD({ accumulate: 2 });
    const before = save(optimizer);
    const message = "sparse rows cannot be accumulated: give each its own step, or a dense gradient";
    expect(() => optimizer.update({ E: [1, 2] }, { E: sparseRows([0], [1]) })).toThrow(new TypeError(message));
    expect(save(optimizer)).toEqual(before);
  });

  it("is refused for a minute of the average in the parameters' place", () => {
    const optimizer = new SGD({ emaDecay: 0.5 });
    const params = { E: [1, 2] };
    optimizer.update(params, { E: sparseRows([0], [1]) });
    optimizer.swapAverages(params);
    expect(() => optimizer.update(params, { E: sparseRows([0], [1]) })).toThrow('the parameter "E" holds its average');
  });

  it("copies what it is given", () => {
    const [rows, values] = [[0], [1]];
    const E = sparseRows(rows, values);
    rows[0] = values[0] = 9;
    const params = { E: [0, 0] };
    new SGD({ lr: 1 }).update(params, { E });
    expect(params.E).toEqual([-1, 0]);
  });

  it("without rows moves nothing, and is a step", () => {
    const optimizer = new Adam({ weightDecay: 0.1 });
    const params = { E: new Float32Array([1, 2]), x: 3 };
    optimizer.update(params, { E: sparseRows([], []), x: sparseRows(new Uint32Array(), []) });
    expect([...params.E, params.x, optimizer.iterations]).toEqual([1, 2, 3, 1]);
  });
});

/** The table, its state and its average. */
function tables(optimizer: Optimizer, E: Table): Record<string, Table> {
  const state = Object.entries(optimizer.state).flatMap(([slot, views]) =>
    views.E ? [[slot, views.E.slice()] as const] : [],
  );
  const { E: ema } = optimizer.ema;
  return { E: E.slice(), ...Object.fromEntries(state), ...(ema && { ema: ema.slice() }) };
}

/** The optimizer's file with some of the table's state. */
function fileOfRows(optimizer: Optimizer, pick: (table: Floats) => Floats): Uint8Array {
  const { tensors, metadata } = decode(save(optimizer));
  const parameters = JSON.parse(metadata.get("parameters") as string) as Record<string, [string, number]>;
  const [type, length] = parameters.E ?? [];
  if (type === undefined) return save(optimizer);
  const kept = [...tensors].map(
    ([name, values]) => [name, name.startsWith("state.E.") ? pick(values) : values] as const,
  );
  parameters.E = [type, pick(new Float64Array(length as number)).length];
  return encode(kept, { ...Object.fromEntries(metadata), parameters: JSON.stringify(parameters) });
}
