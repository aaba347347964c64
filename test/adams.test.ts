import { describe, expect, it } from "vitest";
import { Adam, Adamax, AdamW, NAdam, RAdam } from "../src/index.js";
import { power } from "../src/arithmetic.js";
import { load, save } from "../src/checkpoint/index.js";
import { restore, snapshot } from "../src/state/index.js";
import { loadStateDict, stateDict } from "../src/torch/index.js";
import { expectSameMaps, list } from "./support.js";

/** Three steps, the second against the others. */
function moved(optimizer: Adam | AdamW, first: ArrayLike<number> = [1, -2, 3]): Record<string, Float64Array> {
  const params = { W: Float64Array.from(first), b: Float64Array.from(first) };
  for (const size of [1, -0.5, 2]) optimizer.update(params, { W: [size, 2, size], b: [size, 2, size] });
  return params;
}

describe("the decay of AdamW", () => {
  it("is 0.01 unless it is said, also to a group", () => {
    expectSameMaps(moved(new AdamW()), moved(new AdamW({ weightDecay: 0.01 })), "default");
    const rest = { weightDecay: 0, epsMode: "corrected", eps: 1e-8 } as const;
    expectSameMaps(moved(new AdamW({ weightDecay: 0 })), moved(new Adam(rest)), "none");
    expectSameMaps(moved(new AdamW()), moved(new Adam({ ...rest, weightDecay: 0.01 })), "as an option of Adam");
    const { W, b } = moved(new AdamW({ groups: [{ match: /b/, weightDecay: 0 }] }));
    expect([list(W), list(b)]).toEqual([list(moved(new AdamW()).W), list(moved(new Adam(rest)).b)]);
  });

  it("may be set", () => {
    const optimizer = new AdamW();
    optimizer.set({ weightDecay: 0 });
    expectSameMaps(moved(optimizer), moved(new AdamW({ weightDecay: 0 })), "set");
  });
});

describe("amsgrad", () => {
  it("is refused beside cautiousDecay, of which AdamW has no rule", () => {
    expect(() => new AdamW({ amsgrad: true, cautiousDecay: true })).toThrow(
      new TypeError("AdamW takes cautiousDecay or amsgrad, not both"),
    );
  });

  it.each([Adam, AdamW])("and its form are for the constructor of %o alone", (Kind) => {
    for (const options of [{ amsgrad: true }, { form: "optax" }] as const)
      expect(() => new Kind().set(options as object)).toThrow("is for the constructor alone");
    expect(Object.keys(new Kind({ amsgrad: true }).state)).toEqual(["m", "v", "top"]);
  });

  it.each([
    { epsMode: "hat", form: "torch" },
    { epsMode: "corrected", form: "torch" },
  ] as const)("is Adam while v grows: %o", (options) => {
    const growing = (optimizer: Adam): number => {
      const params = { x: 1 };
      for (let size = 1; size < 1e6; size *= 10) optimizer.update(params, { x: size });
      return params.x;
    };
    const eps = 0.5;
    expect(growing(new Adam({ ...options, eps, amsgrad: true }))).toBe(growing(new Adam({ ...options, eps })));
  });

  it("adds eps to the root of what it compares, in Optax's form the corrected v; or to that of the raw one", () => {
    const step = (epsMode: "hat" | "corrected"): number => {
      const params = { x: 0 };
      new Adam({ lr: 1, amsgrad: true, form: "optax", epsMode, eps: 1 }).update(params, { x: 1 });
      return params.x;
    };
    expect(step("corrected")).toBeCloseTo(-1 / 2, 13);
    expect(step("hat")).toBeCloseTo(-1 / (1 + 1 / Math.sqrt(0.001)), 13);
  });

  it("in Optax's form keeps what Optax loses: squares that overflow before they are weighted, subnormal numbers", () => {
    const optimizer = new Adam({ amsgrad: true, form: "optax" });
    optimizer.update({ W: new Float32Array(2) }, { W: new Float32Array([1e20, 1e-41]) });
    const { m, v } = optimizer.state;
    expect(v.W[0] / 1e37).toBeCloseTo(1, 6);
    expect(m.W[1] / 1e-42).toBeCloseTo(1, 2);
  });
});

