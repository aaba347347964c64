import { describe, expect, it } from "vitest";
import { Adam, AdamW } from "../src/index.js";
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
