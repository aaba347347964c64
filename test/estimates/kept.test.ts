import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { decodeFile, encodeFile } from "../../src/checkpoint/safetensors.js";
import { DAdaptAdamW, Partition, Prodigy, type Optimizer } from "../../src/index.js";
import { forget, restore, snapshot, type Snapshot } from "../../src/state/index.js";
import { ThreadPool } from "../../src/threads/pool.js";
import { begin, courses, namesOf } from "./courses.js";

type Adapted = Prodigy | DAdaptAdamW;
type Floats = Record<string, Float64Array>;
type Carried = Record<string, Record<string, number>>;

const OPTIONS = { d0: 1e-3 };
const rules: [string, (options?: object) => Adapted][] = [
  ["Prodigy", (options) => new Prodigy({ ...OPTIONS, ...options })],
  ["DAdaptAdamW", (options) => new DAdaptAdamW({ ...OPTIONS, ...options })],
];
const ways: [string, (from: Adapted, into: Adapted) => void][] = [
  ["a file", (from, into) => load(into, save(from))],
  ["a snapshot", (from, into) => restore(into, snapshot(from))],
  ["a snapshot as JSON", (from, into) => restore(into, JSON.parse(JSON.stringify(snapshot(from), listed)) as Snapshot)],
];

const listed = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value;

const floats = (): Floats =>
  Object.fromEntries(Object.entries(begin()).map(([name, values]) => [name, Float64Array.from(values)]));

function step(optimizer: Pick<Optimizer, "update">, params: Floats, now: string): void {
  const { moving, all } = namesOf(now);
  const grads = all.map((name) => [name, moving.includes(name) ? params[name].map((each) => 2 * each) : null]);
  optimizer.update(Object.fromEntries(all.map((name) => [name, params[name]])), Object.fromEntries(grads) as never);
}

function run(optimizer: Adapted, params: Floats, course: readonly string[]): number[] {
  for (const now of course) step(optimizer, params, now);
  return [...Object.values(params).flatMap((values) => [...values]), optimizer.d];
}

/** A file of before there was one estimate: each parameter has what was carried when it last moved, and no count of it. */
function older(file: Uint8Array<ArrayBuffer>, change: (carried: Carried) => void): Uint8Array {
  const { tensors, metadata } = decodeFile(file);
  const texts = Object.fromEntries(metadata);
  const carried = JSON.parse(texts.carried) as Carried;
  for (const each of Object.values(carried)) delete each.updates;
  change(carried);
  return encodeFile(tensors, { ...texts, carried: JSON.stringify(carried) });
}

