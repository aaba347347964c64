import { describe, expect, it } from "vitest";
import { seeded } from "../../examples/random.js";
import { together, type Collective } from "../../src/distributed/index.js";
import { local } from "../../src/distributed/local/index.js";
import { Adam, clipAdaptive, lookahead, Muon, noise, project, ScheduleFreeSGD, SGD } from "../../src/index.js";
import type { Optimizer } from "../../src/optimizer.js";
import { seedOf } from "../seed.js";
import { bitsOf, fill, kinds, leavesOf, model, onRanks, train, type Kind, type Model, type Training } from "./model.js";

const all = Object.values(kinds);

/** What each rank ends with: its message where it threw. */
const endings = (
  kind: Kind,
  size: number,
  createOn: (rank: number) => Optimizer,
  work: (training: Training, rank: number) => unknown,
): Promise<string[]> =>
  onRanks(local(size, { timeout: 2000 }), async (collective: Collective) => {
    try {
      const training = new kind<Model>(collective, createOn(collective.rank), model());
      await training.broadcast();
      await work(training, collective.rank);
      return bitsOf(training.params);
    } catch (error) {
      return (error as Error).message;
    }
  });

const LENGTHS: Record<string, number> = { bias: 7, "layers.0.u": 33, "layers.1.u": 3 };

const step = async (training: Training, rank: number): Promise<void> => {
  fill(training.grads, rank, 0);
  await training.step();
};

it("models of both element types and of any sizes move by the mean, in whatever order they come", async () => {
  const draw = seeded(seedOf());
  const pick = (below: number) => Math.floor(draw() * below);
  for (let trial = 0; trial < 40; trial++) {
    const size = 2 + pick(4);
    const make = Array.from({ length: 1 + pick(4) }, () => ({
      Floats: pick(2) === 0 ? Float32Array : Float64Array,
      length: pick(5) === 0 ? 20_000 + pick(60_000) : pick(300),
    }));
    const shape = () => Object.fromEntries(make.map(({ Floats, length }, k) => [`p${k}`, new Floats(length)]));
    const groups = pick(2) === 0 ? [{ match: /[02]$/, lr: 2, optional: true }] : [];
    const kind = all[pick(2)];
    const trainings = await onRanks(local(size), async (collective) => {
      const training = new kind(collective, new SGD({ lr: 1, groups }), shape());
      await training.broadcast();
      for (const [name, grad] of leavesOf(training.grads))
        for (let i = 0; i < grad.length; i++) grad[i] = (collective.rank + 1) * (1 + (i % 7)) + name.length;
      await training.step();
      return training;
    });
    const mean = (size + 1) / 2;
    for (const { params } of trainings)
      for (const [name, values] of leavesOf(params)) {
        const rate = groups.length > 0 && /[02]$/.test(name) ? 2 : 1;
        const off = values.findIndex(
          (value, i) => Math.abs(value + rate * (mean * (1 + (i % 7)) + name.length)) > 1e-3,
        );
        expect(off, `SEED=${seedOf()}, trial ${trial}, ${name}`).toBe(-1);
      }
  }
});

it("Replicated tells all ranks of passes with other options on one rank", async () => {
  const createOn = (rank: number) => new SGD({ passes: [noise({ seed: 3 }), project({ min: -1 - rank })] });
  const ends = [-1, -2].map(
    (min, k) => `rank ${k}${k === 0 ? " has" : ""} …"seed":3}],["project",{"min":${min},"max":"Infinity"}]]`,
  );
  const message = `the passes must be the same on all ranks: ${ends.join(", ")}`;
  expect(await endings(kinds.Replicated, 2, createOn, step)).toEqual([message, message]);
});

it.each([
  ["the shapes", (W: number[]) => new SGD({ shapes: { W }, passes: [clipAdaptive()] })],
  ["the parameters", (W: number[]) => new Muon({ shapes: (name) => (name === "W" ? W : [LENGTHS[name], 1]) })],
])("Replicated tells all ranks of a matrix that is another on one: %s", async (what, create) => {
  const shapeOn = (rank: number) => (rank === 0 ? [101, 1] : [1, 101]);
  for (const each of await endings(kinds.Replicated, 2, (rank) => create(shapeOn(rank)), step))
    expect(each).toContain(`${what} must be the same on all ranks`);
});

