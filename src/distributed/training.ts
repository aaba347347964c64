import type { Evaluated } from "../evaluated.js";
import type { Internals } from "../internals.js";
import { internalsOf, partedOf } from "../internals.js";
import type { Shard } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Optimizer } from "../optimizer.js";
import { complain, quote } from "../options/messages.js";
import { readOptions } from "../options/read.js";
import { examine, type Bound, type Examined } from "../step/norm.js";
import { IDLE, READING, TORN } from "../step/phase.js";
import { bucketsOf, type Bucket } from "./buckets.js";
import type { Collective } from "./collective.js";
import { drive, type Exchanges } from "./drive.js";
import { Inbox } from "./inbox.js";
import { digestOfValues, likenessOf, requireAlike } from "./likeness.js";
import { meet, type Standing } from "./meet.js";
import { RankLost } from "./rank-lost.js";
import { Ranks } from "./ranks.js";
import { ownGrads, slicesOf, type Slices } from "./slices.js";
import type { StepOptions } from "./step-options.js";
import { together } from "./together.js";

const STEP = { gradScale: { default: 1, min: -Infinity }, rows: { default: 1, min: 0 } };

/** One rank's part in a training of several: what an optimizer's own memory gives and takes, in the order of the ranks. */
export class Training {
  readonly of: Internals;
  readonly ranks: Ranks;
  readonly params: object;
  readonly grads: object;
  readonly slices: readonly Slices[];
  readonly #kind: string;
  readonly #buckets: readonly Bucket[];
  readonly #inbox: Inbox;
  readonly #isSharded: boolean;
  readonly #ownGrads: Bound;
  /** Of the options' values, by their version. */
  #digest = { version: NaN, of: 0 };
  #ready: typeof NOT | typeof LOADED | typeof READY = NOT;

