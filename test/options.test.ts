import { describe, expect, it } from "vitest";
import { Adam, cosineDecay, Momentum, ReduceOnPlateau, SGD, type Optimizer } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { catalog } from "./catalog.js";

/** How far a gradient of 1 moves each of these names. */
function moves(optimizer: Optimizer, names: readonly string[]): Record<string, number> {
  const params = Object.fromEntries(names.map((name) => [name, 0]));
  optimizer.update(params, Object.fromEntries(names.map((name) => [name, -1])));
  return params;
}

describe("set", () => {
  it("gives options other values from the next step on", () => {
    const optimizer = new Adam({ lr: 1, eps: 0 });
    const params = { x: 1 };
    optimizer.update(params, { x: 1 });
    optimizer.set({ lr: 0.5, weightDecay: 1, beta1: 0 });
    const before = params.x;
    optimizer.update(params, { x: 1 });
    expect(params.x).toBeCloseTo(before - 0.5 * (1 + before), 12);
    expect(optimizer.lr).toBe(0.5);
  });

  it("gives a group its own, which a file keeps", () => {
    const create = () => new SGD({ lr: 1, groups: [{ match: /b/ }, { match: /c/, lr: 3 }] });
    const optimizer = create();
    optimizer.set({ lr: 2 }, 0);
    expect(moves(optimizer, ["a", "b", "c", "bc"])).toEqual({ a: 1, b: 2, c: 3, bc: 3 });
    optimizer.set({ lr: 5 });
    optimizer.set({ lr: cosineDecay({ initValue: 8, decaySteps: 2 }) }, 1);
    expect(moves(optimizer, ["a", "b", "c", "bc"])).toEqual({ a: 5, b: 2, c: 4, bc: 4 });
    const next = create();
    next.set({ lr: () => 7 }, 1);
    load(next, save(optimizer));
    expect(moves(next, ["a", "b", "c", "bc"])).toEqual({ a: 5, b: 2, c: 7, bc: 7 });
  });

  it("gives clipNorm and nonFinite too", () => {
    const optimizer = new SGD({ lr: 1 });
    expect([moves(optimizer, ["x"]).x, optimizer.gradNorm]).toEqual([1, undefined]);
    optimizer.set({ clipNorm: Infinity });
    moves(optimizer, ["x"]);
    expect(optimizer.gradNorm).toBe(1);
    optimizer.set({ nonFinite: "skip" });
    optimizer.update({ x: 1 }, { x: NaN });
    expect(optimizer.skipped).toBe(1);
  });

  it.each<[object, number | undefined, Error]>([
    [{ lr: -1 }, undefined, new RangeError("lr must be a finite number ≥ 0, got -1")],
    [{ lr: -1 }, 0, new RangeError("groups[0].lr must be a finite number ≥ 0, got -1")],
    [{ lr: 1 }, 1, new RangeError("group must be the number of a group, of which there are 1, from 0 on, got 1")],
    [{ lr: 1 }, -1, new RangeError("group must be the number of a group, of which there are 1, from 0 on, got -1")],
    [
      { clipNorm: 1 },
      0,
      new TypeError(
        'unknown option "clipNorm": SGD takes lr, momentum, dampening, weightDecay, l2, clipValue, maximize',
      ),
    ],
    [{ lr: 0.25, accumulate: 2 }, undefined, new TypeError("accumulate is for the constructor alone")],
    [{ lr: 0.25, emaDecay: 0.9 }, undefined, new TypeError("emaDecay is for the constructor alone")],
    [{ nesterov: true }, undefined, new TypeError("nesterov is for the constructor alone")],
    [
      { lr: 0.25, momentum: 0.5 },
      undefined,
      new TypeError("lr,momentum needs state that only the constructor makes room for"),
    ],
  ])("refuses %o for group %s, and nothing has changed", (options, group, error) => {
    const optimizer = new SGD({ lr: 1, groups: [{ match: /b/, lr: 2 }] });
    const before = save(optimizer);
    expect(() => optimizer.set(options, group)).toThrow(error);
    expect(save(optimizer)).toEqual(before);
    expect(moves(optimizer, ["a", "b"])).toEqual({ a: 1, b: 2 });
  });

  it("refuses what no longer goes with the rest", () => {
    const optimizer = new SGD({ momentum: 0.5, nesterov: true });
    const before = save(optimizer);
    expect(() => optimizer.set({ momentum: 0 })).toThrow(
      new RangeError("nesterov must come with a momentum above 0 and without dampening"),
    );
    expect(save(optimizer)).toEqual(before);
  });

  it("turns a momentum up and down where there is one", () => {
    const optimizer = new SGD({ lr: 1, momentum: 0.5 });
    const params = { x: 0 };
    optimizer.update(params, { x: 1 });
    optimizer.set({ momentum: 0 });
    optimizer.update(params, { x: 1 });
    expect([params.x, optimizer.state.b?.x[0]]).toEqual([-2, 1]);
    optimizer.set({ momentum: 1 });
    optimizer.update(params, { x: 1 });
    expect(params.x).toBe(-4);
  });
});

describe("currentLr", () => {
  it("is the rate that the next step takes", () => {
    const optimizer = new SGD({ lr: (iteration) => 1 / (1 + iteration), groups: [{ match: /b/, lr: 9 }] });
    expect(optimizer.currentLr).toBe(1);
    moves(optimizer, ["a", "b"]);
    expect([optimizer.currentLr, moves(optimizer, ["a"]).a]).toEqual([0.5, 0.5]);
    optimizer.lr = 0.25;
    expect(optimizer.currentLr).toBe(0.25);
    const plateau = new ReduceOnPlateau({ initValue: 0.5, patience: 0 });
    optimizer.lr = plateau;
    plateau.step(1);
    plateau.step(1);
    expect(optimizer.currentLr).toBe(0.05);
  });

  it("is refused where the schedule gives none", () => {
    expect(() => new SGD({ lr: () => NaN }).currentLr).toThrow(
      new RangeError("lr must be a finite number ≥ 0, got NaN at iteration 0"),
    );
  });
});

describe.each(catalog)("$name", (row) => {
  it("throws where an option, or what it does not have, is assigned", () => {
    const optimizer = row.create() as unknown as Record<string, unknown>;
    for (const name of [...Object.keys(row.defaults), "weightDecay", "clipNorm", "accumulate", "groups"]) {
      if (name === "lr") continue;
      expect(() => (optimizer[name] = 0.5)).toThrow(
        new TypeError(`${name} is an option: give it to the constructor, or to set({ ${name} })`),
      );
    }
    expect(() => (optimizer.learningRate = 1)).toThrow(
      new TypeError("Cannot add property learningRate, object is not extensible"),
    );
    expect(() => (optimizer.iterations = 1)).toThrow(/^Cannot set property iterations of .* which has only a getter$/);
  });
});

it("a class made of an optimizer has fields of its own", () => {
  class Mine extends Momentum {
    epoch = 1;
  }
  const optimizer = new Mine({ lr: 1 });
  optimizer.epoch++;
  expect([optimizer.epoch, moves(optimizer, ["x"]).x]).toEqual([2, 1]);
});
