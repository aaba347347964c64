import { describe, expect, it } from "vitest";
import { Adam, AdamW, Lion, Momentum, Muon, SGD } from "../../src/index.js";
import type { Optimizer } from "../../src/optimizer.js";
import { catalog } from "../catalog.js";
import { bitsOf, fill, gradientAt, kinds, leavesOf, model, train, type Training } from "./model.js";

const { Replicated, Sharded } = kinds;

/** One NaN on one rank at one step. */
const spoiled = (training: Training, rank: number, step: number): void => {
  if (rank === 0 && step === 2) training.grads.bias[3] = NaN;
};

const settings: { title: string; create: () => Optimizer; change?: typeof spoiled }[] = [
  { title: "plain", create: () => new Adam() },
  { title: "clipNorm", create: () => new Adam({ clipNorm: 2 }) },
  { title: 'a NaN on one rank and nonFinite: "skip"', create: () => new Adam({ nonFinite: "skip" }), change: spoiled },
  {
    title: "groups",
    create: () =>
      new AdamW({
        groups: [
          { match: /u$/, lr: 0.1 },
          { match: ["bias"], weightDecay: 0 },
        ],
      }),
  },
  { title: "emaDecay", create: () => new Adam({ emaDecay: 0.9 }) },
  { title: "accumulate", create: () => new Momentum({ accumulate: 2, lr: 0.1 }) },
  {
    title: "accumulate and nonFinite",
    create: () => new Momentum({ accumulate: 3, nonFinite: "skip" }),
    change: spoiled,
  },
  { title: "a schedule", create: () => new Lion({ lr: (iteration) => 0.01 / (iteration + 1), clipNorm: 5 }) },
  { title: "the js backend", create: () => new SGD({ momentum: 0.9, nesterov: true, backend: "js" }) },
];

describe.each(settings)("with $title", ({ create, change }) => {
  it.each([1, 2, 3, 4, 7])("on %i ranks Sharded and Replicated give every rank the same bits", async (size) => {
    const rows = (rank: number) => 3 + rank;
    const [replicated, sharded] = await Promise.all(
      [Replicated, Sharded].map((kind) => train({ kind, size, create, change, rows })),
    );
    const bits = [...replicated, ...sharded].map(({ params }) => bitsOf(params));
    expect(new Set(bits).size).toBe(1);
    expect(bits[0]).not.toBe(bitsOf(plainly(create(), () => {}, 0)));
  });

  it.each([Replicated, Sharded])("one rank of $name alone is the optimizer itself, bit for bit", async (kind) => {
    const [{ params }] = await train({ kind, size: 1, create, change });
    const alone = plainly(create(), (grads, step) => {
      fill(grads, 0, step);
      change?.({ grads } as Training, 0, step);
    });
    expect(bitsOf(params)).toBe(bitsOf(alone));
  });
});

it("the step is by the mean that a loop in the order of the ranks makes, whatever their rows", async () => {
  for (const size of [2, 3, 5]) {
    const rows = Array.from({ length: size }, (_, rank) => 1 + ((rank * 5) % 3));
    const total = rows.reduce((sum, each) => sum + each, 0);
    const create = () => new Adam({ lr: 0.01 });
    const [{ params }] = await train({ kind: Sharded, size, create, rows: (rank) => rows[rank] });
    const alone = plainly(create(), (grads, step) => {
      leavesOf(grads).forEach(([, values], leaf) => {
        const round = values instanceof Float32Array ? Math.fround : (x: number) => x;
        for (let i = 0; i < values.length; i++) {
          let sum = 0;
          for (let rank = 0; rank < size; rank++) {
            const product = round(round(rows[rank] / total) * round(gradientAt(rank, step, leaf, i)));
            sum = rank === 0 ? product : round(sum + product);
          }
          values[i] = sum;
        }
      });
    });
    expect(bitsOf(params)).toBe(bitsOf(alone));
  }
});

it("matrix rules are replicated, and refused in shards by name", async () => {
  const create = () => new Muon({ shapes: { W: [1, 101], bias: [7, 1], "layers.0.u": [3, 11], "layers.1.u": [3, 1] } });
  const ranks = await train({ kind: Replicated, size: 3, create, steps: 2 });
  expect(new Set(ranks.map(({ params }) => bitsOf(params))).size).toBe(1);
  await expect(train({ kind: Sharded, size: 3, create })).rejects.toThrow(
    "Muon needs whole parameters: take Replicated",
  );
});

it("a norm over a window of steps is replicated, and refused in shards before the first", async () => {
  const create = () => new SGD({ lr: 0.1, accumulate: 2, clipNorm: 0.5 });
  const ranks = await train({ kind: Replicated, size: 3, create, steps: 4 });
  expect(new Set(ranks.map(({ params }) => bitsOf(params))).size).toBe(1);
  await expect(train({ kind: Sharded, size: 3, create, steps: 0 })).rejects.toThrow(
    "Sharded cannot have both accumulate and clipNorm",
  );
});

it("averages are exchanged on all ranks, and back", async () => {
  const create = () => new Adam({ emaDecay: 0.5, lr: 0.1 });
  const both = await Promise.all([Replicated, Sharded].map((kind) => train({ kind, size: 3, create })));
  const before = both.flat().map(({ params }) => bitsOf(params));
  await Promise.all(both.flat().map((training) => training.swapAverages()));
  const averages = both.flat().map(({ params }) => bitsOf(params));
  expect(new Set(averages).size).toBe(1);
  expect(averages[0]).not.toBe(before[0]);
  await Promise.all(both.flat().map((training) => training.swapAverages()));
  expect(both.flat().map(({ params }) => bitsOf(params))).toEqual(before);
});

it("a shard of Adam has 8 bytes of state for each element of its part, and at most 1 kB more", async () => {
  const size = 4;
  const length = 10_000;
  for (let rank = 0; rank < size; rank++) {
    const optimizer = new Adam();
    optimizer.allocate({ W: new Float32Array(length) }, { shard: { rank, size } });
    const bytes = Object.values(optimizer.state).reduce(
      (sum, slot) => sum + (slot as { W: Float32Array }).W.byteLength,
      0,
    );
    expect(bytes).toBeLessThanOrEqual((8 * length) / size + 1024);
    expect(bytes).toBeGreaterThan(0);
  }
});

/** The same optimizer's own steps on the same model. */
function plainly(optimizer: Optimizer, give: (grads: object, step: number) => void, steps = 6): object {
  const { params, grads } = optimizer.allocate(model());
  for (let step = 0; step < steps; step++) {
    give(grads, step);
    optimizer.update(params, grads);
  }
  return params;
}

describe.each(catalog)("$name", ({ create, sums }) => {
  it("gives in shards the bits that it gives replicated, or is refused there", async () => {
    const runs = await Promise.allSettled(
      [Replicated, Sharded].map((kind) => train({ kind, size: 3, create: () => create({}), steps: 3 })),
    );
    const [replicated, sharded] = runs.map((run) =>
      run.status === "fulfilled" ? run.value.map(({ params }) => bitsOf(params)) : (run.reason as Error).message,
    );
    expect(new Set(replicated).size, String(replicated)).toBe(1);
    if (sums === undefined) expect(sharded).toEqual(replicated);
    else expect(sharded).toContain("needs whole parameters: take Replicated");
  });
});