describe("NAdam's product of μ", () => {
  const grads = (t: number) => ({ a: [Math.sin(t), 1], b: [Math.cos(t)], c: [0.5] });
  const begin = () => ({ a: [1, 2], b: [3], c: [4] });

  it("belongs to each parameter and its group, and goes on from a file, a snapshot and a dict", () => {
    const create = () => new NAdam({ momentumDecay: 0.5, groups: [{ match: /b/, optional: true, beta1: 0.5 }] });
    const [optimizer, params] = [create(), begin()];
    const step = (of: NAdam, to: object, t: number) => {
      const { a, b, c } = grads(t);
      // c joins late, and b is left out now and then.
      of.update(to, { a, b: t % 3 === 1 ? null : b, c: t < 4 ? null : c });
    };
    for (let t = 0; t < 7; t++) step(optimizer, params, t);
    const ways: ((next: NAdam) => void)[] = [
      (next) => load(next, save(optimizer)),
      (next) => restore(next, structuredClone(snapshot(optimizer))),
      (next) => loadStateDict(next, structuredClone(stateDict(optimizer))),
    ];
    const nexts = ways.map((take) => {
      const next = create();
      take(next);
      return { next, own: structuredClone(params) };
    });
    for (let t = 7; t < 12; t++) {
      step(optimizer, params, t);
      for (const { next, own } of nexts) step(next, own, t);
    }
    for (const { own } of nexts) expect(own).toEqual(params);
    // Alone, each has moved as with the others.
    for (const name of ["a", "b", "c"] as const) {
      const [alone, own] = [create(), begin()];
      for (let t = 0; t < 12; t++) {
        const absent = name === "b" ? t % 3 === 1 : name === "c" && t < 4;
        if (!absent) alone.update({ [name]: own[name] }, { [name]: grads(t)[name] });
      }
      expect(own[name]).toEqual(params[name]);
    }
  });

  it("begins at 1 in each optimizer, and after reset", () => {
    const run = (optimizer: NAdam): number => {
      const params = { x: 1 };
      for (let t = 0; t < 5; t++) optimizer.update(params, { x: 1 });
      return params.x;
    };
    const optimizer = new NAdam();
    const first = run(optimizer);
    optimizer.reset();
    expect([run(optimizer), run(new NAdam()), run(new NAdam())]).toEqual([first, first, first]);
  });

  it("is missing in a dict without it, and must be a number", () => {
    const optimizer = new NAdam();
    optimizer.update({ x: [1] }, { x: [1] });
    const dict = stateDict(optimizer);
    expect(dict.state[0]).toMatchObject({ step: 1, mu_product: 0.9 * (1 - 0.5 * power(0.96, 0.004)) });
    for (const mu_product of [undefined, "1", NaN]) {
      const state = { 0: { ...dict.state[0], mu_product } };
      expect(() => loadStateDict(new NAdam(), { ...dict, state })).toThrow(
        /^x\.mu_product must be a finite number, got /,
      );
    }
  });
});

it("NAdam in Optax's form has a momentum that does not rise: the first step is Adam's", () => {
  const [one, other] = [{ x: 1 }, { x: 1 }];
  new NAdam({ form: "optax", beta1: 0 }).update(one, { x: 3 });
  new Adam({ lr: 0.002, beta1: 0, eps: 1e-8, epsMode: "corrected" }).update(other, { x: 3 });
  expect(one.x).toBeCloseTo(other.x, 15);
});

it("RAdam begins to adapt at its sixth step", () => {
  const moves = Array.from({ length: 7 }, (_, t) => {
    const [optimizer, params] = [new RAdam({ lr: 1, eps: 0 }), { x: 0 }];
    for (let k = 0; k < t; k++) optimizer.update(params, { x: 100 });
    params.x = 0;
    optimizer.update(params, { x: 100 });
    return -params.x;
  });
  for (const move of moves.slice(0, 5)) expect(move).toBeCloseTo(100, 10);
  for (const move of moves.slice(5)) expect(move).toBeLessThan(1);
});

it("Adamax does not divide where there is neither a gradient nor an eps: 0/0, as in PyTorch", () => {
  const params = { x: [1, 1] };
  new Adamax({ eps: 0 }).update(params, { x: [0, 2] });
  expect(params.x).toEqual([NaN, 1 - 0.002]);
});
