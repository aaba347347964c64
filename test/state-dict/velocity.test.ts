import { describe, expect, it } from "vitest";
import { Momentum, Nesterov, SGD, type Optimizer } from "../../src/index.js";
import { loadStateDict, stateDict, type StateDict } from "../../src/torch/index.js";

const takes = "SGD({ momentum, dampening, nesterov }) takes it";

describe.each<[string, (options?: object) => Optimizer, boolean]>([
  ["Momentum", (options) => new Momentum(options), false],
  ["Nesterov", (options) => new Nesterov(options), true],
])("%s keeps the rate within its velocity:", (title, create, nesterov) => {
  const dict = (group: object = {}, buffer: unknown = [1, -2]): StateDict => ({
    state: buffer === null ? {} : { 0: { momentum_buffer: buffer } },
    param_groups: [{ lr: 0.25, momentum: 0.5, dampening: 0, nesterov, weight_decay: 0, params: [0], ...group }],
  });

  it("v is −lr times PyTorch's buffer, and the buffer −v/lr", () => {
    const optimizer = create();
    loadStateDict(optimizer, dict(), ["W"]);
    expect([...optimizer.state.v.W]).toEqual([-0.25, 0.5]);
    expect(stateDict(optimizer).state[0].momentum_buffer).toEqual(new Float64Array([1, -2]));
    const params = { W: [0, 0] };
    optimizer.update(params, { W: [1, 1] });
    const buffer = [1.5, 0];
    const step = nesterov ? buffer.map((b) => 1 + 0.5 * b) : buffer;
    expect(params.W).toEqual(step.map((each) => 0 - 0.25 * each));
  });

  it.each<[string, object, StateDict, string]>([
    [
      "no rate",
      {},
      dict({ lr: 0 }),
      `lr in param_groups is 0, and ${title} keeps the rate within its velocity: ${takes}`,
    ],
    [
      "a rate that is not said",
      {},
      dict({ lr: undefined }),
      `lr in param_groups is undefined, and ${title} keeps the rate within its velocity: ${takes}`,
    ],
    [
      "a rate that a schedule will move",
      { lr: () => 0.25 },
      dict(),
      `lr of "W" is a schedule here, and ${title} keeps the rate within its velocity: ${takes}`,
    ],
    [
      "no velocity",
      {},
      dict({ momentum: 0 }, null),
      `momentum in param_groups is 0, so that there is no velocity: ${takes}`,
    ],
    ["a dampened one", {}, dict({ dampening: 0.5 }), `dampening in param_groups must be 0, got 0.5: ${takes}`],
    [
      "the other's",
      {},
      dict({ nesterov: !nesterov }),
      `nesterov in param_groups must be ${nesterov}, got ${!nesterov}: ${takes}`,
    ],
  ])("it refuses %s", (_, options, given, message) => {
    const optimizer = create(options);
    optimizer.update({ W: [1, 1] }, { W: [1, 1] });
    const { v } = structuredClone(optimizer.state);
    expect(() => loadStateDict(optimizer, given, ["W"])).toThrow(new RangeError(message));
    expect(optimizer.state.v).toEqual(v);
  });

  it("before the first step it takes all rates", () => {
    for (const [options, group] of [
      [{}, { lr: 0 }],
      [{ lr: () => 0.25 }, {}],
    ]) {
      const optimizer = create(options);
      loadStateDict(optimizer, dict(group, null), ["W"]);
      expect(optimizer.lr).toBe(Object.hasOwn(group, "lr") ? 0 : (options as { lr: unknown }).lr);
    }
  });
});

it("SGD loses nothing at a rate of 0, under a schedule, without momentum for a while", () => {
  const optimizer = new SGD({ momentum: 0.9, lr: () => 0 });
  const buffer = new Float64Array([3, -4]);
  const group = { lr: 0, momentum: 0, dampening: 0, nesterov: false, weight_decay: 0, params: [0] };
  loadStateDict(optimizer, { state: { 0: { momentum_buffer: buffer } }, param_groups: [group] }, ["W"]);
  expect(optimizer.state.b?.W).toEqual(buffer);
  expect(stateDict(optimizer).state[0].momentum_buffer).toEqual(buffer);
  expect(stateDict(optimizer).param_groups[0]).toMatchObject({ lr: 0, momentum: 0, dampening: 0, nesterov: false });
});

it("SGD without momentum has no place for a buffer", () => {
  const group = { lr: 0.1, momentum: 0, dampening: 0, nesterov: false, weight_decay: 0, params: [0] };
  const dict = (momentum_buffer: unknown) => ({ state: { 0: { momentum_buffer } }, param_groups: [group] });
  loadStateDict(new SGD(), dict(null), ["W"]);
  expect(() => loadStateDict(new SGD(), dict([1]), ["W"])).toThrow(
    new RangeError("W.momentum_buffer is not kept here: only by new SGD({ momentum }) is it"),
  );
});
