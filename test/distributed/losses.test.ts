import { describe, expect, it } from "vitest";
import { save } from "../../src/checkpoint/index.js";
import { RankLost, type Collective } from "../../src/distributed/index.js";
import { local } from "../../src/distributed/local/index.js";
import { Adam, Partition, SGD } from "../../src/index.js";
import { snapshot } from "../../src/state/index.js";
import { bitsOf, fill, kinds, model, onRanks, train } from "./model.js";

const all = Object.values(kinds);
const create = () => new Adam({ lr: 0.01, clipNorm: 1 });

/** A collective whose exchange number `at` and all after it are lost. */
function losing(collective: Collective, at: number): Collective {
  let count = 0;
  const meet =
    <Args extends unknown[]>(exchange: (...args: Args) => void | Promise<void>) =>
    (...args: Args): void | Promise<void> => {
      if (count++ >= at) throw new RankLost("rank 1 did not come", 1);
      return exchange(...args);
    };
  return {
    rank: collective.rank,
    size: collective.size,
    allToAll: meet((...args) => collective.allToAll(...args)),
    allGather: meet((...args) => collective.allGather(...args)),
    close: () => collective.close(),
  };
}

describe.each(all)("a rank lost from $name", (kind) => {
  it.each([0, 1, 2, 3, 4, 5])("at exchange %i of a step stops the others, who can but load", async (exchange) => {
    const good = await train({ kind, size: 2, create, steps: 2 });
    const files = await Promise.all(good.map((training) => training.save()));
    const list = kind.name === "Sharded" ? files : files.slice(0, 1);
    const reports = await onRanks(local(2, { timeout: 200 }), async (collective) => {
      const lost = collective.rank === 0 ? losing(collective, exchange) : collective;
      const optimizer = create();
      const training = new kind(lost, optimizer, model());
      training.load(list);
      fill(training.grads, collective.rank, 2);
      let error: unknown;
      try {
        await training.step();
      } catch (caught) {
        error = caught;
      }
      if (error === undefined) return "went on";
      expect(error).toBeInstanceOf(RankLost);
      expect((error as RankLost).step).toBe(2);
      expect(() => save(optimizer)).toThrow("the last step was torn: load, restore or reset before save");
      expect(() => snapshot(optimizer)).toThrow("torn");
      expect(() => optimizer.update(training.params as never, training.grads as never)).toThrow("torn");
      await expect((async () => training.step())()).rejects.toThrow("the last step was torn");
      await expect((async () => training.save())()).rejects.toThrow("the last step was torn");
      training.load(list);
      expect(bitsOf(training.params)).toBe(bitsOf(good[0].params));
      return "was stopped";
    });
    // An engine's last exchange may be over on one rank before it is lost on the other.
    expect(reports[0]).toBe(exchange < EXCHANGES ? "was stopped" : "went on");
  });
});

/** Of one step with clipNorm: who is where, buckets of two element types, what was examined, then parameters or means of both. */
const EXCHANGES = 6;

describe.each(all)("$name", (kind) => {
  const broadcast = (createOn: (rank: number) => Adam | SGD, modelOn: (rank: number) => object = () => model()) =>
    onRanks(local(3), async (collective) => {
      const training = new kind(
        collective,
        createOn(collective.rank),
        modelOn(collective.rank) as ReturnType<typeof model>,
      );
      await training.broadcast();
      return bitsOf(training.params);
    });

  it("begins with the parameters of rank 0", async () => {
    const scaled = (rank: number) => ({ W: Float32Array.of(rank + 1, 2), b: [rank] });
    const bits = await broadcast(() => new Adam(), scaled);
    expect(bits).toEqual(Array(3).fill(bitsOf({ W: Float32Array.of(1, 2), b: Float64Array.of(0) })));
  });

  it.each([
    [
      "options",
      (rank: number) => new Adam({ lr: rank === 2 ? 0.5 : 0.1 }),
      undefined,
      /the options must be the same on all ranks: rank 0 has .*0\.1.*, rank 2 .*0\.5/,
    ],
    [
      "classes",
      (rank: number) => (rank === 1 ? new SGD() : new Adam()),
      undefined,
      /the class must be .* of Adam.*, rank 1 .* of SGD/,
    ],
    [
      "shapes",
      () => new Adam(),
      (rank: number) => ({ W: new Float32Array(rank === 1 ? 3 : 4) }),
      /the parameters must be .*4.*, rank 1 .*3/,
    ],
    [
      "names",
      () => new Adam(),
      (rank: number) => (rank === 1 ? { V: [1] } : { W: [1] }),
      /the parameters must be .*W.*, rank 1 .*V/,
    ],
  ])("refuses other %s on one rank, on all ranks alike", async (_, createOn, modelOn, message) => {
    const results = await Promise.allSettled([broadcast(createOn, modelOn)]);
    expect((results[0] as PromiseRejectedResult).reason).toMatchObject({
      name: "RangeError",
      message: expect.stringMatching(message) as string,
    });
  });

  it("asks for broadcast or load before the first step", () => {
    const training = new kind(local(1)[0], new Adam(), model());
    expect(() => training.step()).toThrow(new TypeError("broadcast() or load(files) comes before step, on all ranks"));
  });

  it("takes an optimizer that is new, and of its own", () => {
    const used = new Adam();
    used.update({ W: [1] }, { W: [1] });
    expect(() => new kind(local(1)[0], used, model())).toThrow(TypeError);
    const part = new Adam();
    const partition = new Partition([{ optimizer: part }]);
    expect(() => new kind(local(1)[0], part, model())).toThrow("is a part of a Partition");
    expect(() => new kind(local(1)[0], partition as never, model())).toThrow(
      `${kind.name} takes one optimizer, got a Partition`,
    );
    expect(() => new kind({} as never, new Adam(), model())).toThrow("collective must be a Collective");
  });

  it("refuses ranks that are not at the same step, or scale gradients otherwise", async () => {
    const results = await onRanks(local(2), async (collective) => {
      const training = new kind(collective, new Adam(), model());
      await training.broadcast();
      return (async () => training.step({ gradScale: collective.rank + 1 }))().catch((error: Error) => error.message);
    });
    expect(results).toEqual(Array(2).fill("gradScale must be the same on all ranks: rank 0 has 1, rank 1 2"));
  });

  it("does nothing else while a step is under way", async () => {
    const [training, other] = await onRanks(local(2), async (collective) => {
      const made = new kind(collective, new Adam(), model());
      await made.broadcast();
      return made;
    });
    const files = await Promise.all([training.save(), other.save()]);
    const list = kind.name === "Sharded" ? files : files.slice(0, 1);
    const step = training.step();
    expect(() => training.step()).toThrow("step was called inside step: call it afterwards");
    expect(() => training.load(list)).toThrow("was called inside step");
    await Promise.all([step, other.step()]);
    expect(bitsOf(training.params)).toBe(bitsOf(other.params));
  });

  it("says what is wrong with the options of a step, and with rows of all ranks", async () => {
    const training = new kind(local(1)[0], new Adam(), model());
    await training.broadcast();
    expect(() => training.step({ rows: -1 })).toThrow("rows must be a finite number ≥ 0, got -1");
    expect(() => training.step({ row: 1 } as never)).toThrow('unknown option "row": step takes gradScale, rows');
    expect(() => training.step({ rows: 0 })).toThrow("rows of all ranks must be more than 0, got 0");
  });
});
