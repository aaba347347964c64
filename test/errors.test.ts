import { describe, expect, it } from "vitest";
import { Adam, SGD, inverseTimeDecay, minimize, type Optimizer } from "../src/index.js";
import { save } from "../src/checkpoint/index.js";
import { catalog, type Row } from "./catalog.js";
import { copyOf, expectSameMaps, messageOf, type Values } from "./support.js";

type Loose = Readonly<Record<string, Values>>;

/** What must be refused, after one good update of `{ W: Float32Array(3), b: [1, 2] }`. */
const refused: { title: string; params: unknown; grads: unknown; error: typeof TypeError; message: string }[] = [
  { title: "no params", params: null, grads: {}, error: TypeError, message: "params must be an object of arrays, got null" },
  { title: "no grads", params: {}, grads: undefined, error: TypeError, message: "grads must be an object of arrays, got undefined" },
  { title: "an array as params", params: [1], grads: { 0: 1 }, error: TypeError, message: "params must be an object of arrays, got Array" },
  { title: "a Map as params", params: new Map(), grads: {}, error: TypeError, message: "params must be an object of arrays, got Map" },
  { title: "a typed array as grads", params: { W: [1] }, grads: new Float32Array(1), error: TypeError, message: "grads must be an object of arrays, got Float32Array" },
  {
    title: "an unsupported array type",
    params: { c: new Int32Array(2) },
    grads: { c: [1, 2] },
    error: TypeError,
    message: 'params["c"] must be a number, number[], Float32Array or Float64Array, got Int32Array',
  },
  {
    title: "an unsupported gradient type",
    params: { c: [1, 2] },
    grads: { c: "12" },
    error: TypeError,
    message: 'grads["c"] must be a number, number[], Float32Array or Float64Array, got "12"',
  },
  { title: "something else than a number in an array", params: { c: [1, undefined] }, grads: { c: [1, 2] }, error: TypeError, message: 'params["c"][1] must be a number, got undefined' },
  { title: "a bigint in a gradient", params: { c: [1, 2] }, grads: { c: [1, 2n] }, error: TypeError, message: 'grads["c"][1] must be a number, got 2n' },
  { title: "a missing gradient", params: { b: [1, 2], W: new Float32Array(3) }, grads: { b: [1, 1] }, error: TypeError, message: 'grads["W"] is missing' },
  { title: "a gradient that only the prototype has", params: { toString: [1] }, grads: {}, error: TypeError, message: 'grads["toString"] is missing' },
  {
    title: "a gradient of another length",
    params: { b: [1, 2], W: new Float32Array(3) },
    grads: { b: [1, 1], W: new Float32Array(4) },
    error: RangeError,
    message: 'grads["W"] has 4 elements, params["W"] has 3',
  },
  { title: "a number where an array is expected", params: { W: new Float32Array(3) }, grads: { W: 1 }, error: RangeError, message: 'grads["W"] has 1 element, params["W"] has 3' },
  {
    title: "another length than the state's",
    params: { W: new Float32Array(4) },
    grads: { W: new Float32Array(4) },
    error: RangeError,
    message: 'params["W"] has 4 elements, its state has 3',
  },
  {
    title: "another element type than the state's",
    params: { W: new Float64Array(3) },
    grads: { W: new Float64Array(3) },
    error: TypeError,
    message: 'params["W"] is float64, its state is float32',
  },
  { title: "one array under two names", ...twice([1, 2]), error: TypeError, message: 'params["c"] and params["d"] overlap' },
  { title: "one typed array under two names", ...twice(new Float64Array(2)), error: TypeError, message: 'params["c"] and params["d"] overlap' },
  { title: "views that overlap", ...overlapping(), error: TypeError, message: 'params["c"] and params["d"] overlap' },
  {
    title: "a frozen array",
    params: { b: [1, 2], c: Object.freeze([1, 2]) },
    grads: { b: [1, 1], c: [1, 1] },
    error: TypeError,
    message: 'params["c"] is read-only',
  },
  {
    title: "a number on a frozen object",
    params: Object.freeze({ x: 1 }),
    grads: { x: 1 },
    error: TypeError,
    message: 'params["x"] is read-only',
  },
];

