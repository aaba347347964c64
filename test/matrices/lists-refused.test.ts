import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { Adafactor, clipAdaptive, Muon, SGD, SM3, sparseRows } from "../../src/index.js";
import { forget, rename, restore, snapshot, takeRows } from "../../src/state/index.js";
import { messageOf } from "../support.js";

const rows = (...lengths: number[]) => lengths.map((length, k) => Array.from({ length }, (_, i) => 1 + k + i * i));

/** How many numbers Adafactor keeps of each: of a matrix by rows and by columns, of a vector by elements. */
function kept(optimizer: Adafactor) {
  const { rowVar, colVar, variance } = optimizer.state as unknown as Record<string, Record<string, number[]>>;
  return Object.fromEntries(
    Object.keys(rowVar).map((name) => [name, [rowVar[name].length, colVar[name].length, variance[name].length]]),
  );
}

const whole = { "W.0": [2, 3, 0], "W.1": [0, 0, 0] };
const apart = { "W.0": [0, 0, 3], "W.1": [0, 0, 3] };

describe("which lists are matrices", () => {
  it.each<[string, ConstructorParameters<typeof Adafactor>[0], object, Record<string, number[]>]>([
    ["rows of one length", {}, { W: rows(3, 3) }, whole],
    ["with the list's shape", { shapes: { W: [2, 3] } }, { W: rows(3, 3) }, whole],
    [
      "of another shape of as many elements",
      { shapes: { W: [3, 2] } },
      { W: rows(3, 3) },
      { ...whole, "W.0": [3, 2, 0] },
    ],
    ["with a function", { shapes: (name) => (name === "W" ? [2, 3] : undefined) }, { W: rows(3, 3) }, whole],
    ["one function for all names", { shapes: () => [2, 3] }, { W: rows(3, 3) }, whole],
    ["a shape of a row's own", { shapes: { "W.1": [3] } }, { W: rows(3, 3) }, apart],
    ["matrices as rows", { shapes: () => [2, 2] }, { W: rows(4, 4) }, { "W.0": [2, 2, 0], "W.1": [2, 2, 0] }],
    ["of several lengths", {}, { W: rows(3, 2) }, { "W.0": [0, 0, 3], "W.1": [0, 0, 2] }],
    ["of several types", {}, { W: [new Float32Array(3), new Float64Array(3)] }, apart],
    ["of several groups", { groups: [{ match: ["W.1"], lr: 1 }] }, { W: rows(3, 3) }, apart],
    ["empty", {}, { W: [new Float32Array(0), new Float32Array(0)] }, { "W.0": [0, 0, 0], "W.1": [0, 0, 0] }],
    ["beside nodes", {}, { W: [[1, 2, 3], { b: [1, 2] }] }, { "W.0": [0, 0, 3], "W.1.b": [0, 0, 2] }],
    ["the model itself", {}, rows(3, 3), { 0: [0, 0, 3], 1: [0, 0, 3] }],
    ["in lists", {}, { W: [rows(3, 3)] }, { "W.0.0": [2, 3, 0], "W.0.1": [0, 0, 0] }],
    ["plain numbers among them", {}, { W: [7, [8]] }, { "W.0": [2, 1, 0], "W.1": [0, 0, 0] }],
    ["by name, in any order", {}, { "W.1": [1, 2, 3], b: [1], "W.0": [1, 2, 3] }, { ...whole, b: [0, 0, 1] }],
  ])("%s", (_, options, model, wanted) => {
    const optimizer = new Adafactor(options);
    const params = structuredClone(model) as never;
    optimizer.update(params, structuredClone(model) as never);
    expect(kept(optimizer)).toEqual(wanted);
    const allocating = new Adafactor(options);
    allocating.allocate(structuredClone(model) as never);
    expect(kept(allocating)).toEqual(wanted);
    const next = new Adafactor(options);
    load(next, save(optimizer));
    expect(kept(next)).toEqual(wanted);
    const copy = structuredClone(params);
    next.update(copy, structuredClone(model) as never);
    optimizer.update(params, structuredClone(model) as never);
    expect(copy).toEqual(params);
  });

  it.each(["wasm", "js"] as const)("by name in any order, as by a list (%s)", (backend) => {
    const [listed, named] = [0, 1].map(() => new Muon({ backend, clipNorm: 2, emaDecay: 0.5, accumulate: 2 }));
    const model = { W: rows(3, 3) };
    const flat = { "W.1": [...model.W[1]], "W.0": [...model.W[0]] };
    for (let step = 0; step < 6; step++) {
      // Powers of two, of whose squares the sum is the same in any order.
      listed.update(model, {
        W: [
          [1, 2, 4],
          [step % 3 ? 2 : 8, 1, 1],
        ],
      });
      named.update(flat, { "W.1": [step % 3 ? 2 : 8, 1, 1], "W.0": [1, 2, 4] });
    }
    expect([flat["W.0"], flat["W.1"]]).toEqual(model.W);
    expect(named.ema).toEqual(listed.ema);
  });
});

