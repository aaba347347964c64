import { describe, expect, it } from "vitest";
import { load, loadAsync, save } from "../../src/checkpoint/index.js";
import { SGD } from "../../src/index.js";
import { forget, rename, restore, snapshot, takeRows } from "../../src/state/index.js";
import { loadStateDict, stateDict } from "../../src/torch/index.js";
import { fill, kinds, leavesOf, model, train, type Kind, type Training } from "./model.js";

/** An optimizer with one rank's part of the state, after a step that nobody has exchanged. */
const shardOf = (rank: number, size: number) => {
  const optimizer = new SGD({ lr: 0.5, momentum: 0.9 });
  const { params, grads } = optimizer.allocate(model(), { shard: { rank, size } });
  fill(grads, 0, 0);
  optimizer.update(params, grads as never);
  return { optimizer, params };
};

/** Half of one parameter: the halves differ in their range alone. */
const halfOf = (rank: number) => {
  const optimizer = new SGD({ lr: 0.5, momentum: 0.9 });
  const { params, grads } = optimizer.allocate({ W: new Float32Array(32) }, { shard: { rank, size: 2 } });
  optimizer.update(params, grads);
  return optimizer;
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

describe("a file of a rank's part", () => {
  const filesOf = async (size: number, write: (params: Training["params"]) => void = () => {}) => {
    const create = () => new SGD({ lr: 0.5, momentum: 0.9 });
    const trainings = await train({ kind: kinds.Sharded, size, create, steps: 2 });
    for (const { params } of trainings) write(params);
    return Promise.all(trainings.map((training) => training.save()));
  };
  const into = () => new SGD({ lr: 0.5, momentum: 0.9 });

  it("of which one bit of any byte has changed is refused by its name", async () => {
    const files = await filesOf(2);
    const begin = 8 + new DataView(files[1].buffer).getUint32(0, true);
    for (let at = begin; at < files[1].length; at++) {
      const changed = files[1].slice();
      changed[at] ^= 1 << (at % 8);
      expect(() => load(into(), [files[0], changed])).toThrow("files[1]: its numbers have not the sum");
    }
  });

  it("has the sum of NaNs as files have them, whatever they carry", async () => {
    const files = await filesOf(2, ({ W, layers: [{ u }] }) => {
      for (const array of [W, u as Float64Array]) {
        const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        for (const at of [0, array.length - 1])
          bytes.fill(0xff, at * array.BYTES_PER_ELEMENT, (at + 1) * array.BYTES_PER_ELEMENT);
      }
    });
    const optimizer = into();
    const { params } = optimizer.allocate(model());
    load(optimizer, files, { params });
    expect([params.W[0], params.W[100], params.layers[0].u[32]]).toEqual([NaN, NaN, NaN]);
  });

  it("is of the moment when it was asked for", async () => {
    const create = () => new SGD({ lr: 0.5, momentum: 0.9 });
    const trainings = await train({ kind: kinds.Sharded, size: 2, create, steps: 2 });
    const before = await Promise.all(trainings.map((training) => training.save()));
    const saving = trainings.map((training) => training.save());
    for (const { params } of trainings) params.W.fill(7);
    expect(await Promise.all(saving)).toEqual(before);
  });
});

describe("an update of a part", () => {
  it.each([{ clipNorm: 1 }, { nonFinite: "skip" as const }])("with %j goes by what was examined of all", (options) => {
    const optimizer = new SGD({ lr: 0.5, ...options });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(32) }, { shard: { rank: 0, size: 2 } });
    grads.W.fill(1);
    expect(() => optimizer.update(params, grads)).toThrow("clipNorm and nonFinite of a shard need examined");
    expect([optimizer.iterations, ...params.W]).toEqual(Array.from({ length: 33 }, () => 0));
    const examined = { sumOfSquares: 32, finite: true };
    optimizer.update(params, grads, { examined });
    const moved = "clipNorm" in options ? -0.5 / Math.sqrt(32) : -0.5;
    expect(params.W[0]).toBeCloseTo(moved, 6);
    expect([...params.W.subarray(16)]).toEqual(Array.from({ length: 16 }, () => 0));
  });
});