function twice(array: Values) {
  return { params: { c: array, d: array }, grads: { c: [1, 1], d: [1, 1] } };
}

function overlapping() {
  const all = new Float32Array(5);
  return { params: { c: all.subarray(0, 3), d: all.subarray(2, 5) }, grads: { c: [1, 1, 1], d: [1, 1, 1] } };
}

/** Options of all optimizers, with their range. */
const COMMON = { weightDecay: " ≥ 0", l2: " ≥ 0", clipValue: " ≥ 0", clipNorm: " ≥ 0", emaDecay: " in [0, 1)" };

describe.each(catalog)("$name refuses", (row) => {
  const intervals: Record<string, string> = { ...Object.fromEntries(Object.keys(row.defaults).map((name) => [name, intervalOf(row, name)])), ...COMMON };

  it.each(refused)("$title, at the first update, and keeps no name", ({ params, grads, error, message }) => {
    if (message.includes("its state")) return;
    const optimizer = row.create();
    expectUntouched(optimizer, params, grads, () => optimizer.update(params as never, grads as never), error, message);
  });

  it.each(Object.entries(intervals))("a schedule of %s that gives what is not%s, and nothing has changed", (name, interval) => {
    for (const bad of [NaN, -1, "1", undefined]) {
      for (const schedule of [(t: number) => (t === 1 ? bad : 0.5), { at: (t: number) => (t === 1 ? bad : 0.5), state: () => ({}), restore() {} }]) {
        const optimizer = row.create({ [name]: schedule, accumulate: 1 });
        const params = { W: new Float32Array([1, 2, 3]) };
        optimizer.update(params, { W: [1, 2, 3] });
        const error = typeof bad === "number" ? RangeError : TypeError;
        const message = `${name} must be a finite number${interval}, got ${JSON.stringify(bad) === "null" ? "NaN" : JSON.stringify(bad)} at iteration 1`;
        expectUntouched(optimizer, params, {}, () => optimizer.update(params, { W: [1, 1, 1], x: [1] }), error as typeof TypeError, message);
      }
    }
  });

  it.each(Object.keys(intervals).filter((name) => !["clipNorm", "emaDecay"].includes(name)))("a group's %s, and says whose", (name) => {
    const params = { W: [1], b: [1] };
    const message = (owner: string, got: string) => `${owner}${name} must be a finite number${intervals[name]}, got ${got}`;
    const create = (value: unknown, base = {}) => row.create({ ...base, groups: [{ match: /W/ }, { match: /b/, [name]: value } as { match: RegExp }] });
    for (const bad of [NaN, -1]) expect(() => create(bad)).toThrow(new RangeError(message("groups[1].", String(bad))));
    expect(() => create("1")).toThrow(new TypeError(message("groups[1].", '"1"')));
    const own = create(() => NaN);
    expectUntouched(own, params, params, () => own.update(params, { W: [1], b: [1] }), RangeError, message("groups[1].", "NaN at iteration 0"));
    const theirs = create(undefined, { [name]: () => NaN });
    expectUntouched(theirs, params, params, () => theirs.update(params, { W: [1], b: [1] }), RangeError, message("", "NaN at iteration 0"));
  });

  it("bad options of all optimizers", () => {
    for (const [name, interval] of Object.entries(COMMON)) {
      for (const bad of [NaN, -1, -Infinity]) expect(() => row.create({ [name]: bad })).toThrow(new RangeError(`${name} must be a finite number${interval}, got ${bad}`));
      expect(() => row.create({ [name]: "1" })).toThrow(new TypeError(`${name} must be a finite number${interval}, got "1"`));
      expect(() => row.create({ [name]: true })).toThrow(new TypeError(`${name} must be a finite number${interval}, got true`));
    }
    for (const bad of [0, 1.5, NaN, Infinity, -1]) expect(() => row.create({ accumulate: bad })).toThrow(new RangeError(`accumulate must be a whole number ≥ 1, got ${bad}`));
    expect(() => row.create({ accumulate: (() => 2) as never })).toThrow(new TypeError("accumulate must be a whole number ≥ 1, got Function"));
    expect(() => row.create({ lr: { at: () => 1 } as never })).toThrow(new TypeError("lr must be a finite number ≥ 0, got Object"));
    expect(() => row.create({ emaDecay: 1 })).toThrow(new RangeError("emaDecay must be a finite number in [0, 1), got 1"));
    expect(() => row.create({ maximize: 1 as never })).toThrow(new TypeError("maximize must be true or false, got 1"));
    expect(() => row.create({ nonFinite: "ignore" as never })).toThrow(new RangeError('nonFinite must be "propagate" or "skip" or "throw", got "ignore"'));
  });

  it.each<[unknown, typeof TypeError, string]>([
    [{ gradScale: NaN }, RangeError, "gradScale must be a finite number, got NaN"],
    [{ gradScale: Infinity }, RangeError, "gradScale must be a finite number, got Infinity"],
    [{ gradScale: "2" }, TypeError, 'gradScale must be a finite number, got "2"'],
    [{ gradscale: 2 }, TypeError, 'unknown option "gradscale": update takes gradScale'],
    [2, TypeError, "update takes an object of options, got 2"],
    [null, TypeError, "update takes an object of options, got null"],
  ])("an update with the options %o, and nothing has changed", (options, error, message) => {
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ W: [1, 2] });
    for (let call = 0; call < 2; call++) {
      expectUntouched(optimizer, params, grads, () => optimizer.update(params, grads, options as never), error, message);
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
    expectUntouched(optimizer, params, grads, call, RangeError, `lr must be a finite number ≥ 0, got ${bad} at iteration 1`);
  });

  it("allocated parameters with a gradient missing or too short", () => {
    const optimizer = row.create();
    const { params, grads } = optimizer.allocate({ W: new Float32Array([1, 2, 3]), b: [1] });
    const [missing, short] = [{ W: grads.W }, { W: grads.W, b: [] }];
    expectUntouched(optimizer, params, missing, () => optimizer.update(params, missing), TypeError, 'grads["b"] is missing');
    const message = 'grads["b"] has 0 elements, params["b"] has 1';
    expectUntouched(optimizer, params, short, () => optimizer.update(params, short), RangeError, message);
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
    expect(() => row.create({ learningRate: 0.1 })).toThrow(/^unknown option "learningRate": \w+ takes lr, .*backend, pool$/);
  });

  it("a choice that is none", () => {
    for (const [name, value] of row.variants.flatMap((variant) => Object.entries(variant))) {
      expect(() => row.create({ [name]: "other" })).toThrow(new RegExp(`^${name} must be .*"${value}".*, got "other"$`));
    }
    expect(() => row.create({ backend: "gpu" as "js" })).toThrow(new RangeError('backend must be "wasm" or "js", got "gpu"'));
  });
});

