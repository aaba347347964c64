import { describe, expect, it } from "vitest";
import { SGD, inverseTimeDecay } from "../../src/index.js";

describe("lr", () => {
  it("can be read and set between updates", () => {
    const optimizer = new SGD({ lr: 1 });
    const params = { x: 1 };
    optimizer.lr = 0.5;
    optimizer.update(params, { x: 1 });
    expect([optimizer.lr, params.x]).toEqual([0.5, 0.5]);
  });

  it("follows t0 / (t + t1) by inverseTimeDecay", () => {
    const lr = inverseTimeDecay({ t0: 5, t1: 50 });
    expect([lr(0), lr(50), lr(950)]).toEqual([0.1, 0.05, 0.005]);
    const optimizer = new SGD({ lr });
    const params = { x: 0 };
    optimizer.update(params, { x: -1 });
    optimizer.update(params, { x: -1 });
    expect(params.x).toBeCloseTo(5 / 50 + 5 / 51, 15);
    expect(optimizer.lr).toBe(lr);
  });
});
