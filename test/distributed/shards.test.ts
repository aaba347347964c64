import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { SGD } from "../../src/index.js";
import { fill, leavesOf, model } from "./model.js";

/** An optimizer with one rank's part of the state, after a step that nobody has exchanged. */
const shardOf = (rank: number, size: number) => {
  const optimizer = new SGD({ lr: 0.5, momentum: 0.9 });
  const { params, grads } = optimizer.allocate(model(), { shard: { rank, size } });
  fill(grads, 0, 0);
  optimizer.update(params, grads as never);
  return { optimizer, params };
};

describe("files of shards that are used without a training of several ranks", () => {
  it.each([2, 3])("give each of %i ranks' parts of whole parameters that were never exchanged", (size) => {
    const files = Array.from({ length: size }, (_, rank) => {
      const { optimizer, params } = shardOf(rank, size);
      return save(optimizer, params);
    });
    const whole = shardOf(0, 1);
    const back = new SGD({ lr: 0.5, momentum: 0.9 });
    const { params } = back.allocate(model());
    load(back, files, { params });
    expect(leavesOf(params)).toEqual(leavesOf(whole.params));
    expect(save(back, params)).toEqual(save(whole.optimizer, whole.params));
  });
});