describe("clear messages elsewhere", () => {
  it("for a bare number instead of options", () => {
    expect(() => new Adam(0.001 as never)).toThrow(new TypeError("Adam takes an object of options, got 0.001"));
  });

  it("for a bad lr set later, which leaves the old one", () => {
    const optimizer = new SGD({ lr: 0.5 });
    expect(() => (optimizer.lr = NaN)).toThrow(new RangeError("lr must be a finite number ≥ 0, got NaN"));
    expect(() => (optimizer.lr = undefined as never)).toThrow(new TypeError("lr must be a finite number ≥ 0, got undefined"));
    expect(optimizer.lr).toBe(0.5);
  });

  it("for allocate", () => {
    const optimizer = new Adam();
    expect(() => optimizer.allocate(null as never)).toThrow(new TypeError("initial must be an object of arrays, got null"));
    expect(() => optimizer.allocate({ a: new Uint8Array(2) as never })).toThrow('initial["a"] must be a number');
    optimizer.update({ a: [1, 2] }, { a: [1, 2] });
    expect(() => optimizer.allocate({ a: [1, 2, 3] })).toThrow('initial["a"] has 3 elements, its state has 2');
  });

  it("for schedules and minimize", () => {
    expect(() => inverseTimeDecay({ t0: 5, t1: 0 })).toThrow(new RangeError("t1 must be a finite number > 0, got 0"));
    expect(() => inverseTimeDecay({ t1: 50 } as never)).toThrow(new TypeError("t0 must be a finite number > 0, got undefined"));
    const none = () => minimize(() => [0, {}], {}, new SGD(), { tolerance: -1 });
    expect(none).toThrow(new RangeError("tolerance must be a finite number ≥ 0, got -1"));
    const half = () => minimize(() => [0, {}], {}, new SGD(), { maxIterations: 2.5 });
    expect(half).toThrow(new RangeError("maxIterations must be a whole number ≥ 0, got 2.5"));
    const typo = () => minimize(() => [0, {}], {}, new SGD(), { maxIteration: 5 } as never);
    expect(typo).toThrow(new TypeError('unknown option "maxIteration": minimize takes maxIterations, tolerance, onIteration'));
    expect(() => (inverseTimeDecay as () => void)()).toThrow(new TypeError("t0 must be a finite number > 0, got undefined"));
  });
});

