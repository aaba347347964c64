import { describe, expect, it } from "vitest";
import { SGD } from "../../../src/index.js";
import { Store } from "../../../src/distributed/nats/store.js";
import { seedOf } from "../../seed.js";
import { generator } from "../../support.js";
import { bitsOf, dial, EVERY, Member, type Given } from "./members.js";
import { BATCH, fresh } from "./problem.js";
import { closedAfterEach, serverOfTests } from "./hooks.js";
import { found } from "./server.js";
import { saysWhatIsLeftOut } from "./without.js";

const server = serverOfTests();
const open = closedAfterEach<Member>();

const OF_MODEL = { W: 8 * 4, b: 4 };
const BYTES = 4 * (OF_MODEL.W + OF_MODEL.b);
let runs = 0;

saysWhatIsLeftOut("who is left out, and random messages");

describe.each(found ? ["a run"] : [])("%s", () => {
  it("names who sends what is not finite, and gives it the result", async () => {
    const [a, b] = await two();
    const bad = await join(a, { name: "bad" });
    await Promise.all([a.trainTo(1), b.trainTo(1), poisoned(bad, 1)]);
    for (const { heard } of [a, b, bad]) {
      expect(heard[0].members).toEqual(["a", "b"]);
      expect(heard[0].leftOut).toEqual([{ name: "bad", round: 0, reason: "not finite" }]);
    }
    expect([bitsOf(b.rounds.params), bitsOf(bad.rounds.params)]).toEqual([a, a].map(({ bits }) => bits.get(1)));
    expect(bad.rounds.params.W.every(Number.isFinite)).toBe(true);
  });

  const zeros = () => new Uint8Array(BYTES);
  const withNaN = () => new Uint8Array(new Float32Array(BYTES / 4).fill(NaN, 7, 8).buffer);
  it.each<[string, string, (rogue: Rogue) => Promise<object>]>([
    ["not finite", "numbers that are not", async (rogue) => ({ parts: await rogue.send(withNaN()) })],
    ["shape", "too few bytes", async (rogue) => ({ parts: await rogue.send(zeros().subarray(4)) })],
    [
      "shape",
      "too many bytes",
      async (rogue) => ({ parts: [...(await rogue.send(zeros())), ...(await rogue.send(zeros()))] }),
    ],
    ["weights", "a difference from other weights", async () => ({ base: "0" })],
    ["late", "a difference for a round that is over", async () => ({ round: 0 })],
    ["malformed", "a difference for a round to come", async () => ({ round: 9 })],
    ["malformed", "what nobody has written", async () => ({ parts: [1e9] })],
    ["malformed", "another's bytes", async (rogue) => ({ parts: await rogue.send(zeros(), "b") })],
    ["malformed", "a weight of half a row", async () => ({ weight: 0.5 })],
    ["twice", "as another connection", async () => ({ session: "another" })],
  ])("names as %s who sends %s", async (reason, _, make) => {
    const [a, b] = await two();
    await Promise.all([a.trainTo(1), b.trainTo(1)]);
    const rogue = await Rogue.join(a, "rogue");
    const waits = b.trainTo(2);
    const right = { round: 1, weight: 1, parts: await rogue.send(zeros()), base: await rogue.baseOf(1) };
    await rogue.write("ready", { ...right, ...(await make(rogue)) });
    await Promise.all([waits, a.trainTo(2)]);
    await Promise.all([a.trainTo(3), b.trainTo(3)]);
    for (const member of [a, b]) {
      expect(member.reasons).toContain(`rogue: ${reason}`);
      expect(member.heard.map(({ members }) => members)).toEqual([1, 2, 3].map(() => ["a", "b"]));
    }
    expect(a.bits).toEqual(b.bits);
    await rogue.close();
  });

  it("takes a difference by hand that is right", async () => {
    const [a, b] = await two();
    const rogue = await Rogue.join(a, "rogue");
    await rogue.write("ready", { round: 0, weight: 3, parts: await rogue.send(zeros()), base: await rogue.baseOf(0) });
    await Promise.all([a.trainTo(1), b.trainTo(1)]);
    expect(a.heard[0]).toMatchObject({ members: ["a", "b", "rogue"], weight: 2 * EVERY * BATCH + 3, leftOut: [] });
    await rogue.close();
  });

  it("names who has another model, options or version, and tells it", async () => {
    const [a, b] = await two();
    const wide = { W: new Float32Array(33), b: new Float64Array(4) };
    await expect(join(a, { name: "wide", model: wide })).rejects.toThrow(/^this run has another model: names/);
    await expect(join(a, { name: "single", model: { ...fresh(), b: new Float32Array(4) } as never })).rejects.toThrow(
      "another model",
    );
    const outer = new SGD({ lr: 0.5, momentum: 0.9, nesterov: true });
    await expect(join(a, { name: "other", outer })).rejects.toThrow(
      /another options of Rounds.*"lr\\*":0.7.*"lr\\*":0.5/,
    );
    await expect(join(a, { name: "long", every: 21 })).rejects.toThrow('"every":20');
    const old = await Rogue.join(a, "old", { version: "0/0.2.0" });
    await Promise.all([a.trainTo(1), b.trainTo(1)]);
    const named = ["wide: shape", "single: shape", "other: options", "long: options", "old: version"];
    expect(a.reasons).toEqual(named);
    expect(b.reasons).toEqual(named);
    expect(a.heard[0].members).toEqual(["a", "b"]);
    await old.close();
  });

  it("refuses a name that lives, names it, and gives it to who comes after", async () => {
    const [a, b] = await two();
    await expect(join(a, { name: "b" })).rejects.toThrow('"b" is in the run already, by another connection');
    await Promise.all([a.trainTo(1), b.trainTo(1)]);
    expect(a.heard[0]).toMatchObject({ members: ["a", "b"], leftOut: [{ name: "b", reason: "twice" }] });
    await b.connection.close();
    const next = await join(a, { name: "b" });
    await Promise.all([a.trainTo(2), next.trainTo(2)]);
    expect(a.heard[1]).toMatchObject({ members: ["a", "b"], leftOut: [] });
    expect(next.bits.get(2)).toBe(a.bits.get(2));
  });

  it("of the same name twice at once has one", async () => {
    const [a] = await two();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => join(a, { name: "c" })));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("goes on among random messages, and names where they come from", async () => {
    const seed = seedOf();
    console.log(`random messages of seed ${seed}`);
    const random = generator(seed);
    const [a, b] = await two();
    const { connection } = a;
    const subject = a.subject;
    const kinds = ["join", "leave", "ready", "close", "result", "nonsense", "a.b.c"];
    const texts = ["{}", "[]", "null", '{"session":"x"}', '{"round":1e99,"session":"x"}', '{"__proto__":1}', "\ud800"];
    const message = () => {
      if (random() < 0.3) return new TextEncoder().encode(texts[Math.floor(random() * texts.length)]);
      return Uint8Array.from({ length: random() * 300 }, () => random() * 256);
    };
    const noise = async () => {
      for (let k = 0; k < 600; k++) {
        const kind = kinds[Math.floor(random() * kinds.length)];
        connection.publish(`${subject}.log.${kind}.${["a", "stranger"][k % 2]}`, message());
        connection.publish(`${subject}.part.stranger`, message());
        connection.publish(`${subject}.alive.x`, message());
        if (k % 20 === 0) await connection.flush();
      }
    };
    await Promise.all([noise(), a.trainTo(6), b.trainTo(6)]);
    const late = await join(a, { name: "late" });
    await Promise.all([a, b, late].map((member) => member.trainTo(9)));
    expect(a.bits).toEqual(b.bits);
    expect(late.bits.get(9)).toBe(a.bits.get(9));
    expect(a.heard.every(({ members }) => ["a", "b"].every((name) => members.includes(name)))).toBe(true);
    expect(a.reasons).toContain("stranger: malformed");
  });
});

