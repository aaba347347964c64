import { decode, load, save } from "../../checkpoint/index.js";
import type { Floats } from "../../numbers.js";
import { Mean, digestOfLeaves, sizeOf, type Format, type Leaf } from "./differences.js";
import { Ledger, type LeftOut, type Round } from "./ledger.js";
import { readRecord, type Ready, type Result, type Terms } from "./records.js";
import { isPassing, pause, PATIENCE, type Store } from "./store.js";
import type { AnyOptimizer } from "./terms.js";

/** The weights of all, and what moves them. */
export interface Global {
  readonly outer: AnyOptimizer;
  readonly params: object;
  readonly grads: object;
  readonly leaves: readonly Leaf[];
  readonly gradLeaves: readonly Leaf[];
  readonly format: Format;
  readonly quorum: number;
  readonly terms: Terms;
}

/** What is told of a run. */
export interface Told {
  onLeftOut(left: LeftOut): void;
  onRound(round: Round): void;
  onFailure(error: unknown): void;
}

/** Weights of so many rounds are in the object store. */
const KEPT = 4;

/** Follows a run's records, and has the weights of all do what they say. */
export class Run {
  ledger!: Ledger;
  /** The number of the last record that was read. */
  seq = 0;
  /** When the first difference of this round was known here. */
  begun: number | undefined;
  /** The difference of this member, which it need not fetch. */
  own: { readonly bytes: Uint8Array; readonly parts: readonly number[] } | undefined;
  /** The weights' way into the object store, where this member has closed a round. */
  storing: Promise<void> = Promise.resolve();

  constructor(
    readonly store: Store,
    readonly name: string,
    readonly global: Global,
    readonly told: Told,
  ) {}

  /** Takes the weights of the latest round; those of this member, where there are none yet. */
  async begin(): Promise<void> {
    const { terms } = this.global;
    if (await this.#takeLatest(-1)) return;
    const mine = await this.#put({ ...terms, round: 0, after: 0, members: [] });
    if (!(await this.#takeLatest(-1)))
      throw new TypeError(`${mine} cannot be read back from the object store: look at its limits on the server`);
    if (this.#first !== mine) await this.store.drop(mine);
  }

  #first: string | undefined;

  /** Reads one record, and does as it says. False where there is none. */
  async read(): Promise<boolean> {
    const { ledger, store } = this;
    const found = await store.next(this.seq);
    if (!found) return false;
    const { seq, kind, name, data } = found;
    const entry = readRecord(kind, data);
    // Where records have been dropped that were not read in time, the weights are in the object store.
    const ahead = entry !== undefined && "round" in entry.is && entry.is.round > ledger.round;
    if (ahead && (await this.#takeLatest(ledger.round))) return true;
    if (ledger.take(name, entry, seq)) await this.#close(seq, name);
    if (ledger.ready.size > 0) this.begun ??= performance.now();
    // The ledger is another where the weights have been taken from the store.
    if (this.ledger === ledger) this.seq = seq;
    return true;
  }

  /** The round closes: everyone adds the same differences in the same order. */
  async #close(seq: number, by: string): Promise<void> {
    const { ledger, store, global } = this;
    const mean = new Mean(global.leaves, global.format);
    for (const [name, ready] of ledger.sorted) {
      const bytes = await this.#bytesOf(name, ready);
      if (bytes === undefined) return;
      const why = typeof bytes === "string" ? bytes : mean.add(bytes, ready.weight);
      if (why !== undefined) ledger.drop(name, why);
    }
    if (!ledger.hasQuorum) return;
    mean.write(global.gradLeaves);
    global.outer.update(global.params as Record<string, Floats>, global.grads as Record<string, Floats>);
    const { after } = ledger;
    const round = ledger.next(seq, digestOfLeaves(global.leaves));
    this.own = undefined;
    this.begun = undefined;
    if (by === this.name) this.#store(after, store);
    this.told.onRound(round);
  }

  /** Undefined where it is gone, and the weights have been taken from the store. */
  async #bytesOf(name: string, { parts, session }: Ready): Promise<Uint8Array | "shape" | "malformed" | undefined> {
    if (session === this.store.session && this.own?.parts.join() === parts.join()) return this.own.bytes;
    for (;;) {
      const bytes = await this.store.fetch(name, parts, sizeOf(this.global.leaves, this.global.format));
      if (bytes !== undefined || (await this.#takeLatest(this.ledger.round))) return bytes;
      await pause(PATIENCE);
    }
  }

  /** Puts the weights into the object store, and drops what nobody needs since. */
  #store(before: number, store: Store): void {
    const { round, after, members } = this.ledger;
    const list = [...members].map(([name, { session, lost }]) => [name, session, lost] as const);
    const stored = this.#put({ ...this.ledger.terms, round, after, members: list });
    const drop = async () => {
      for (const { round: old, object } of await this.#results()) if (old === 0 && round > 1) await store.drop(object);
      if (before > 1) await store.forget(before);
    };
    // Where the connection is lost, who closes the next round does it.
    const failed = (error: unknown) => (isPassing(error) ? undefined : this.told.onFailure(error));
    this.storing = Promise.all([this.storing, stored]).then(drop).catch(failed);
  }

  /** The object has this round's weights, whatever comes meanwhile. */
  async #put(result: Omit<Result, "object" | "digest">): Promise<string> {
    const { outer, params, leaves } = this.global;
    const [bytes, digest] = [save(outer, params as Record<string, Floats>), digestOfLeaves(leaves)];
    // The same few again and again: an object that is dropped leaves a mark.
    const object = result.round === 0 ? `0-${this.store.session}` : `round-${result.round % KEPT}`;
    await this.store.put(object, bytes);
    await this.store.append("result", this.name, { ...result, object, digest });
    return object;
  }

  /** What is in the object store, the oldest first. */
  async #results(): Promise<Result[]> {
    const results: Result[] = [];
    for (let seq = 0; ;) {
      const found = await this.store.next(seq, "result.>");
      if (!found) return results;
      seq = found.seq;
      const entry = readRecord(found.kind, found.data);
      if (entry?.kind === "result") results.push(entry.is);
    }
  }

  /** Takes the weights of the latest round after this; of the first two members' the first. Whether there are some. */
  async #takeLatest(round: number): Promise<boolean> {
    const results = await this.#results();
    for (const each of results.toSorted((a, b) => b.round - a.round))
      if (each.round > round && (await this.#take(each))) return true;
    return false;
  }

  async #take(result: Result): Promise<boolean> {
    const { outer, params, leaves, terms } = this.global;
    const { told, ledger } = this;
    // A run of other terms has no weights for this member, and tells it so when it joins.
    const alike = (["version", "options", "shapes"] as const).every((term) => terms[term] === result[term]);
    if (alike) {
      const file = await this.store.get(result.object);
      if (!file || !holds(file, leaves, result.digest)) return false;
      load(outer, file, { params: params as Record<string, Floats> });
    }
    this.#first = result.object;
    this.ledger = new Ledger(result, this.global.quorum, (left) => told.onLeftOut(left));
    this.ledger.last = ledger?.last;
    this.seq = result.after;
    this.own = undefined;
    this.begun = undefined;
    return true;
  }
}

/** Whether these are the weights that were meant. */
function holds(file: Uint8Array, leaves: readonly Leaf[], digest: string): boolean {
  try {
    const { tensors } = decode(file);
    return digestOfLeaves(leaves.map(([name]) => [name, tensors[`param.${name}`]])) === digest;
  } catch {
    return false;
  }
}
