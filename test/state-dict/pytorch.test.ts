import { expect, it } from "vitest";
import { Adam, Momentum, ReduceOnPlateau, SGD } from "../../src/index.js";
import { load, save } from "../../src/checkpoint/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";
import { goOn, trained } from "./trained.js";

it("takes PyTorch's dict of a run that has not begun, and of one in PyTorch's Adam", () => {
  const { optimizer, params } = trained(new Momentum());
  loadStateDict(
    optimizer,
    {
      state: { 0: { momentum_buffer: null } },
      param_groups: [
        {
          lr: 0.1,
          momentum: 0.8,
          dampening: 0,
          weight_decay: 0,
          nesterov: false,
          maximize: false,
          foreach: null,
          params: [0, 1, 2],
        },
      ],
    },
    ["W", "b", "x"],
  );
  expect([optimizer.iterations, optimizer.lr, ...optimizer.state.v.W]).toEqual([0, 0.1, 0, 0, 0, 0]);
  goOn(optimizer, params, 1);
  const adam = new Adam();
  const group = {
    lr: 0.5,
    betas: [0.8, 0.9],
    eps: 1e-8,
    weight_decay: 0.1,
    amsgrad: false,
    maximize: false,
    decoupled_weight_decay: true,
    params: [0],
  };
  loadStateDict(
    adam,
    {
      state: { 0: { step: new Float32Array([7]), exp_avg: new Float32Array([1]), exp_avg_sq: new Float32Array([2]) } },
      param_groups: [group],
    },
    ["W"],
  );
  expect([adam.iterations, adam.state.m.W[0], adam.state.v.W[0]]).toEqual([7, 1, 2]);
  expect(stateDict(adam).param_groups[0]).toMatchObject({ ...group, eps_mode: "corrected", param_names: ["W"] });
});

it("has the rate that a schedule gave to the latest step, also right after load", () => {
  const create = () => new SGD({ lr: (t) => 1 / (1 + t), momentum: 0.9 });
  const { optimizer } = trained(create(), 3);
  const next = create();
  load(next, save(optimizer));
  expect(stateDict(next)).toEqual(stateDict(optimizer));
  expect(stateDict(next).param_groups[0].lr).toBe(1 / 3);
  const plateau = new ReduceOnPlateau({ initValue: 0.25 });
  expect(stateDict(new SGD({ lr: plateau })).param_groups[0].lr).toBe(0.25);
});
