import { describe, expect, it } from "vitest";
import { AdaGrad, Adam, Momentum, Nesterov, RMSProp, SGD, type Optimizer } from "../src/index.js";

/** The checks that the source notes run: x = 1 and y = 2 with gradients 2 and 1. */
function oneStep<Kind extends Optimizer>(optimizer: Kind): { x: number; y: number; state: Kind["state"] } {
  const params = { x: 1, y: 2 };
  optimizer.update(params, { x: 2, y: 1 });
  return { ...params, state: optimizer.state };
}

describe.each(["wasm", "js"] as const)("the notes' checks on scalars (%s)", (backend) => {
  it("AdaGrad: h = {4, 1}, x ≈ 0, y ≈ 1", () => {
    const { x, y, state } = oneStep(new AdaGrad({ lr: 1, backend }));
    expect(state).toEqual({ h: { x: Float64Array.of(4), y: Float64Array.of(1) } });
    expect(x).toBeCloseTo(5e-8, 13);
    expect(y).toBeCloseTo(1.0000001, 13);
  });

  it("RMSProp with decay 3/4: h = {1, 1/4}, x ≈ −1, y ≈ 0", () => {
    const { x, y, state } = oneStep(new RMSProp({ lr: 1, decayRate: 3 / 4, backend }));
    expect(state).toEqual({ h: { x: Float64Array.of(1), y: Float64Array.of(0.25) } });
    expect(x).toBeCloseTo(-0.9999998, 12);
    expect(y).toBeCloseTo(4e-7, 12);
  });

  it("Adam with both betas 1/2: m = {1, 1/2}, v = {2, 1/2}, x ≈ 0, y ≈ 1", () => {
    const { x, y, state } = oneStep(new Adam({ lr: 1, beta1: 1 / 2, beta2: 1 / 2, backend }));
    expect(state).toEqual({
      m: { x: Float64Array.of(1), y: Float64Array.of(0.5) },
      v: { x: Float64Array.of(2), y: Float64Array.of(0.5) },
    });
    expect(x).toBeCloseTo(0, 6);
    expect(y).toBeCloseTo(1, 6);
  });

  it("SGD: p −= lr·g", () => {
    expect(oneStep(new SGD({ lr: 0.5, backend }))).toEqual({ x: 0, y: 1.5, state: {} });
  });

  it("Momentum: the second step goes further by μ times the first", () => {
    const optimizer = new Momentum({ lr: 0.5, momentum: 0.5, backend });
    const params = { x: 1 };
    optimizer.update(params, { x: 1 });
    expect(params.x).toBe(0.5);
    optimizer.update(params, { x: 1 });
    expect(params.x).toBe(-0.25);
    expect(optimizer.state).toEqual({ v: { x: Float64Array.of(-0.75) } });
  });

  it("Nesterov: the first step is (1 + μ) times that of SGD", () => {
    const { x, y } = oneStep(new Nesterov({ lr: 0.5, momentum: 0.5, backend }));
    expect([x, y]).toEqual([1 - 1.5, 2 - 0.75]);
  });
});
