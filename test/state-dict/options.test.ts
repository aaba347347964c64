import { describe, expect, it } from "vitest";
import { Adam, RMSProp, SGD } from "../../src/index.js";
import { decode, save } from "../../src/checkpoint/index.js";
import { loadStateDict, type StateDict } from "../../src/torch/index.js";

const names = ["W"];
const velocity: StateDict = {
  state: { 0: { momentum_buffer: [1, 2] } },
  param_groups: [{ lr: 0.1, momentum: 0.9, dampening: 0.5, nesterov: false, weight_decay: 0, params: [0] }],
};

describe("a dict that counts no steps", () => {
  const create = () => new SGD({ momentum: 0.1, lr: (t) => (t < 10 ? 1 : 0.01) });

  it.each([
    [{ names, iterations: 10 }, 10, 0.01],
    [{ names }, 0, 1],
    [names, 0, 1],
  ])("given with %o goes on at step %i, where the schedule has %f", (told, iterations, rate) => {
    const optimizer = create();
    loadStateDict(optimizer, velocity, told);
    expect(optimizer.iterations).toBe(iterations);
    const params = { W: new Float64Array(2) };
    optimizer.update(params, { W: [1, 1] });
    // The buffer goes on: only the first of all is the gradient as it is.
    expect([...(optimizer.state.b?.W ?? [])]).toEqual([0.9 * 1 + 0.5, 0.9 * 2 + 0.5]);
    expect([...params.W]).toEqual([-rate * 1.4, -rate * 2.3]);
  });

  it("must say them where the step depends on them", () => {
    const dict: StateDict = {
      state: { 0: { exp_avg: [1], exp_avg_sq: [1] } },
      param_groups: [{ lr: 0.1, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0, amsgrad: false, params: [0] }],
    };
    const optimizer = new Adam();
    expect(() => loadStateDict(optimizer, dict, names)).toThrow(
      new RangeError("W.step is missing in the state dict: give loadStateDict { iterations }"),
    );
    loadStateDict(optimizer, dict, { names, iterations: 7 });
    expect(stepsOf(optimizer)).toEqual({ W: 7 });
  });
});

it("each parameter has its own count, the optimizer that of the one which made most, or as it is told", () => {
  const state = (step: unknown) => ({ step, exp_avg: [1], exp_avg_sq: [1] });
  const dict: StateDict = {
    state: {
      0: state(7),
      1: state(new BigInt64Array([3n])),
      2: state(5n),
      3: state([2]),
      4: state(new Float32Array([4])),
    },
    param_groups: [
      {
        lr: new Float32Array([0.1]),
        betas: [0.9, [0.99]],
        eps: 1e-8,
        weight_decay: 0,
        amsgrad: false,
        params: [0, 1, 2, 3, 4],
      },
    ],
  };
  const five = ["a", "b", "c", "d", "e"];
  const optimizer = new Adam();
  loadStateDict(optimizer, dict, five);
  expect(stepsOf(optimizer)).toEqual({ a: 7, b: 3, c: 5, d: 2, e: 4 });
  expect([optimizer.iterations, optimizer.lr]).toEqual([7, Math.fround(0.1)]);
  loadStateDict(optimizer, dict, { names: five, iterations: 100 });
  expect(stepsOf(optimizer)).toEqual({ a: 7, b: 3, c: 5, d: 2, e: 4 });
  expect(optimizer.iterations).toBe(100);
});

describe("a decay that the dict does not call coupled or decoupled", () => {
  const squares = (group: object): StateDict => ({
    state: { 0: { step: 1, square_avg: [4] } },
    param_groups: [
      { lr: 0.1, alpha: 0.9, eps: 1e-8, weight_decay: 0.5, momentum: 0, centered: false, params: [0], ...group },
    ],
  });

  it.each([{}, { weightDecay: 0.01 }, { l2: 3 }])(
    "is coupled where PyTorch's class has no other, whatever is here: %o",
    (here) => {
      const [optimizer, params] = [new RMSProp(here), { W: [2] }];
      loadStateDict(optimizer, squares({}), names);
      optimizer.update(params, { W: [0] });
      expect(params.W[0]).toBeCloseTo(1.9480124757792667, 15);
    },
  );

  it("cannot be decoupled there", () => {
    expect(() => loadStateDict(new RMSProp(), squares({}), { names, decoupled: true })).toThrow(
      new RangeError("decoupled is true, and PyTorch's RMSprop has coupled decay alone"),
    );
  });

  const moments = (group: object): StateDict => ({
    state: { 0: { step: 1, exp_avg: [0], exp_avg_sq: [1] } },
    param_groups: [
      { lr: 0.1, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0.5, amsgrad: false, params: [0], ...group },
    ],
  });

  it("is asked for where it has both", () => {
    for (const optimizer of [new Adam(), new Adam({ weightDecay: 0.1 }), new Adam({ l2: 0.1 })]) {
      const before = save(optimizer);
      expect(() => loadStateDict(optimizer, moments({}), names)).toThrow(
        new RangeError(
          "param_groups has weight_decay 0.5 and no decoupled_weight_decay: give loadStateDict { decoupled: true } " +
            "for a dict of PyTorch's AdamW, { decoupled: false } for one of its Adam",
        ),
      );
      expect(save(optimizer)).toEqual(before);
    }
  });

  it.each([
    [{ decoupled: true }, {}, 2 * (1 - 0.1 * 0.5)],
    [{}, { decoupled_weight_decay: true }, 2 * (1 - 0.1 * 0.5)],
    [{ decoupled: false }, { decoupled_weight_decay: true }, 2 * (1 - 0.1 * 0.5)],
    [{}, { weight_decay: 0 }, 2],
  ])("told %o of a group with %o", (told, group, expected) => {
    const [optimizer, params] = [new Adam({ weightDecay: 0.3 }), { W: [2] }];
    loadStateDict(optimizer, moments(group), { names, ...told });
    optimizer.update(params, { W: [0] });
    expect(params.W[0]).toBeCloseTo(expected, 15);
  });
});

it.each<[object, string]>([
  [{ names, iteration: 3 }, 'unknown option "iteration": loadStateDict takes names, iterations, decoupled'],
  [{ names, iterations: -1 }, "iterations must be a whole number ≥ 0, got -1"],
  [{ names, iterations: 1.5 }, "iterations must be a whole number ≥ 0, got 1.5"],
  [{ names, decoupled: "yes" }, 'decoupled must be true or false, got "yes"'],
  [{ names: "W" }, 'names must be an array of texts, got "W"'],
])("refuses to be told %o", (told, message) => {
  const optimizer = new SGD({ momentum: 0.9 });
  expect(() => loadStateDict(optimizer, velocity, told as never)).toThrow(message);
  expect(optimizer.state.b).toEqual({});
});

function stepsOf(optimizer: Adam): unknown {
  return JSON.parse(decode(save(optimizer)).metadata.steps);
}
