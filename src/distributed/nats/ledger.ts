import type { Close, Entry, Join, Leave, Ready, Result, Terms } from "./records.js";

/**
 * Why a member is left out: `absent` when the round closed (it has vanished, or is slow), `late` after that, its
 * difference `not finite`, its model of another `shape`, its `version` or its `options` other than the run's, the name there
 * `twice`, trained from other `weights`, a message `malformed`, or by one who has not joined: `unknown`.
 */
export type Reason =
  "absent" | "late" | "not finite" | "shape" | "version" | "options" | "twice" | "weights" | "malformed" | "unknown";

/** A member that was left out of a round. */
export interface LeftOut {
  readonly name: string;
  readonly round: number;
  readonly reason: Reason;
}

/** A round that has a result. */
export interface Round {
  /** From 0. */
  readonly round: number;
  /** Whose differences are in it, in the order of the sum. */
  readonly members: readonly string[];
  /** Rows, or steps, of all of them. */
  readonly weight: number;
  /** Who was left out. */
  readonly leftOut: readonly LeftOut[];
}

interface Member {
  readonly session: string;
  /** The round that it was absent from, if it has not been heard of since. */
  lost: number | null;
  /** Whether the round waits for it. */
  expected: boolean;
}

/** After so many rounds without a word a member is none. */
const FORGET = 100;
/** So many who were left out are kept of a round. */
const MOST = 1000;

/**
 * Who is in a run, and in its round: a function of the run's records in their one order, so that all who read them agree. The
 * order of names is that of their code units.
 */
export class Ledger {
  round: number;
  /** The place of the record that closed the last round. */
  after: number;
  /** Of the weights that the round begins with. */
  base: string;
  readonly terms: Terms;
  readonly members = new Map<string, Member>();
  /** The differences of this round. */
  readonly ready = new Map<string, Ready>();
  /** Who has none in this round. */
  readonly out = new Set<string>();
  last: Round | undefined;
  readonly #tell: (left: LeftOut) => void;
  #left: LeftOut[] = [];

  constructor(
    { round, after, digest, members, ...terms }: Result,
    readonly quorum: number,
    tell: (left: LeftOut) => void,
  ) {
    this.round = round;
    this.after = after;
    this.base = digest;
    this.terms = { version: terms.version, options: terms.options, shapes: terms.shapes };
    this.#tell = tell;
    for (const [name, session, lost] of members) this.members.set(name, { session, lost, expected: lost === null });
  }

  /** Takes a record of `name`; undefined where what it has written is none. Whether it closes the round, if its differences are right. */
  take(name: string, entry: Entry | undefined, seq: number): boolean {
    if (entry === undefined) this.leaveOut(name, "malformed");
    else if (entry.kind === "join") this.#join(name, entry.is);
    else if (entry.kind === "leave") this.#leave(name, entry.is);
    else if (entry.kind === "ready") this.#ready(name, entry.is, seq);
    else if (entry.kind === "close") return this.#closes(name, entry.is);
    return false;
  }

  #join(name: string, join: Join): void {
    const before = this.members.get(name);
    const other = (["version", "options", "shapes"] as const).find((term) => join[term] !== this.terms[term]);
    if (other !== undefined) return this.leaveOut(name, other === "shapes" ? "shape" : other);
    if (before?.session === join.session) return;
    if (before !== undefined && before.session !== join.replaces) return this.leaveOut(name, "twice");
    this.members.set(name, { session: join.session, lost: null, expected: this.ready.size === 0 });
  }

  #leave(name: string, { session }: Leave): void {
    if (this.#memberOf(name, session)) this.members.delete(name);
  }

  #ready(name: string, ready: Ready, seq: number): void {
    const member = this.#memberOf(name, ready.session);
    if (!member) return;
    member.lost = null;
    if (ready.round < this.round) return this.leaveOut(name, "late", ready.round);
    if (ready.round > this.round) return this.leaveOut(name, "malformed");
    if (this.ready.has(name) || this.out.has(name)) return this.leaveOut(name, "twice");
    if (ready.base !== this.base) return this.drop(name, "weights");
    if (ready.parts.some((part) => part <= this.after || part >= seq)) return this.drop(name, "malformed");
    if (ready.parts.length === 0) return this.drop(name, "not finite");
    this.ready.set(name, ready);
  }

  #closes(name: string, { round, session }: Close): boolean {
    return this.#memberOf(name, session) !== undefined && round === this.round && this.ready.size >= this.quorum;
  }

  /** Who a record is from; undefined, and left out, where the name is another connection's or nobody's. */
  #memberOf(name: string, session: string): Member | undefined {
    const member = this.members.get(name);
    if (member?.session === session) return member;
    this.leaveOut(name, member ? "twice" : "unknown");
    return undefined;
  }

  /** Whom the round waits for. */
  get missing(): string[] {
    return [...this.members]
      .filter(([name, { expected }]) => expected && !this.ready.has(name) && !this.out.has(name))
      .map(([name]) => name)
      .toSorted();
  }

  /** The differences of the round, in the order of the names. */
  get sorted(): (readonly [name: string, ready: Ready])[] {
    return [...this.ready].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  get hasQuorum(): boolean {
    return this.ready.size >= this.quorum;
  }

  /** A member has nothing in this round. */
  drop(name: string, reason: Reason): void {
    this.ready.delete(name);
    this.out.add(name);
    this.leaveOut(name, reason);
  }

  leaveOut(name: string, reason: Reason, round = this.round): void {
    const left = { name, round, reason };
    const list = round === this.round ? this.#left : this.last?.round === round ? this.last.leftOut : [];
    if (list.length >= MOST || list.some((each) => each.name === name && each.reason === reason)) return;
    (list as LeftOut[]).push(left);
    this.#tell(left);
  }

  /** The round has its result: the next begins, with weights of this digest. */
  next(after: number, base: string): Round {
    for (const name of this.missing) {
      this.leaveOut(name, "absent");
      (this.members.get(name) as Member).lost = this.round;
    }
    const { round, sorted } = this;
    const weight = sorted.reduce((sum, [, ready]) => sum + ready.weight, 0);
    this.last = { round, members: sorted.map(([name]) => name), weight, leftOut: this.#left };
    this.#left = [];
    this.ready.clear();
    this.out.clear();
    for (const [name, member] of this.members) {
      member.expected = member.lost === null;
      if (round - (member.lost ?? round) >= FORGET) this.members.delete(name);
    }
    this.round++;
    this.after = after;
    this.base = base;
    return this.last;
  }
}
