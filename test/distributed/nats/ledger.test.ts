import { describe, expect, it } from "vitest";
import { Ledger, type LeftOut } from "../../../src/distributed/nats/ledger.js";
import { readRecord, writeRecord, type Entry, type Ready } from "../../../src/distributed/nats/records.js";
import { generator, seedOf } from "../../support.js";

const terms = { version: "1", options: "o", shapes: "s" };
const begin = { ...terms, round: 0, after: 0, object: "", digest: "w0", members: [] };

/** A ledger, and what it told. */
function ledger(quorum = 2) {
  const told: LeftOut[] = [];
  const made = new Ledger(begin, quorum, (left) => told.push(left));
  let seq = 0;
  const take = (name: string, entry: Entry | undefined) => made.take(name, entry, ++seq + 100);
  return {
    made,
    told,
    take,
    join: (name: string, session = name, replaces: string | null = null) =>
      take(name, { kind: "join", is: { ...terms, session, replaces } }),
    ready: (name: string, more: Partial<Ready> = {}) =>
      take(name, {
        kind: "ready",
        is: { session: name, round: made.round, weight: 1, parts: [1], base: made.base, ...more },
      }),
    close: (name: string, round = made.round) => take(name, { kind: "close", is: { session: name, round } }),
    next: () => made.next(0, `w${made.round + 1}`),
  };
}

describe("the ledger of a run", () => {
  it("closes a round by the first record that finds a quorum, and no other", () => {
    const { join, ready, close, next } = ledger();
    for (const name of ["b", "a", "c"]) join(name);
    ready("b");
    expect(close("b")).toBe(false);
    ready("a");
    expect([close("stranger"), close("a", 1), close("c")]).toEqual([false, false, true]);
    expect(next()).toMatchObject({
      round: 0,
      members: ["a", "b"],
      weight: 2,
      leftOut: [{ name: "stranger" }, { name: "c" }],
    });
    expect(close("b", 0)).toBe(false);
  });

  it("does not wait for who was absent, until it is heard of", () => {
    const { made, join, ready, next, told } = ledger();
    for (const name of ["a", "b", "c"]) join(name);
    ready("a");
    join("d");
    ready("b");
    expect(made.missing).toEqual(["c"]);
    next();
    expect(told).toEqual([{ name: "c", round: 0, reason: "absent" }]);
    expect(made.missing).toEqual(["a", "b", "d"]);
    ready("c", { round: 0, base: "w0" });
    expect(made.last?.leftOut.map(({ reason }) => reason)).toEqual(["absent", "late"]);
    next();
    expect(made.missing).toEqual(["c"]);
  });

  it("forgets who has been away for 100 rounds", () => {
    const { made, join, ready, next } = ledger(1);
    for (const name of ["a", "b"]) join(name);
    for (let k = 0; k <= 100; k++) {
      expect([...made.members.keys()]).toEqual(["a", "b"]);
      ready("a");
      next();
    }
    expect([...made.members.keys()]).toEqual(["a"]);
  });

  it("has one connection to a name: who takes another's place says whose", () => {
    const { made, join, told, take } = ledger();
    join("a", "1");
    join("a", "2");
    join("a", "3", "1");
    join("a", "4", "1");
    expect(made.members.get("a")?.session).toBe("3");
    expect(told).toEqual([{ name: "a", round: 0, reason: "twice" }]);
    take("a", { kind: "leave", is: { session: "1" } });
    expect(made.members.has("a")).toBe(true);
    take("a", { kind: "leave", is: { session: "3" } });
    expect(made.members.has("a")).toBe(false);
  });

  it("counts a difference once", () => {
    const { made, join, ready, told } = ledger();
    join("a");
    ready("a", { weight: 5 });
    ready("a", { weight: 7 });
    expect(made.ready.get("a")?.weight).toBe(5);
    expect(told).toEqual([{ name: "a", round: 0, reason: "twice" }]);
  });

  it("tells of each once a round, and of no more than 1,000", () => {
    const { take, told, next } = ledger();
    for (let k = 0; k < 2000; k++) take("x", undefined);
    expect(told).toHaveLength(1);
    for (let k = 0; k < 2000; k++) take(`x${k}`, undefined);
    expect(told).toHaveLength(1000);
    next();
    take("x", undefined);
    expect(told).toHaveLength(1001);
  });
});

describe("a record", () => {
  const ready = { session: "s", round: 1, weight: 2, parts: [3, 4], base: "x" };

  it("is read as it was written", () => {
    expect(readRecord("ready", writeRecord<"ready">(ready))).toEqual({ kind: "ready", is: ready });
  });

  it.each([
    { round: -1 },
    { round: 1.5 },
    { weight: 0 },
    { weight: "2" },
    { parts: 3 },
    { parts: [3, null] },
    { session: "a b" },
    { session: "" },
    { base: undefined },
  ])("is none with %o", (wrong) => {
    expect(readRecord("ready", writeRecord<"ready">({ ...ready, ...wrong } as never))).toBe(undefined);
  });

  it("of random bytes is none, nor of random changes to one; none throws", () => {
    const random = generator(seedOf());
    const kinds = ["join", "leave", "ready", "close", "result", "constructor", ""];
    const written = writeRecord<"ready">(ready);
    const { made, take } = ledger();
    for (let k = 0; k < 5000; k++) {
      const kind = kinds[k % kinds.length];
      const noise = Uint8Array.from({ length: 60 * random() }, () => 256 * random());
      expect(readRecord(kind, noise)).toBe(undefined);
      const changed = written.slice();
      changed[Math.floor(random() * changed.length)] = 256 * random();
      take("x", readRecord("ready", changed));
    }
    expect(made.ready.size).toBe(0);
  });
});