  /** Where it is sharded, a rank's part of the state alone is here. */
  constructor(kind: string, collective: Collective, optimizer: Optimizer, model: object, isSharded: boolean) {
    this.ranks = new Ranks(collective);
    if (partedOf(optimizer))
      throw new TypeError(
        `${kind} takes one optimizer, got a Partition: make a training for each optimizer and its part of the model`,
      );
    this.of = internalsOf(kind, optimizer);
    this.#kind = kind;
    const { of, ranks } = this;
    const { store, counts, plans, title } = of;
    if (of.parted) throw new TypeError(`${kind} takes an optimizer of its own, this ${title} is a part of a Partition`);
    if (store.tensors.size > 0)
      throw new TypeError(
        `${kind} takes a new optimizer, this ${title} has state of ${quote([...store.tensors.keys()][0])}: load it afterwards`,
      );
    this.#inbox = new Inbox(ranks.size, store.layout.beside);
    if (isSharded && (of.kernels.stepsOf || counts.passes))
      throw new TypeError(
        `a step of this ${title} needs whole parameters${counts.passes ? ", for its passes" : ""}: take Replicated`,
      );
    if (store.tied)
      throw new TypeError(`${kind} takes no tied arrays: give each place its own, and sum their gradients`);
    this.#isSharded = isSharded;
    this.#requireWindow();
    const { rank, size } = isSharded ? ranks : { rank: 0, size: 1 };
    const shard: Shard = { rank, size, beside: this.#inbox };
    const made = counts.phase.during(kind, () => plans.allocate(model, false, shard));
    this.params = made.params;
    this.grads = made.grads;
    this.slices = slicesOf(this.tensors, ranks.size);
    this.#ownGrads = ownGrads(this.tensors, this.slices, ranks.rank);
    this.#buckets = ranks.size > 1 ? bucketsOf(this.slices, ranks.rank, this.#inbox) : [];
  }

  get tensors(): readonly Tensor[] {
    return [...this.of.store.tensors.values()];
  }

  /** Does what all ranks do at the same time, once they hold the same; nothing else may be done with the optimizer meanwhile. */
  run<Result>(who: string, work: Exchanges<Result>): Result | Promise<Result> {
    return drive(this.#during(who, work));
  }

  *#during<Result>(who: string, work: Exchanges<Result>, isReady = true): Exchanges<Result> {
    const { phase, iterations } = this.of.counts;
    phase.require(who);
    if (phase.now !== IDLE) phase.refuse(who);
    if (isReady) this.requireReady(who);
    const { holder } = phase;
    phase.now = READING;
    phase.holder = who;
    try {
      if (this.#ready === LOADED) yield* this.#agree();
      return yield* work;
    } catch (error) {
      if (error instanceof RankLost) {
        error.step ??= iterations;
        phase.now = TORN;
      }
      throw error;
    } finally {
      if (phase.now === READING) phase.now = IDLE;
      // No reset makes parameters good of which some have moved: a broadcast does, or files.
      if (phase.now === TORN) this.#ready = NOT;
      phase.holder = holder;
    }
  }

  requireReady(who: string): void {
    this.of.counts.phase.require(who);
    if (this.#ready === NOT) throw new TypeError(`broadcast() or load(files) comes before ${who}, on all ranks`);
  }

  /** Throws on all ranks alike where one has loaded something else. */
  *#agree(): Exchanges<void> {
    const params = this.slices.map((slice) => slice.params);
    requireAlike(yield* this.ranks.texts(likenessOf(this.#kind, this.of, params)));
    this.#ready = READY;
  }

  /** What is the optimizer's own, within `run`. */
  inside<Result>(act: () => Result): Result {
    const { phase } = this.of.counts;
    phase.now = IDLE;
    try {
      return act();
    } finally {
      if (phase.now === IDLE) phase.now = READING;
    }
  }

  /** From here on parameters may have moved on some ranks and not on others, if anything fails. */
  *torn<Result>(work: Exchanges<Result>): Exchanges<Result> {
    try {
      return yield* work;
    } catch (error) {
      this.of.counts.phase.now = TORN;
      throw error;
    }
  }

  /** Gives all ranks the parameters of rank 0, once all are found to be alike. */
  broadcast(): void | Promise<void> {
    return drive(this.#during("broadcast", this.#broadcast(), false));
  }

  *#broadcast(): Exchanges<void> {
    const { ranks, slices } = this;
    requireAlike(yield* ranks.texts(likenessOf(this.#kind, this.of)));
    for (const { params } of ranks.size > 1 ? slices : []) {
      const none = params.subarray(0, 0);
      const others = Array.from({ length: ranks.size }, (_, k) => (k === 0 ? none : params));
      const first = Array.from({ length: ranks.size }, (_, k) => (k === 0 && ranks.rank > 0 ? params : none));
      yield ranks.collective.allToAll(ranks.rank === 0 ? others : first.map(() => none), first);
    }
    this.#ready = READY;
  }

  /** All ranks have gone on from the same files, as is looked at before they do anything else. */
  loaded(): void {
    this.#ready = LOADED;
  }

  /** The options of a step, checked; the weighted mean of all ranks' gradients stands in each rank's own part afterwards. */
  *mean(options: StepOptions): Exchanges<number> {
    const { ranks } = this;
    const { gradScale, rows } = yield* meet(ranks, () => this.#own(options));
    const total = rows.reduce((sum, each) => sum + each, 0);
    if (!(total > 0)) complain("rows of all ranks", "more than 0", total, RangeError);
    if (ranks.size === 1) return gradScale;
    for (const { span, grads } of this.slices) {
      const at = this.#inbox.weights(span);
      rows.forEach((each, k) => (span.heap[at + k] = each / total));
      if (rows[ranks.rank] === 0) grads.fill(0);
    }
    const { collective } = ranks;
    const exchange = (k: number) => collective.allToAll(this.#buckets[k].send, this.#buckets[k].receive);
    let coming = this.#buckets.length > 0 ? exchange(0) : undefined;
    for (let k = 0; k < this.#buckets.length; k++) {
      yield coming;
      coming = k + 1 < this.#buckets.length ? exchange(k + 1) : undefined;
      this.#buckets[k].sum();
    }
    return gradScale;
  }

  /** What this rank has to say before a step, by what it is called. */
  #own(options: StepOptions): Standing {
    const { hyper, counts } = this.of;
    const given = { gradScale: 1, rows: 1, ...readOptions("step", STEP, options) } as Required<StepOptions>;
    if (hyper.scheduled.length > 0)
      this.inside(() => counts.phase.during("step", () => hyper.settle(counts.iterations)));
    this.#requireWindow();
    if (this.#digest.version !== hyper.version)
      this.#digest = { version: hyper.version, of: digestOfValues(hyper.values) };
    return { iterations: counts.iterations, microSteps: counts.microSteps, values: this.#digest.of, ...given };
  }

  #requireWindow(): void {
    const { hyper } = this.of;
    if (this.#isSharded && hyper.option(0, "accumulate") !== 1 && hyper.option(0, "clipNorm") !== Infinity)
      throw new TypeError(
        "Sharded cannot have both accumulate and clipNorm, whose norm is that of the whole window: take Replicated, or one of them",
      );
  }

  /** What all ranks' parts are together, of what each has looked at. */
  *examined(): Exchanges<Examined | undefined> {
    if (!this.of.hyper.examines) return undefined;
    const { sumOfSquares, unit = 1, finite } = examine(this.#ownGrads);
    const all = yield* this.ranks.numbers([sumOfSquares, unit, finite ? 1 : 0]);
    return together(all.map(([sum, of, is]) => ({ sumOfSquares: sum, unit: of, finite: is === 1 })));
  }

  /** Puts the point to evaluate in the place of these parameters, or back, where the optimizer has one. */
  turn(to: "eval" | "train", optimizer: Optimizer, params: object): void {
    const { [to]: act } = optimizer as Partial<Evaluated>;
    if (act === undefined)
      throw new TypeError(`${this.of.title} has no ${to}: it is evaluated at the point that it trains`);
    act.call(optimizer, params as never);
  }

  /** Gives every rank each other's own part of what goes over whole spans. */
  *gather(which: "params" | "grads"): Exchanges<void> {
    const { rank, size, collective } = this.ranks;
    if (size === 1) return;
    for (const { parts } of this.slices) yield collective.allGather(parts[which][rank], parts[which]);
  }
}

/** Whether all ranks hold the same: not known, to be looked at, or so. */
const NOT = 0;
const LOADED = 1;
const READY = 2;
