import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import {
  Adam,
  clipAdaptive,
  clipNormPerTensor,
  clipUpdateRms,
  l1,
  lookahead,
  noise,
  project,
  SGD,
  type BackendName,
} from "../../src/index.js";
import { rename, restore, snapshot, takeRows } from "../../src/state/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, generator, numbers } from "../support.js";

const onGrads = [noise({ seed: 4 }), clipNormPerTensor(0.5), clipAdaptive()];
const onParams = [clipUpdateRms(0.9), lookahead({ steps: 3 }), l1(0.01), project({ min: -1.5, max: 1.25 })];
const all = [...onGrads, ...onParams];
/** Of a rule whose lr is no rate of its steps. */
const withoutRate = [...onGrads, lookahead({ steps: 3 }), project({ min: -1.5, max: 1.25 })];

const shapes = { W: [3, 4] };

const start = () => ({ W: new Float32Array(12).map((_, i) => Math.sin(i)), b: [0.5, -2, 1], x: 0.75 });
type Model = ReturnType<typeof start>;

function gradsOf(random: () => number): Model {
  const next = () => 4 * random() - 2;
  return { W: new Float32Array(12).map(next), b: [next(), next(), next()], x: next() };
}

/** The parameters after so many steps. */
function trained(optimizer: Pick<SGD, "update">, steps: number, params = start(), from = 0): Model {
  const random = generator(8);
  for (let t = 0; t < from + steps; t++) {
    const grads = gradsOf(random);
    if (t >= from) optimizer.update(params, grads);
  }
  return params;
}

describe.each(catalog)("$name", (row) => {
  const evaluated = "eval" in row.create();
  const passes = evaluated ? onGrads : row.name === "rprop" ? withoutRate : all;

  it("goes through passes to the same bits on both backends, of arrays of its own and of the caller's", () => {
    const run = (backend: BackendName) => trained(row.create({ lr: 0.1, emaDecay: 0.9, passes, backend, shapes }), 9);
    const expected = run("wasm");
    expectSameMaps(run("js"), expected, "js");
    const optimizer = row.create({ lr: 0.1, emaDecay: 0.9, passes, shapes });
    const { params, grads } = optimizer.allocate(start());
    const random = generator(8);
    for (let t = 0; t < 9; t++) {
      const { W, b, x } = gradsOf(random);
      grads.W.set(W);
      grads.b.set(b);
      grads.x[0] = x;
      optimizer.update(params, grads);
    }
    expectSameMaps(numbers(params), numbers(expected), "allocated");
  });

  it("moves as without, where passes change nothing", () => {
    const idle = [clipNormPerTensor(1e30), ...(evaluated ? [] : [project({ max: 1e30 }), lookahead({ alpha: 1 })])];
    const [plain, passing] = [row.create({ emaDecay: 0.9 }), row.create({ emaDecay: 0.9, passes: idle })];
    expectSameMaps(trained(passing, 9), trained(plain, 9), "params");
    expectSameMaps(passing.ema, plain.ema, "ema");
  });

  it("goes on from a file and from a snapshot to the same bits", () => {
    const make = () => row.create({ lr: 0.1, passes, shapes });
    const whole = trained(make(), 11);
    const first = make();
    const [halfway, again] = [trained(first, 4), start()];
    const [ofFile, ofSnapshot] = [make(), make()];
    load(ofFile, save(first, halfway), { params: again });
    restore(ofSnapshot, JSON.parse(JSON.stringify(snapshot(first), (_, v: unknown) => list(v))) as never);
    expectSameMaps(trained(ofSnapshot, 7, copyOf(again), 4), whole, "snapshot");
    expectSameMaps(trained(ofFile, 7, again, 4), whole, "file");
  });
});

const list = (value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String).map(Number) : value;

