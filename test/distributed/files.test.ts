import { beforeAll, describe, expect, it } from "vitest";
import { load, loadAsync, save } from "../../src/checkpoint/index.js";
import { local } from "../../src/distributed/local/index.js";
import { Adam, SGD } from "../../src/index.js";
import { seeded } from "../../examples/random.js";
import { seedOf } from "../seed.js";
import { bitsOf, fill, kinds, leavesOf, model, onRanks, train, type Kind } from "./model.js";

const { Replicated, Sharded } = kinds;
const create = () => new Adam({ lr: 0.05, emaDecay: 0.9, groups: [{ match: /u$/, lr: 0.1 }] });

type File = Uint8Array;

/** The files of all ranks after so many steps of a training whose gradients begin at another. */
const filesOf = async (size: number, steps: number, shift = 0): Promise<File[]> => {
  const change = ({ grads }: { grads: object }, rank: number, step: number) => fill(grads, rank, step + shift);
  const trainings = await train({ kind: Sharded, size, create, steps, change });
  return Promise.all(trainings.map((training) => training.save()));
};

/** The bits on each rank after further steps from files. */
const goOn = (kind: Kind, size: number, files: readonly File[], steps = [3, 4]): Promise<string[]> =>
  onRanks(local(size), async (collective) => {
    const training = new kind(collective, create(), model());
    training.load(files);
    for (const step of steps) {
      fill(training.grads, collective.rank, step);
      await training.step();
    }
    return bitsOf(training.params);
  });

describe("the files of all ranks", () => {
  it.each([1, 2, 3, 4, 7])("go on, on %i ranks, as if they had never stopped", async (size) => {
    const files = await filesOf(size, 3);
    const [{ params }] = await train({ kind: Sharded, size, create, steps: 5 });
    expect(await goOn(Sharded, size, files.toReversed())).toEqual(Array(size).fill(bitsOf(params)));
  });

  it.each([
    [2, 3],
    [4, 1],
    [1, 4],
    [7, 2],
  ])("of %i ranks go on on %i, sharded and replicated alike", async (from, to) => {
    const files = await filesOf(from, 3);
    const sharded = await goOn(Sharded, to, files);
    expect(new Set([...sharded, ...(await goOn(Replicated, to, files))]).size).toBe(1);
  });

  it("of one replicated rank are those of the optimizer, and go on in shards", async () => {
    const [training] = await train({ kind: Replicated, size: 2, create, steps: 3 });
    const file = await training.save();
    expect(new Set(await goOn(Sharded, 3, [file])).size).toBe(1);
    const alone = create();
    const { params } = alone.allocate(model());
    load(alone, file, { params });
    expect(bitsOf(params)).toBe(bitsOf(training.params));
  });

  it("give a whole optimizer the state of all ranks, with averages", async () => {
    const files = await filesOf(3, 3);
    const [whole] = await train({ kind: Replicated, size: 3, create, steps: 3 });
    const alone = create();
    const { params } = alone.allocate(model());
    expect(load(alone, files, { params }).loaded).toEqual(leavesOf(params).map(([name]) => name));
    const other = create();
    load(other, await whole.save(), { params: other.allocate(model()).params });
    expect(save(alone)).toEqual(save(other));
  });

  it("that are given alone go on where there is one rank, and are refused by name where there are more", async () => {
    const fresh = () => {
      const optimizer = create();
      return { optimizer, params: optimizer.allocate(model()).params };
    };
    const { optimizer, params } = fresh();
    const [alone] = await filesOf(1, 3);
    load(optimizer, alone, { params });
    const [training] = await train({ kind: Sharded, size: 1, create, steps: 3 });
    expect(bitsOf(params)).toBe(bitsOf(training.params));
    for (const [rank, file] of (await filesOf(3, 3)).entries()) {
      const message = `the file of rank ${rank === 0 ? 1 : 0} of 3 is missing`;
      expect(() => load(fresh().optimizer, file)).toThrow(message);
      await expect(loadAsync(fresh().optimizer, file)).rejects.toThrow(message);
    }
  });

  it("of a step that was accumulated go on within it", async () => {
    const slow = () => new SGD({ momentum: 0.5, lr: 0.1, accumulate: 3 });
    const trainings = await train({ kind: Sharded, size: 3, create: slow, steps: 4 });
    const files = await Promise.all(trainings.map((training) => training.save()));
    const [{ params }] = await train({ kind: Sharded, size: 3, create: slow, steps: 6 });
    const again = await onRanks(local(2), async (collective) => {
      const training = new Replicated(collective, slow(), model());
      training.load(files);
      return training.save();
    });
    expect(again[0]).toEqual(again[1]);
    const back = await onRanks(local(3), async (collective) => {
      const training = new Sharded(collective, slow(), model());
      training.load(again[0]);
      for (const step of [4, 5]) {
        fill(training.grads, collective.rank, step);
        await training.step();
      }
      return bitsOf(training.params);
    });
    expect(back).toEqual(Array(3).fill(bitsOf(params)));
  });
});

