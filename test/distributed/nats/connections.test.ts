import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { jetstreamManager } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import { Adam } from "../../../src/index.js";
import { bitsOf, dial, diloco, Member, type Given } from "./members.js";
import { closedAfterEach, serverOfTests } from "./hooks.js";
import { found } from "./server.js";
import { saysWhatIsLeftOut } from "./without.js";

const server = serverOfTests();
const open = closedAfterEach<Member>();
let runs = 0;

saysWhatIsLeftOut("late joiners, WebSockets and lost connections");

describe.each(found ? ["a member"] : [])("%s", () => {
  it("that comes late has the weights and the momentum of all, when the records are gone too", async () => {
    const [a, b] = await two();
    await Promise.all([a.trainTo(5), b.trainTo(5)]);
    const outer = diloco();
    const late = await join(a, { name: "late", outer });
    expect([late.rounds.round, bitsOf(late.rounds.params)]).toEqual([5, a.bits.get(5)]);
    expect(outer.iterations).toBe(5);
    // Of five rounds the records of two are kept.
    const { streams } = await jetstreamManager(a.connection);
    const { state } = await streams.info(`rounds_${a.run}`);
    expect(state.first_seq).toBeGreaterThan(15);
    await Promise.all([a, b, late].map((member) => member.trainTo(8)));
    expect(new Set([a, b, late].map(({ bits }) => bits.get(8))).size).toBe(1);
    expect(a.heard[7].members).toEqual(["a", "b", "late"]);
    expect(late.rounds.last).toEqual(a.rounds.last);
    expect(late.rounds.members).toEqual(["a", "b", "late"]);
  });

  it("over a WebSocket has the bits of one over TCP", async () => {
    const [a] = await members(["a"]);
    const script = fileURLToPath(new URL("over-websocket.ts", import.meta.url));
    const node = ["--experimental-websocket", "--no-warnings", "--import", "tsx", script, server.websocket, a.run];
    const [{ stdout }] = await Promise.all([promisify(execFile)(process.execPath, node), a.trainTo(4)]);
    expect(stdout.trim()).toBe(a.bits.get(4));
    expect(a.heard.map(({ members: names }) => names)).toEqual([0, 1, 2, 3].map(() => ["a", "web"]));
  });

  it("goes on when the server is lost and comes back", async () => {
    const [a, b] = await two();
    await Promise.all([a.trainTo(2), b.trainTo(2)]);
    const going = Promise.all([a.trainTo(6), b.trainTo(6)]);
    await server.restart();
    await going;
    expect(a.bits).toEqual(b.bits);
    expect(a.heard.map(({ round, members: names }) => [round, ...names])).toEqual(
      [0, 1, 2, 3, 4, 5].map((round) => [round, "a", "b"]),
    );
  });

  it("that was away for rounds whose records are gone takes the weights from the store", async () => {
    const [a, b] = await members(["a", "b"], { quorum: 1, deadline: 200 });
    await Promise.all([a.trainTo(1), b.trainTo(1)]);
    const adam = b.inner as Adam;
    await b.connection.close();
    await a.trainTo(6);
    await expect(b.trainTo(7)).rejects.toThrow();
    const steps = adam.iterations;
    b.connection = await dial(server.servers);
    await b.rounds.join(b.connection);
    expect([b.rounds.round, bitsOf(b.rounds.params)]).toEqual([6, a.bits.get(6)]);
    await Promise.all([a.trainTo(8), b.trainTo(8)]);
    expect(b.bits.get(8)).toBe(a.bits.get(8));
    expect(adam.iterations).toBeGreaterThan(steps);
  });

  it("that is slow is left out, named, and has the result at its next step", async () => {
    const [a, slow] = await members(["a", "slow"], { quorum: 1, deadline: 150 });
    for (let k = 0; k < 5; k++) await slow.step();
    await a.trainTo(1);
    await until(() => slow.heard.length === 1);
    expect(slow.rounds.round).toBe(0);
    await slow.step();
    expect([slow.rounds.round, slow.bits.get(1)]).toEqual([1, a.bits.get(1)]);
    expect(slow.rounds.last).toMatchObject({ leftOut: [{ name: "slow", round: 0, reason: "absent" }] });
    await Promise.all([a.trainTo(2), slow.trainTo(2)]);
    await Promise.all([a.trainTo(3), slow.trainTo(3)]);
    expect(a.bits.get(3)).toBe(slow.bits.get(3));
    expect(a.heard[2].members).toEqual(["a", "slow"]);
  });

  it("waits for the quorum, and says for whom", async () => {
    const waiting: unknown[] = [];
    const [a, b] = await members(["a", "b"], { quorum: 2, deadline: 150, onWaiting: (each) => waiting.push(each) });
    const ends = a.trainTo(1);
    await until(() => waiting.length > 0);
    await b.trainTo(1);
    await ends;
    expect(waiting).toEqual([{ round: 0, ready: ["a"], missing: ["b"], quorum: 2 }]);
    expect(a.heard[0]).toMatchObject({ members: ["a", "b"], leftOut: [] });
    await b.rounds.leave();
    const left = expect(a.trainTo(2)).rejects.toThrow("await join() first");
    await until(() => waiting.length > 1);
    expect(waiting[1]).toEqual({ round: 1, ready: ["a"], missing: [], quorum: 2 });
    await a.rounds.leave();
    await left;
  });

  it("whose name another connection has taken says so", async () => {
    const [a] = await members(["a"], { quorum: 1 });
    await a.trainTo(1);
    // As when a member is silent for so long that its name is given away.
    const { Store } = await import("../../../src/distributed/nats/store.js");
    const store = await Store.open(a.connection, a.run, "other");
    const first = JSON.parse(new TextDecoder().decode((await store.next(0, "join.>"))?.data));
    await store.append("join", "a", { ...first, session: "other", replaces: first.session });
    await expect(a.trainTo(9)).rejects.toThrow('another connection has joined as "a"');
  });

  it("throws what a callback throws, and may join again", async () => {
    const onRound = ({ round }: { round: number }) => {
      if (round === 1) throw new Error("my own");
    };
    const [a] = await members(["a"], { quorum: 1, onRound });
    await expect(a.trainTo(3)).rejects.toThrow("my own");
    await a.rounds.join();
    await a.trainTo(4);
    expect(a.rounds.round).toBe(4);
  });
});

type OpenMember = Member & { run: string; inner: unknown };

function two(): Promise<OpenMember[]> {
  return members(["a", "b"]);
}

/** Members of a new run. */
async function members(names: readonly string[], given: Partial<Given> = {}): Promise<OpenMember[]> {
  const run = `run${runs++}`;
  const all: OpenMember[] = [];
  for (const name of names) all.push(await keep({ run, name, shard: all.length, ...given }));
  return all;
}

async function keep(given: Partial<Given> & { name: string; run: string }): Promise<OpenMember> {
  const inner = new Adam({ lr: 0.01 });
  const member = await Member.connect({ servers: server.servers, quorum: 2, inner, ...given });
  open.push(member);
  await member.rounds.join();
  return Object.assign(member, { run: given.run, inner });
}

function join({ run }: OpenMember, given: Partial<Given> & { name: string }): Promise<OpenMember> {
  return keep({ run, ...given });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds())
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
}