describe("passes", () => {
  it("never write gradients", () => {
    const optimizer = new Adam({ passes: all });
    const params = start();
    const grads = gradsOf(generator(1));
    const before = copyOf(grads);
    for (let t = 0; t < 3; t++) optimizer.update(params, grads);
    expectSameMaps(grads, before, "grads");
  });

  it("take the mean of a window's gradients, scaled", () => {
    const passes = [clipNormPerTensor(0.1)];
    const [params, expected] = [start(), start()];
    const windowed = new SGD({ lr: 1, accumulate: 2, passes });
    const single = new SGD({ lr: 1, passes });
    const random = generator(2);
    for (let t = 0; t < 4; t++) {
      const [a, b] = [gradsOf(random), gradsOf(random)];
      windowed.update(params, a, { gradScale: 8 });
      windowed.update(params, b, { gradScale: 8 });
      single.update(expected, {
        W: a.W.map((g, i) => Math.fround(8 * g + 8 * b.W[i]) / 2),
        b: a.b.map((g, i) => (8 * g + 8 * b.b[i]) / 2),
        x: (8 * a.x + 8 * b.x) / 2,
      });
    }
    expectSameMaps(params, expected, "params");
  });

  it("come before clipNorm, whose norm is of what they leave", () => {
    const optimizer = new SGD({ lr: 1, clipNorm: 0.5, passes: [clipNormPerTensor(3)] });
    const params = { a: [0], b: [0] };
    optimizer.update(params, { a: [300], b: [4] });
    expect(optimizer.gradNorm).toBeCloseTo(Math.hypot(3, 3), 5);
    expect(params.a[0]).toBeCloseTo(-0.5 / Math.SQRT2, 5);
    expect(params.b[0]).toBeCloseTo(-0.5 / Math.SQRT2, 5);
  });

  it("are gone through in their order", () => {
    const [first, second] = [
      [l1(1), project({ min: 3 })],
      [project({ min: 3 }), l1(1)],
    ].map((passes) => {
      const params = { x: 2 };
      new SGD({ lr: 1, passes }).update(params, { x: 0 });
      return params.x;
    });
    expect([first, second]).toEqual([3, 2]);
  });

  it("have averages follow the parameters that they leave", () => {
    const optimizer = new SGD({ lr: 1, emaDecay: 0.5, passes: [project("nonNegative")] });
    const params = { x: 1, y: new Float32Array([3]) };
    for (const g of [2, -4, 0]) optimizer.update(params, { x: g, y: [g] });
    // x is 0, 4, 4, and y 1, 5, 5.
    expect(optimizer.ema).toEqual({ x: new Float64Array([3]), y: new Float32Array([4]) });
    optimizer.swapAverages(params);
    expect(() => optimizer.update(params, { x: 1, y: [1] })).toThrow("swapAverages again before an update");
  });

  it("leave a skipped step alone", () => {
    const optimizer = new SGD({ nonFinite: "skip", passes: all });
    const params = trained(optimizer, 4);
    const before = [copyOf(params), JSON.stringify(snapshot(optimizer).state)];
    optimizer.update(params, { W: new Float32Array(12), b: [NaN, 0, 0], x: 1 });
    expect(optimizer.skipped).toBe(1);
    expect([params, JSON.stringify(snapshot(optimizer).state)]).toEqual(before);
  });

  it("look back by each parameter's own steps", () => {
    const optimizer = new SGD({ lr: 1, passes: [lookahead({ steps: 2, alpha: 0.5 })] });
    const params = { a: 0, b: 0 };
    optimizer.update(params, { a: -1, b: null });
    optimizer.update(params, { a: -1, b: -1 });
    expect(params).toEqual({ a: 1, b: 1 });
    optimizer.update(params, { a: null, b: -1 });
    expect(params).toEqual({ a: 1, b: 1 });
  });

  it("begin anew after reset, and go on under another name", () => {
    const optimizer = new SGD({ lr: 1, passes: [lookahead({ steps: 2, alpha: 0.5 })] });
    optimizer.update({ a: 7 }, { a: 1 });
    optimizer.reset();
    const params = { a: 0, b: 0 };
    optimizer.update({ a: 0 }, { a: -1 });
    rename(optimizer, { a: "b" });
    optimizer.update(Object.assign(params, { b: 1 }), { a: null, b: -1 });
    expect(params).toEqual({ a: 0, b: 1 });
  });

  it("have slow weights of new rows begin at them", () => {
    const optimizer = new SGD({ lr: 1, passes: [lookahead()] });
    optimizer.update({ E: [1, 2] }, { E: [0, 0] });
    expect(() => takeRows(optimizer, "E", [1, -1], { width: 1 })).toThrow("need param, its new values");
    takeRows(optimizer, "E", [1, -1], { width: 1, param: [2, 9] });
    expect(snapshot(optimizer).state).toEqual({ slow: { E: new Float64Array([2, 9]) } });
  });

  it("clip gradients whose squares overflow, and leave those whose squares vanish", () => {
    const optimizer = new SGD({ lr: 1, passes: [clipNormPerTensor(5)] });
    const params = { a: [0, 0], b: [0, 0] };
    optimizer.update(params, { a: [3e200, 4e200], b: [3e-200, 4e-200] });
    expect(params.a).toEqual([expect.closeTo(-3, 12), expect.closeTo(-4, 12)]);
    expect(params.b).toEqual([-3e-200, -4e-200]);
  });

  it("are what they are for several optimizers", () => {
    const passes = [lookahead({ steps: 2 }), noise()];
    const [a, b] = [new SGD({ passes }), new SGD({ passes })];
    const once = trained(a, 5);
    expectSameMaps(trained(b, 5), once, "params");
  });
});
