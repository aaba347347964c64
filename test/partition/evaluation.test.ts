import { describe, expect, it } from "vitest";
import { AdamW, minimize, Partition, ScheduleFreeSGD, SGD } from "../../src/index.js";
import { expectSameMaps } from "../support.js";
import { ALL, MATRICES, trained, type Model } from "./models.js";

describe("a Partition", () => {
  it("keeps averages of its parts, and exchanges them", () => {
    const parts = [new SGD({ lr: 1, emaDecay: 0.5 }), new SGD({ lr: 1, emaDecay: 0.5 })];
    const partition = new Partition([{ match: ["a"], optimizer: parts[0] }, { optimizer: parts[1] }]);
    const params = { a: [0], b: 0 };
    for (let t = 0; t < 2; t++) partition.update(params, { a: [-2], b: -2 });
    expect(partition.ema).toEqual({ a: new Float64Array([3]), b: new Float64Array([3]) });
    partition.swapAverages(params);
    expect(params).toEqual({ a: [3], b: 3 });
    expect(() => partition.update(params, { a: [1], b: 1 })).toThrow("swapAverages again before an update");
    partition.swapAverages(params);
    expect(params).toEqual({ a: [4], b: 4 });
  });

  it("exchanges averages of a whole model where only some parts keep any", () => {
    const partition = new Partition([
      { match: ["a"], optimizer: new SGD({ lr: 1, emaDecay: 0.5 }) },
      { optimizer: new SGD({ lr: 1 }) },
    ]);
    const params = { a: [0], b: 0, W: [[1], [2]] };
    expect(() => partition.swapAverages(params)).toThrow('params["a"] has no average: it needs emaDecay and a step');
    for (let t = 0; t < 2; t++) partition.update(params, { a: [-2], b: -2, W: [[1], [1]] });
    partition.swapAverages(params);
    expect(params).toEqual({ a: [3], b: 4, W: [[-1], [0]] });
    expect(() => partition.update(params, { a: [1], b: 1, W: [[1], [1]] })).toThrow(
      "swapAverages again before an update",
    );
    partition.swapAverages(params);
    expect(params).toEqual({ a: [4], b: 4, W: [[-1], [0]] });
    expect(() => new Partition([{ optimizer: new SGD() }]).swapAverages(params)).toThrow(
      "no part keeps averages: give an optimizer emaDecay",
    );
  });

  it("has parts evaluate themselves", () => {
    const free = new ScheduleFreeSGD({ lr: 1 });
    const partition = new Partition([{ match: ["a"], optimizer: free }, { optimizer: new SGD({ lr: 1 }) }]);
    const params = { a: [1], b: [1] };
    partition.update(params, { a: [1], b: [1] });
    free.eval(params);
    expect(() => partition.update(params, { a: [1], b: [1] })).toThrow("call train(params) before an update");
    expect(params.b).toEqual([0]);
    free.train(params);
    partition.update(params, { a: [1], b: [1] });
    expect(params.b).toEqual([-1]);
  });

  it("begins anew after reset", () => {
    const parts = [{ match: MATRICES, optimizer: new SGD({ momentum: 0.9 }) }, { optimizer: new AdamW() }];
    const partition = new Partition(parts, { clipNorm: 1 });
    const first = trained(partition, ALL);
    partition.reset();
    expect([partition.iterations, partition.gradNorm]).toEqual([0, undefined]);
    expectSameMaps(trained(partition, ALL) as Model, first as Model, "params");
  });

  it("is taken by minimize", () => {
    const partition = new Partition([
      { match: ["x"], optimizer: new AdamW({ lr: 0.1 }) },
      { optimizer: new SGD({ lr: 0.1 }) },
    ]);
    const params = { x: [3], y: [-2] };
    const { reason } = minimize(
      ({ x: [x], y: [y] }) => [x * x + y * y, { x: [2 * x], y: [2 * y] }],
      params,
      partition,
      { maxIterations: 2000, gradTolerance: 1e-6 } as never,
    );
    expect(reason).not.toBe("nonFinite");
    expect(Math.hypot(params.x[0], params.y[0])).toBeLessThan(1e-3);
  });
});
