import { describe, expect, it } from "vitest";
import { FTRL } from "../src/index.js";

describe("the power of FTRL", () => {
  it("is one that roots make", () => {
    for (const lrPower of [-0.5, 0, -0, -1]) expect(() => new FTRL({ lrPower })).not.toThrow();
    for (const lrPower of [-0.25, 0.5, NaN, "0", () => -0.5]) {
      expect(() => new FTRL({ lrPower: lrPower as number })).toThrow(
        /^lrPower must be -0\.5, 0 or -1: engines differ in the bits of other powers, got /,
      );
    }
    const optimizer = new FTRL();
    expect(() => optimizer.set({ lrPower: -2 })).toThrow(RangeError);
    expect(() => new FTRL({ groups: [{ match: /b/, lrPower: -2 }] })).toThrow(/^groups\[0\]\.lrPower must be -0\.5, /);
  });

  it.each(["wasm", "js"] as const)("may be another in a group and from a step on, %s", (backend) => {
    const one = new FTRL({ lr: 0.1, backend, groups: [{ match: /b/, lrPower: 0 }] });
    const [whole, flat] = [new FTRL({ lr: 0.1, backend }), new FTRL({ lr: 0.1, lrPower: 0, backend })];
    const params: Record<string, number[]>[] = [{ a: [1, 2], b: [1, 2] }, { a: [1, 2] }, { b: [1, 2] }];
    for (let step = 0; step < 5; step++) {
      const grads = { a: [1, step], b: [step, -1] };
      [one, whole, flat].forEach((each, k) => each.update(params[k], grads));
    }
    expect(params[0]).toEqual({ ...params[1], ...params[2] });
    whole.set({ lrPower: -1 });
    const { h, z } = { h: whole.state.h.a[0], z: whole.state.z.a[0] };
    const [p] = params[1].a;
    whole.update(params[1], { a: [2, 2] });
    expect(whole.state.z.a[0]).toBeCloseTo(z + 2 - ((h + 4 - h) / 0.1) * p, 12);
  });
});

it("FTRL makes 0 of what l1 outweighs, and takes it up again", () => {
  const optimizer = new FTRL({ lr: 0.1, l1Strength: 1 });
  const params = { x: [0, 0] };
  optimizer.update(params, { x: [0.5, -3] });
  expect(params.x[0]).toBe(0);
  expect(params.x[1]).toBeGreaterThan(0);
  optimizer.update(params, { x: [0.75, 2.5] });
  expect(params.x[0]).toBeLessThan(0);
});
