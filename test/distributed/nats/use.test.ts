import { describe, expect, it } from "vitest";
import { Adam, Partition, SGD } from "../../../src/index.js";
import { Rounds, type RoundsOptions } from "../../../src/distributed/nats/index.js";
import { dial, Member } from "./members.js";
import { BATCH, fresh } from "./problem.js";
import { serverOfTests } from "./hooks.js";
import { found } from "./server.js";
import { saysWhatIsLeftOut } from "./without.js";

const server = serverOfTests();

const nobody = {
  request: () => Promise.reject(new Error("no")),
  subscribe: () => ({ unsubscribe() {} }),
  isClosed: () => false,
};
const make = (options: object, connection: object = nobody) =>
  new Rounds(connection as never, new Adam(), new SGD(), fresh(), options as RoundsOptions);

describe("Rounds", () => {
  it.each<[object, string]>([
    [{}, 'name must be 1 to 64 letters, digits, - and _, got ""'],
    [{ name: "a.b" }, 'name must be 1 to 64 letters, digits, - and _, got "a.b"'],
    [{ name: "a", run: "*" }, 'run must be 1 to 64 letters, digits, - and _, got "*"'],
    [{ name: "a", every: 0 }, "every must be a whole number above 0, got 0"],
    [{ name: "a", every: 1.5 }, "every must be a whole number above 0, got 1.5"],
    [{ name: "a", quorum: "2" }, 'quorum must be a whole number above 0, got "2"'],
    [{ name: "a", deadline: Infinity }, "deadline must be a finite number above 0, got Infinity"],
    [{ name: "a", type: "float16" }, 'type must be "float32" or "bfloat16", got "float16"'],
    [{ name: "a", onRound: 1 }, "onRound must be a function, got 1"],
    [{ name: "a", steps: 3 }, 'unknown option "steps": Rounds takes name, run, every'],
  ])("refuses %o", (options, message) => {
    expect(() => make(options)).toThrow(message);
  });

  it("refuses what is no connection, and one optimizer for both", () => {
    expect(() => make({ name: "a" }, Promise.resolve(nobody))).toThrow(
      "connection must be one of @nats-io/nats-core, got Promise",
    );
    const both = new Adam();
    expect(() => new Rounds(nobody, both, both, fresh(), { name: "a" })).toThrow("must be two optimizers");
  });

  it("steps only in a run", () => {
    expect(() => make({ name: "a" }).step()).toThrow("step needs a member of a run: await join() first");
    expect(() => make({ name: "a" }).step({ rows: 0 })).toThrow("rows must be a whole number above 0, got 0");
    expect(() => make({ name: "a" }).step({ row: 1 } as never)).toThrow(
      'unknown option "row": step takes rows, gradScale',
    );
  });
});

saysWhatIsLeftOut("FedAvg and partitions");

describe.each(found ? ["a run"] : [])("%s", () => {
  it("of FedAvg has the mean of the members' weights, by their rows", async () => {
    const ends: { weights: number[]; rows: number }[] = [];
    const [a, b] = await Promise.all(
      ["a", "b"].map((name, k) =>
        Member.join({
          servers: server.servers,
          run: "fedavg",
          name,
          shard: k,
          quorum: 2,
          every: 5,
          outer: new SGD({ lr: 1 }),
        }),
      ),
    );
    await Promise.all(
      [a, b].map(async ({ rounds }, k) => {
        rounds.grads.W.fill(k + 1);
        for (let step = 0; step < 4; step++) await rounds.step({ rows: 1 + 2 * k });
        const last = rounds.step({ rows: 1 + 2 * k });
        ends[k] = { weights: [...rounds.params.W], rows: 5 * (1 + 2 * k) };
        await last;
      }),
    );
    const expected = ends[0].weights.map((w, i) => (ends[0].rows * w + ends[1].rows * ends[1].weights[i]) / 20);
    expect([...a.rounds.params.W]).toEqual([...b.rounds.params.W]);
    a.rounds.params.W.forEach((w, i) => expect(w).toBeCloseTo(expected[i], 7));
    expect(a.rounds.last?.weight).toBe(20);
    for (const { connection } of [a, b]) await connection.close();
  });

  it("takes partitions inside and outside, and models of many parts", async () => {
    const connection = await dial(server.servers);
    const parts = () =>
      new Partition([
        { match: /^W/, optimizer: new SGD({ lr: 0.7, momentum: 0.9, nesterov: true }) },
        { optimizer: new SGD({ lr: 1 }) },
      ]);
    const model = { W: new Float32Array(100_000), deep: { b: new Float64Array(3), c: [1, 2] } };
    const members = ["a", "b"].map(
      (name) => new Rounds(connection, parts(), parts(), model, { name, run: "parts", every: 2, quorum: 2 }),
    );
    for (const each of members) await each.join();
    await Promise.all(
      members.map(async (each, k) => {
        while (each.round < 3) {
          each.grads.W.fill(0.1 * (k + 1));
          each.grads.deep.b.fill(1);
          await each.step();
        }
      }),
    );
    expect(members[0].params).toEqual(members[1].params);
    expect(members[0].params.deep.b[0]).toBeLessThan(0);
    await connection.close();
  });

  it("begins a window of accumulate anew where a result is adopted amidst one", async () => {
    const connection = await dial(server.servers);
    const inner = new SGD({ lr: 1, accumulate: 2 });
    const options = { name: "a", run: "windows", every: 2 };
    const rounds = new Rounds(connection, inner, new SGD({ lr: 1 }), fresh(), options);
    const step = async (gradient: number) => {
      rounds.grads.W.fill(gradient);
      await rounds.step();
    };
    await rounds.join();
    await step(1000);
    await rounds.leave();
    await rounds.join();
    await step(1);
    expect(rounds.params.W[0]).toBe(0);
    await step(3);
    expect([rounds.round, rounds.params.W[0]]).toEqual([1, -2]);
    await connection.close();
  });

  it("has one step at a time", async () => {
    const member = await Member.join({ servers: server.servers, run: "one", name: "a", every: 1, quorum: 2 });
    const waits = member.rounds.step({ rows: BATCH });
    expect(() => member.rounds.step()).toThrow("step is called while one is under way: await each");
    await expect(member.rounds.join()).rejects.toThrow("has joined already");
    await member.rounds.leave();
    await waits;
    expect(member.rounds.round).toBe(0);
    await member.connection.close();
  });

  it("cannot be joined by a connection that has ended", async () => {
    const member = await Member.connect({ servers: server.servers, run: "x", name: "a" });
    await member.connection.close();
    await expect(member.rounds.join()).rejects.toThrow("closed connection");
  });
});