/** Two members of a new run. */
async function two(): Promise<[OpenMember, OpenMember]> {
  const run = `run${runs++}`;
  const given = { servers: server.servers, run, quorum: 2, deadline: 700 };
  const a = await keep({ ...given, name: "a" });
  return [a, await keep({ ...given, name: "b", shard: 1 })];
}

type OpenMember = Member & { run: string; subject: string };

async function keep(given: Given & { run: string }): Promise<OpenMember> {
  const member = await Member.connect(given);
  open.push(member);
  await member.rounds.join();
  return Object.assign(member, { run: given.run, subject: `rounds.${given.run}` });
}

function join({ run }: OpenMember, given: Partial<Given> & { name: string }): Promise<OpenMember> {
  return keep({ servers: server.servers, run, quorum: 2, deadline: 700, ...given });
}

/** Steps with gradients that are no numbers. */
async function poisoned({ rounds }: Member, round: number): Promise<void> {
  while (rounds.round < round) {
    rounds.grads.W.fill(NaN);
    await rounds.step();
  }
}

/** A member that writes what it likes. */
class Rogue {
  private constructor(
    readonly store: Store,
    readonly name: string,
    readonly close: () => Promise<void>,
  ) {}

  static async join({ run }: OpenMember, name: string, terms: object = {}): Promise<Rogue> {
    const connection = await dial(server.servers);
    const store = await Store.open(connection, run, `of-${name}`);
    const rogue = new Rogue(store, name, () => connection.close());
    const like = await store.next(0, "join.>");
    await rogue.write("join", { ...read(like?.data), replaces: null, session: store.session, ...terms });
    return rogue;
  }

  write(kind: "join" | "ready", record: object): Promise<number> {
    return this.store.append(kind, this.name, { session: this.store.session, ...record } as never);
  }

  send(bytes: Uint8Array, name = this.name): Promise<number[]> {
    return this.store.send(name, bytes);
  }

  /** Of the weights that a round begins with: by the object store. */
  async baseOf(round: number): Promise<unknown> {
    for (let seq = 0; ;) {
      const logged = await this.store.next(seq, "result.>");
      seq = logged?.seq ?? 0;
      const result = read(logged?.data);
      if (result.round === round) return result.digest;
    }
  }
}

function read(data: Uint8Array | undefined): Record<string, unknown> {
  return data ? (JSON.parse(new TextDecoder().decode(data)) as Record<string, unknown>) : {};
}