describe.each(rules)("%s", (title, create) => {
  it.each(ways)("goes on to the same bits from %s, wherever a course is broken off", (_, move) => {
    for (const course of Object.values(courses)) {
      const expected = run(create({ beta1: 0.5 }), floats(), course);
      for (let k = 1; k < course.length; k++) {
        const [from, into, params] = [create({ beta1: 0.5 }), create({ beta1: 0.5 }), floats()];
        run(from, params, course.slice(0, k));
        move(from, into);
        expect(into.d).toBe(from.d);
        expect(run(into, params, course.slice(k))).toEqual(expected);
      }
    }
  });

  it("takes of an older file what counts for the parameter with most steps", () => {
    const course = courses["one joins late, then another"];
    const [from, stale, params] = [create(), create(), floats()];
    run(from, params, course);
    const file = older(save(from), (carried) => {
      expect(new Set(Object.values(carried).map((each) => JSON.stringify(each))).size).toBe(1);
      carried.B = { ...carried.B, d: carried.B.d / 8, numerator: 0 };
      carried.C = { ...carried.C, d: 0.001, numerator: 0 };
    });
    load(stale, file);
    expect(stale.d).toBe(from.d);
    const [copy, rest] = [floats(), ["BC", "C", "ABC", "aBC"]];
    for (const [name, values] of Object.entries(params)) copy[name].set(values);
    expect(run(stale, copy, rest)).toEqual(run(from, params, rest));
  });

  it("a file must have the rest of what is carried", () => {
    const optimizer = create();
    step(optimizer, floats(), "A");
    const file = older(save(optimizer), (carried) => delete carried.A.numerator);
    expect(() => load(create(), file)).toThrow(
      new RangeError('numerator of "A" in the file must be a number, got undefined'),
    );
  });

  it("has its estimate begin anew with everything else, by reset, by forget or where all is allocated afresh", () => {
    const first = create();
    const expected = run(first, floats(), ["AB", "AB", "AB"]);
    const anew: ((optimizer: Adapted, params: Floats) => Floats)[] = [
      (optimizer, params) => (optimizer.reset(), params),
      (optimizer, params) => (forget(optimizer, ["A", "B"]), params),
      (optimizer, params) => {
        const { A, B } = optimizer.allocate({ A: params.A, B: params.B }, { fresh: true }).params;
        return { ...params, A, B } as Floats;
      },
    ];
    for (const change of anew) {
      const optimizer = create();
      run(optimizer, floats(), ["AB", "AB", "AB", "AB", "aB"]);
      expect(optimizer.d).toBeGreaterThan(0.001);
      const params = change(optimizer, floats());
      expect(optimizer.d).toBe(0.001);
      expect(run(optimizer, params, ["AB", "AB", "AB"])).toEqual(expected);
    }
  });

  it("keeps its estimate where those are forgotten, or begin anew, that moved last", () => {
    for (const change of [
      (optimizer: Adapted) => forget(optimizer, ["A"]),
      (optimizer: Adapted) => void optimizer.allocate({ A: floats().A }, { fresh: true }),
    ]) {
      const [optimizer, params] = [create(), floats()];
      run(optimizer, params, ["AB", "A", "A", "A", "A", "A"]);
      const { d } = optimizer;
      expect(d).toBeGreaterThan(0.001);
      change(optimizer);
      expect(optimizer.d).toBe(d);
      step(optimizer, params, "B");
      expect(optimizer.d).toBeGreaterThanOrEqual(d);
    }
  });

  it("reads d, which nobody sets, and takes d0 at the construction or from a file alone", () => {
    const optimizer = create();
    expect(() => ((optimizer as { d: number }).d = 1)).toThrow(TypeError);
    expect(() => optimizer.set({ d0: 0.1 })).toThrow(new TypeError("d0 is for the constructor alone"));
    expect(() => create({ groups: [{ match: /A/, d0: 0.1 }] })).toThrow(/^unknown option "d0"/);
    expect(() => create({ d0: () => 1 })).toThrow("d0 must be a finite number > 0, got");
    const [from, params] = [create({ d0: 0.01 }), floats()];
    step(from, params, "AB");
    load(optimizer, save(from));
    expect(optimizer.d).toBe(from.d);
    expect(run(optimizer, floats(), ["AB", "AB"])).toEqual(run(from, floats(), ["AB", "AB"]));
  });

  it("two of a partition have each their own estimate, for all that is theirs", () => {
    const [a, rest] = [create({ d0: 0.01 }), create()];
    const partition = new Partition([{ match: ["A"], optimizer: a }, { optimizer: rest }]);
    const [alone, others] = [create({ d0: 0.01 }), create()];
    const [params, apart] = [floats(), floats()];
    for (const now of ["AB", "AB", "AB", "AB", "aBC", "Abc", "aBC", "aBc", "ABC"]) {
      step(partition, params, now);
      if (now.includes("A")) step(alone, apart, "A");
      if (/[BC]/.test(now)) step(others, apart, now.replace(/a/i, ""));
      expect(params).toEqual(apart);
      expect([a.d, rest.d]).toEqual([alone.d, others.d]);
    }
    expect(rest.d).toBeGreaterThan(0.001);
  });

  describe("on threads", () => {
    let pool: ThreadPool;
    beforeAll(async () => (pool = await ThreadPool.start({ threads: 2 })));
    afterAll(() => pool.stop());

    it("has the bits of one", () => {
      const course = courses["one frozen, then the other"];
      const large = (): Floats => {
        const [A, B] = [3, 5].map((k) => Float64Array.from({ length: 70_003 }, (_, i) => ((i * k) % 89) / 89 - 0.4));
        return { A, B };
      };
      const alone = run(create(), large(), course);
      expect(run(create({ pool }), large(), course)).toEqual(alone);
      expect(alone.at(-1)).toBeGreaterThan(0.001);
    });
  });

  it(`is a ${title} whose estimate stays what it is in a refused update`, () => {
    const [optimizer, params] = [create({ nonFinite: "throw" }), floats()];
    run(optimizer, params, ["A", "A", "A", "A"]);
    const { d } = optimizer;
    expect(() => optimizer.update({ A: params.A, B: params.B }, { A: params.A, B: [0, NaN, 0] })).toThrow(RangeError);
    expect(optimizer.d).toBe(d);
    step(optimizer, params, "AB");
    expect(optimizer.d).toBeGreaterThanOrEqual(d);
  });
});

it("dCoef is for the constructor alone", () => {
  const optimizer = new Prodigy({ dCoef: 2 });
  expect(() => optimizer.set({ dCoef: 1 })).toThrow(new TypeError("dCoef is for the constructor alone"));
  expect(() => new Prodigy({ dCoef: 0 })).toThrow("dCoef must be a finite number > 0, got 0");
});
