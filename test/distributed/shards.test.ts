import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { SGD } from "../../src/index.js";
import { forget, rename, takeRows } from "../../src/state/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";
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

describe("what goes over whole parameters", () => {
  type Sgd = ReturnType<typeof shardOf>["optimizer"];
  const dict = () => stateDict(shardOf(0, 1).optimizer);
  it.each<[who: string, act: (optimizer: Sgd) => void]>([
    ["stateDict", stateDict],
    ["loadStateDict", (optimizer) => loadStateDict(optimizer, dict(), ["W", "bias", "layers.0.u", "layers.1.u"])],
    ["takeRows", (optimizer) => takeRows(optimizer, "W", [0], { width: 1 })],
    ["rename", (optimizer) => rename(optimizer, { W: "V" })],
    ["forget", (optimizer) => forget(optimizer, ["W"])],
  ])("is refused by %s of a shard, which says the remedy, and the shard goes on", (who, act) => {
    const { optimizer } = shardOf(0, 2);
    const before = save(optimizer);
    expect(() => act(optimizer)).toThrow(
      `${who} takes an optimizer with all of its state, this SGD has a shard of it: save files of all ranks and load them into a whole optimizer`,
    );
    expect(save(optimizer)).toEqual(before);
    expect(() => act(shardOf(0, 1).optimizer)).not.toThrow();
  });
});