describe.each(all)("$name tells all ranks", (kind) => {
  it.each([
    [
      "of groups",
      (rank: number) => new SGD({ groups: [{ match: [rank === 0 ? "W" : "bias"], lr: 1 }] }),
      "the groups that names are in",
    ],
    [
      "of passes",
      (rank: number) =>
        new SGD(rank === 0 && kind.name === "Replicated" ? { passes: [lookahead()] } : { lr: rank + 0.5 }),
      "must be the same on all ranks",
    ],
  ])("%s that are others on one rank", async (_, createOn, message) => {
    for (const each of await endings(kind, 2, createOn, step)) expect(each).toContain(message);
  });

  it("of options that set, or a schedule, made others on one rank", async () => {
    const optimizers = [new Adam(), new Adam()];
    const messages = await endings(
      kind,
      2,
      (rank) => optimizers[rank],
      async (training, rank) => {
        if (rank === 1) optimizers[rank].set({ clipNorm: 1 });
        await step(training, rank);
      },
    );
    expect(messages).toEqual(
      Array(2).fill(
        "the options' values must be the same on all ranks: rank 1 has others than rank 0, by set or by a schedule",
      ),
    );
    const scheduled = await endings(kind, 2, (rank) => new SGD({ lr: () => rank + 1 }), step);
    expect(scheduled).toEqual(messages);
  });

  it("that one cannot make the step, which has its own error", async () => {
    const messages = await endings(
      kind,
      3,
      () => new Adam(),
      async (training, rank) => {
        fill(training.grads, rank, 0);
        await training.step({ rows: rank === 1 ? NaN : 1 });
      },
    );
    const others = "rank 1 cannot make this step: its own error says why";
    expect(messages).toEqual([others, "rows must be a finite number ≥ 0, got NaN", others]);
  });

  it("that one has loaded something else", async () => {
    const files = await Promise.all(
      [0, 1].map(async (shift) => {
        const [training] = await train({ kind, size: 1, create: () => new Adam(), steps: 2 + shift });
        return training.save();
      }),
    );
    const messages = await endings(
      kind,
      2,
      () => new Adam(),
      async (training, rank) => {
        training.load(files[rank]);
        await step(training, rank);
      },
    );
    for (const each of messages) expect(each).toContain("the parameters' values must be the same on all ranks");
  });

  it("that accumulate and clipNorm do not go together in shards, also by set", async () => {
    const optimizers = [0, 1].map(() => new SGD({ accumulate: 2 }));
    const endingsNow = await endings(
      kind,
      2,
      (rank) => optimizers[rank],
      async (training, rank) => {
        optimizers[rank].set({ clipNorm: 1 });
        await step(training, rank);
        await step(training, rank);
      },
    );
    expect(new Set(endingsNow).size).toBe(1);
    if (kind.name === "Sharded") expect(endingsNow[0]).toContain("cannot have both accumulate and clipNorm");
    else expect(endingsNow[0]).toContain("W:");
  });

  it("that arrays are not tied", () => {
    expect(() => new kind(local(1)[0], new SGD({ tied: true }), model())).toThrow(`${kind.name} takes no tied arrays`);
  });
});

describe.each(all)("$name", (kind) => {
  it("leaves a rank without rows out, whatever its gradients are", async () => {
    const run = (spoil: number) =>
      train({
        kind,
        size: 3,
        create: () => new Adam(),
        rows: (rank) => (rank === 1 ? 0 : 2),
        change: ({ grads }, rank) => void (rank === 1 && grads.W.fill(spoil)),
      });
    const [spoiled, plain] = await Promise.all([run(NaN), run(5)]);
    expect(bitsOf(spoiled[0].params)).toBe(bitsOf(plain[0].params));
    expect(spoiled[0].params.W.every(Number.isFinite)).toBe(true);
  });

  it("evaluates at the point of an optimizer that has one, and trains on", async () => {
    const create = () => new ScheduleFreeSGD({ lr: 0.1 });
    const trainings = await train({ kind, size: 3, create });
    const [alone] = await train({ kind: kinds.Replicated, size: 3, create });
    const points = async (those: readonly Training[]) => {
      await Promise.all(those.map((training) => training.eval()));
      const evaluated = bitsOf(those[0].params);
      await Promise.all(those.map((training) => training.train()));
      return [evaluated, bitsOf(those[0].params)];
    };
    expect(await points(trainings)).toEqual(await points([alone]));
    const [plain] = await train({ kind, size: 1, create: () => new SGD() });
    expect(() => plain.eval()).toThrow("SGD has no eval: it is evaluated at the point that it trains");
  });
});

it("squares that are finite on each rank and overflow together have their norm", () => {
  const each = { sumOfSquares: 1.2e308, finite: true };
  const { sumOfSquares, unit = 1 } = together([each, each]);
  expect(Math.sqrt(sumOfSquares) / unit / Math.sqrt(2.4) / 1e154).toBeCloseTo(1, 12);
  expect(together([each])).toBe(each);
  expect(
    together([
      { sumOfSquares: 0, finite: true, unit: 2 ** 600 },
      { sumOfSquares: 4, finite: false },
    ]),
  ).toEqual({
    sumOfSquares: 4,
    unit: 1,
    finite: false,
  });
});