function intervalOf(row: Row, name: string): string {
  return row.below1.includes(name) ? " in [0, 1)" : row.upTo1.includes(name) ? " in [0, 1]" : " ≥ 0";
}

function expectUntouched(
  optimizer: Optimizer,
  params: unknown,
  grads: unknown,
  call: () => void,
  error: typeof TypeError,
  message: string,
): void {
  const snapshot = () => ({
    params: copied(params),
    grads: copied(grads),
    state: Object.fromEntries(Object.entries(optimizer.state).map(([slot, views]) => [slot, copied(views)])),
    iterations: optimizer.iterations,
    file: save(optimizer),
  });
  const before = snapshot();
  expect(call).toThrow(new error(message));
  expect(call).toThrow(error);
  expect(snapshot()).toEqual(before);
}

function copied(map: unknown): unknown {
  if (typeof map !== "object" || map === null || Array.isArray(map)) return map;
  return Object.fromEntries(Object.entries(map as Loose).map(([k, v]) => [k, typeof v === "object" ? v.slice() : v]));
}

it("compares what it should: a changed map is noticed", () => {
  const map = { a: Float32Array.of(1) };
  const before = copyOf(map);
  map.a[0] = 2;
  expect(() => expectSameMaps(map, before, "map")).toThrow("map.a: element 0");
});

it.each(catalog)("$name asks at each update of the same arrays what it asked at the first", (row) => {
  const params = () => ({ a: new Float32Array([1, 2, 3]), b: [4, 5] });
  const grads = () => ({ a: new Float32Array(3).fill(1), b: [1, 1] });
  const changes: { title: string; change(p: ReturnType<typeof params>, g: ReturnType<typeof grads>): unknown[] }[] = [
    { title: "parameters inherited", change: (p, g) => [Object.create(p), g] },
    { title: "gradients inherited", change: (p, g) => [p, Object.create(g)] },
    { title: "an array of parameters", change: (p, g) => [Object.assign([], p), g] },
    { title: "an array of gradients", change: (p, g) => [p, Object.assign([], g)] },
    { title: "a list frozen", change: (p, g) => (Object.freeze(p.b), [p, g]) },
    { title: "a list shortened", change: (p, g) => (p.b.pop(), [p, g]) },
  ];
  for (const { title, change } of changes) {
    const [p, g] = [params(), grads()];
    const optimizer = row.create();
    for (let k = 0; k < 2; k++) optimizer.update(p, g);
    const [again, given] = change(p, g) as [never, never];
    const before = JSON.stringify([p, optimizer.state]);
    const first = messageOf(() => row.create().update(again, given));
    expect(messageOf(() => optimizer.update(again, given)), title).toBe(first);
    expect(JSON.stringify([p, optimizer.state]), title).toBe(before);
  }
});

it.each(catalog)("$name follows an array into memory allocated between two updates", (row) => {
  const params = { a: new Float32Array([1, 2, 3]) };
  const grads = { a: new Float32Array([1, -1, 2]) };
  const [optimizer, plain] = [row.create(), row.create()];
  const expected = { a: params.a.slice() };
  for (let k = 0; k < 4; k++) {
    if (k === 2) optimizer.allocate(params);
    optimizer.update(params, grads);
    plain.update(expected, grads);
    expect(optimizer.state).toEqual(plain.state);
  }
  expect(params).toEqual(expected);
});