describe("a list", () => {
  const create = () => new SGD({ lr: 0.5, momentum: 0.9 });
  const filesOf = async (kind: Kind, size = 2, steps = 2) => {
    const trainings = await train({ kind, size, create, steps });
    return Promise.all(trainings.map((training) => training.save()));
  };
  const { Sharded, Replicated } = kinds;

  it("of the equal files of replicated ranks is like one of them, whatever takes it", async () => {
    const files = await filesOf(Replicated, 3);
    const [one, all] = [create(), create()];
    load(one, files[0]);
    load(all, files);
    expect(save(all)).toEqual(save(one));
    const later = create();
    await loadAsync(later, files);
    expect(save(later)).toEqual(save(one));
    const shard = create();
    const { params } = shard.allocate(model(), { shard: { rank: 1, size: 2 } });
    expect(load(shard, files, { params }).loaded).toHaveLength(4);
  });

  it("of whole files that differ is refused by name", async () => {
    const [[a], [b]] = [await filesOf(Replicated), await filesOf(Replicated, 2, 3)];
    const message = "files[2] is a whole file, and another than files[0]";
    expect(() => load(create(), [a, a, b] as never)).toThrow(message);
    await expect(loadAsync(create(), [a, a, b] as never)).rejects.toThrow(message);
  });

  it("of a whole file and a rank's says which is which", async () => {
    const [[whole], [part]] = [await filesOf(Replicated), await filesOf(Sharded)];
    expect(() => load(create(), [whole, part])).toThrow("files[0] is not of a rank's part, and files[1] is");
    expect(() => load(create(), [part, whole])).toThrow("files[1] is not of a rank's part, and files[0] is");
  });

  it("of pieces of a rank's file is refused for what it is, and of one of a single rank is taken", async () => {
    const piecesOf = (file: Uint8Array) => [file.subarray(0, 100), file.subarray(100)];
    const [, part] = await filesOf(Sharded);
    const message = "the file is that of rank 1 of 2, and came in pieces: give it as one Uint8Array";
    expect(() => load(create(), piecesOf(part))).toThrow(message);
    await expect(loadAsync(create(), piecesOf(part))).rejects.toThrow(message);
    const { optimizer } = shardOf(1, 2);
    expect(() => load(create(), piecesOf(save(optimizer)))).toThrow("the file is that of a shard, and came in pieces");
    const [alone] = await filesOf(Sharded, 1);
    expect(load(create(), piecesOf(alone)).loaded).toHaveLength(4);
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

describe("a snapshot of a shard", () => {
  it("goes back into the same part", () => {
    const { optimizer } = shardOf(1, 3);
    const { optimizer: other } = shardOf(1, 3);
    other.reset();
    restore(other, snapshot(optimizer));
    expect(save(other)).toEqual(save(optimizer));
  });

  it.each([
    ["of another rank", () => halfOf(1), () => halfOf(0)],
    ["of another number of ranks", () => shardOf(0, 3).optimizer, () => shardOf(0, 2).optimizer],
    ["whole", () => shardOf(0, 1).optimizer, () => shardOf(0, 2).optimizer],
    ["new", () => new SGD({ lr: 0.5, momentum: 0.9 }), () => halfOf(0)],
  ])("is refused by name where the optimizer is %s", (_, create, other) => {
    const into = create();
    const before = save(into);
    expect(() => restore(into, snapshot(other()))).toThrow(
      /the snapshot has the elements from 0 to \d+ of \d+ of "W", and this SGD/,
    );
    expect(save(into)).toEqual(before);
  });

  it("of a whole optimizer does not go into a part of the same length", () => {
    const whole = new SGD({ lr: 0.5, momentum: 0.9 });
    const { params, grads } = whole.allocate({ W: new Float32Array(16) });
    whole.update(params, grads);
    expect(() => restore(halfOf(1), snapshot(whole))).toThrow(
      'the snapshot has all elements of "W", and this SGD keeps the elements from 16 to 32 of 32',
    );
  });

  it.each([[[1]], [[20, 32]], ["0"]])("with the range %j is refused by name", (range) => {
    const from = { ...snapshot(halfOf(0)), ranges: { W: range } };
    expect(() => restore(halfOf(0), from as never)).toThrow('the range of "W" in the snapshot must be [from, of]');
  });
});