describe("a set of files that is not one save", () => {
  const sets: Record<string, File[]> = {};

  beforeAll(async () => {
    for (const size of [1, 2, 3, 4]) {
      sets[`${size} at 3`] = await filesOf(size, 3);
      sets[`${size} at 4`] = await filesOf(size, 4);
      sets[`${size} elsewhere`] = await filesOf(size, 3, 50);
    }
  });

  const mutations: Record<string, (files: File[], size: number, pick: (below: number) => number) => File[]> = {
    "one is missing": (files, _, pick) => files.toSpliced(pick(files.length), 1),
    "one is there twice": (files, _, pick) => [...files, files[pick(files.length)]],
    "one is there twice, another is missing": (files, _, pick) => {
      const at = pick(files.length);
      return files.map((file, k) => (k === at ? files[(at + 1) % files.length] : file));
    },
    "one is of another step": (files, size, pick) => files.with(pick(files.length), sets[`${size} at 4`][pick(size)]),
    "one is of another training": (files, size, pick) =>
      files.with(pick(files.length), sets[`${size} elsewhere`][pick(size)]),
    "one is of another number of ranks": (files, size, pick) => {
      const other = size === 4 ? 2 : size + 1;
      return files.with(pick(files.length), sets[`${other} at 3`][pick(other)]);
    },
    "one is cut short": (files, _, pick) => {
      const at = pick(files.length);
      return files.with(at, files[at].slice(0, pick(files[at].length)));
    },
    "one has other numbers": (files, _, pick) => {
      const at = pick(files.length);
      const file = files[at].slice();
      const begin = 8 + new DataView(file.buffer).getUint32(0, true);
      file[begin + pick(file.length - begin)] ^= 1 << pick(8);
      return files.with(at, file);
    },
    "one has other metadata": (files, _, pick) => {
      const at = pick(files.length);
      const text = Buffer.from(files[at]).toString("latin1");
      const changed = text.replace(
        /("(?:rank|size)\\":)(\d)/,
        (_match, key: string, digit: string) => key + ((Number(digit) + 1) % 10),
      );
      return files.with(at, Uint8Array.from(Buffer.from(changed, "latin1")));
    },
  };

  it("is refused by name, 10,000 times, and nothing has changed", () => {
    const draw = seeded(seedOf());
    const pick = (below: number) => Math.floor(draw() * below);
    const into = create();
    const { params } = into.allocate(model());
    load(into, sets["3 at 3"], { params });
    const before = Buffer.from(save(into, params));
    const ways = Object.entries(mutations);
    for (let trial = 0; trial < 10_000; trial++) {
      const size = 2 + pick(3);
      const [title, mutate] = ways[trial % ways.length];
      const files = mutate([...sets[`${size} at 3`]], size, pick);
      expect(() => load(into, files, { params }), `${title}, SEED=${seedOf()}, trial ${trial}`).toThrow(
        /files\[\d\]|the file of rank \d of \d is missing|both of rank|safetensors|in none of the files|the file/,
      );
      if (trial % 500 === 0) expect(Buffer.from(save(into, params)).equals(before)).toBe(true);
    }
    expect(Buffer.from(save(into, params)).equals(before)).toBe(true);
  });
});
