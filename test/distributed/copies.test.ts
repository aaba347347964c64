import { expect, it } from "vitest";
import { Adam } from "../../src/index.js";
import type { Block, Collective } from "../../src/distributed/index.js";
import { local } from "../../src/distributed/local/index.js";
import { bitsOf, fill, kinds, leavesOf, model, onRanks } from "./model.js";

it.each(Object.values(kinds))(
  "$name sends out of the gradients' memory, and receives into the optimizer's",
  async (kind) => {
    const memories = new Map<number, Set<ArrayBufferLike>>();
    const lengths = new Map<number, number>();
    const watched = (collective: Collective): Collective => {
      const see = (blocks: readonly Block[]) => {
        for (const block of blocks) {
          if (block.length <= 8) continue;
          memories.get(collective.rank)?.add(block.buffer);
          lengths.set(collective.rank, (lengths.get(collective.rank) ?? 0) + block.byteLength);
        }
      };
      return {
        rank: collective.rank,
        size: collective.size,
        allToAll(send, receive) {
          see([...send, ...receive]);
          return collective.allToAll(send, receive);
        },
        allGather(send, receive) {
          see([send, ...receive]);
          return collective.allGather(send, receive);
        },
        close: () => collective.close(),
      };
    };
    const trainings = await onRanks(local(3), async (collective) => {
      const training = new kind(watched(collective), new Adam(), model());
      await training.broadcast();
      memories.set(collective.rank, new Set());
      fill(training.grads, collective.rank, 0);
      await training.step();
      return training;
    });
    expect(new Set(trainings.map(({ params }) => bitsOf(params))).size).toBe(1);
    trainings.forEach((training, rank) => {
      const [[, own]] = leavesOf(training.grads);
      expect(lengths.get(rank)).toBeGreaterThan(400);
      expect([...(memories.get(rank) ?? [])]).toEqual([own.buffer]);
    });
  },
);