describe("what takes a matrix of rows apart is refused, and changes nothing:", () => {
  const parted = /params\["W\.\d"\] does not move with the other rows of W.*Give zeros, or null to all rows/;
  const unlike = /W has state as a matrix of 2 rows, and is now something else: forget its rows first/;

  it.each<[string, (optimizer: SM3, model: { W: (number[] | null)[] }) => void, RegExp]>([
    [
      "no gradient of a row",
      (to, model) => to.update(model as never, { W: [[1, 1, 1], null], b: [1, 1] } as never),
      parted,
    ],
    [
      "none of the first",
      (to, model) => to.update(model as never, { W: [null, [1, 1, 1]], b: [1, 1] } as never),
      parted,
    ],
    ["a row more", (to) => to.update({ W: rows(3, 3, 3) }, { W: rows(3, 3, 3) }), unlike],
    [
      "a row more without a gradient",
      (to) => to.update({ W: rows(3, 3, 3) } as never, { W: [...rows(3, 3), null] } as never),
      parted,
    ],
    ["a row less", (to) => to.update({ W: rows(3) }, { W: rows(3) }), parted],
    ["memory for a row more", (to) => void to.allocate({ W: rows(3, 3, 3) }), unlike],
    ["memory for a row less", (to) => void to.allocate({ W: rows(3) }), unlike],
    [
      "sparse rows",
      (to, model) => to.update(model as never, { W: [[1, 1, 1], sparseRows([0], [1])], b: [1, 1] } as never),
      /grads\["W.1"\] is sparse rows/,
    ],
    ["another name of one row", (to) => void rename(to, { "W.0": "V.0" }), /rename all rows of a list alike/],
    [
      "rows in another order",
      (to) => void rename(to, { "W.0": "W.1", "W.1": "W.0" }),
      /rename all rows of a list alike/,
    ],
    ["names of no list", (to) => void rename(to, { "W.0": "a", "W.1": "c" }), /rename all rows of a list alike/],
    ["another parameter as a row", (to) => void rename(to, { b: "W.2" }), /rename all rows of a list alike/],
    ["to forget one row", (to) => void forget(to, ["W.1"]), /forget "W.0" too/],
    ["rows of a row", (to) => void takeRows(to, "W.1", [0], { width: 1 }), /"W.1" is itself a row of the matrix W/],
  ])("%s", (_, mistake, message) => {
    const [optimizer, twin] = [new SM3(), new SM3()];
    const [model, other] = [0, 1].map(() => ({ W: rows(3, 3), b: [1, 2] }));
    const grads = { W: rows(3, 3), b: [1, 1] };
    optimizer.update(model, grads);
    twin.update(other, grads);
    expect(messageOf(() => mistake(optimizer, model))).toMatch(message);
    expect(snapshot(optimizer)).toEqual(snapshot(twin));
    optimizer.update(model, grads);
    twin.update(other, grads);
    expect(model).toEqual(other);
  });

  it("a first update without a row's gradient, of a rule and of clipAdaptive", () => {
    const passes = [clipAdaptive()];
    for (const optimizer of [new SM3(), new Muon(), new SGD({ passes })])
      for (const W of [
        [[1, 1], null],
        [null, [1, 1]],
      ]) {
        const model = { W: rows(2, 2), b: rows(2, 2) };
        expect(messageOf(() => optimizer.update(model, { W, b: rows(2, 2) } as never))).toMatch(parted);
        expect(model).toEqual({ W: rows(2, 2), b: rows(2, 2) });
        expect(Object.values(snapshot(optimizer as SM3).state).every((slot) => Object.keys(slot).length === 0)).toBe(
          true,
        );
      }
  });

  it("a shape of other elements, and what Muon has no matrix of", () => {
    const update = (options: object, W: number[][]) => messageOf(() => new Muon(options).update({ W }, { W }));
    expect(update({ shapes: { W: [2, 2] } }, rows(3, 3))).toContain('shapes["W"] is [2, 2], 4 elements, where W has 6');
    expect(update({}, rows(3, 2))).toMatch(
      /W\.0 is a vector of 3 .*rows of a list are one if they have one length, type and group\. Give shapes: \{ "W.0"/,
    );
  });

  it("a file with part of the rows, or with counts of their own", () => {
    const of = (...lengths: number[]) => {
      const optimizer = new SM3();
      optimizer.update({ W: rows(...lengths), b: [1] }, { W: rows(...lengths), b: [1] });
      return optimizer;
    };
    const [two, three] = [of(3, 3), of(3, 3, 3)];
    const [before, file] = [snapshot(two), save(three)];
    expect(messageOf(() => load(two, file, { partial: true }))).toMatch(
      /"state.W.0.rows" is 3 × float64 in the file and 2/,
    );
    expect(messageOf(() => load(three, save(two), { partial: true }))).toMatch(
      /"state.W.0.rows" is 2 × float64|the file has 2 rows of "W", which has 3 here/,
    );
    expect(messageOf(() => restore(two, { ...before, steps: { ...before.steps, "W.1": 7 } }))).toMatch(
      /"W.1" has other steps than "W.0" in the snapshot/,
    );
    expect(snapshot(two)).toEqual(before);
  });
});

describe("what leaves a matrix of rows whole goes on:", () => {
  it("null to all rows, all renamed or forgotten", () => {
    const [optimizer, twin] = [new SM3(), new SM3()];
    const [model, other] = [0, 1].map(() => ({ W: rows(3, 3), b: [1] }));
    const grads = { W: rows(3, 3), b: [1] };
    for (const [of, its] of [
      [optimizer, model],
      [twin, other],
    ] as const)
      of.update(its, grads);
    for (const W of [null, [null, null]]) optimizer.update(model, { W, b: [1] } as never);
    expect(model.W).toEqual(other.W);
    rename(optimizer, { "W.0": "V.0", "W.1": "V.1" });
    optimizer.update({ V: model.W }, { V: grads.W } as never);
    twin.update({ W: other.W }, { W: grads.W } as never);
    expect(model.W).toEqual(other.W);
    const next = new SM3();
    load(next, save(optimizer));
    expect(snapshot(next)).toEqual(snapshot(optimizer));
    forget(optimizer, ["V.0", "V.1"]);
    optimizer.update({ V: rows(3, 3, 3) }, { V: rows(3, 3, 3) } as never);
    expect(Object.keys(optimizer.state.m)).toEqual(["b", "V.0", "V.1", "V.2"]);
  });

  it("a row whose gradient came in one call of several", () => {
    const [optimizer, twin] = [new SM3({ accumulate: 2 }), new SM3({ accumulate: 2, shapes: { W: [2, 3] } })];
    const [model, other] = [
      { W: rows(3, 3), b: [1] },
      { W: rows(3, 3).flat(), b: [1] },
    ];
    for (let step = 0; step < 3; step++) {
      optimizer.update(model, { W: rows(3, 3), b: [1] });
      optimizer.update(model, { W: null, b: [1] } as never);
      twin.update(other, { W: rows(3, 3).flat(), b: [1] });
      twin.update(other, { W: null, b: [1] } as never);
    }
    expect(model.W.flat()).toEqual(other.W);
  });
});
