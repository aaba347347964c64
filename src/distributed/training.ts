import type { Internals } from "../internals.js";
import { internalsOf, partedOf } from "../internals.js";
import type { Shard } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import type { Optimizer } from "../optimizer.js";
import { complain, quote } from "../options/messages.js";
import { readOptions } from "../options/read.js";
import type { Examined } from "../step/norm.js";
import { IDLE, READING, TORN } from "../step/phase.js";
import { bucketsOf, type Bucket } from "./buckets.js";
import type { Collective } from "./collective.js";
import type { Exchanges } from "./drive.js";
import { Inbox } from "./inbox.js";
import { likenessOf, requireAlike } from "./likeness.js";
import { RankLost } from "./rank-lost.js";
import { Ranks } from "./ranks.js";
import { partsOf, slicesOf, type Slices } from "./slices.js";
import { together } from "./together.js";

/** What one step of all ranks takes. */
export interface StepOptions {
  /** What gradients are multiplied by first, the same on all ranks: 1 / loss scale. Default 1. */
  gradScale?: number;
  /** How many examples this rank's gradients are the mean of: the ranks' mean is weighted by them. Default 1. */
  rows?: number;
}

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
  #isReady = false;

  /** `shard` is whose part of the state is here, as it is allocated. */
  constructor(kind: string, collective: Collective, optimizer: Optimizer, model: object, isSharded: boolean) {
    this.ranks = new Ranks(collective);
    if (partedOf(optimizer))
      throw new TypeError(
        `${kind} takes one optimizer, got a Partition: make a training for each optimizer and its part of the model`,
      );
    this.of = internalsOf(kind, optimizer);
    this.#kind = kind;
    const { of, ranks } = this;
    const { store, counts, plans, title, hyper } = of;
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
    if (isSharded && hyper.option(0, "accumulate") !== 1 && hyper.option(0, "clipNorm") !== Infinity)
      throw new TypeError(
        "Sharded cannot have both accumulate and clipNorm, whose norm is that of the whole window: take Replicated, or one of them",
      );
    const { rank, size } = isSharded ? ranks : { rank: 0, size: 1 };
    const shard: Shard = { rank, size, beside: this.#inbox };
    const made = counts.phase.during(kind, () => plans.allocate(model, false, shard));
    this.params = made.params;
    this.grads = made.grads;
    this.slices = slicesOf(this.tensors, ranks.size);
    this.#buckets = ranks.size > 1 ? bucketsOf(this.slices, ranks.rank, this.#inbox) : [];
  }

  get tensors(): readonly Tensor[] {
    return [...this.of.store.tensors.values()];
  }

  /** Does what all ranks do at the same time; nothing else may be done with the optimizer meanwhile. */
  *during<Result>(who: string, work: Exchanges<Result>, isReady = true): Exchanges<Result> {
    const { phase, iterations } = this.of.counts;
    phase.require(who);
    if (phase.now !== IDLE) phase.refuse(who);
    if (isReady && !this.#isReady) throw new TypeError(`broadcast() or load(files) comes before ${who}, on all ranks`);
    const { holder } = phase;
    phase.now = READING;
    phase.holder = who;
    try {
      return yield* work;
    } catch (error) {
      if (error instanceof RankLost) {
        error.step ??= iterations;
        phase.now = TORN;
      }
      throw error;
    } finally {
      if (phase.now === READING) phase.now = IDLE;
      phase.holder = holder;
    }
  }

  /** What is the optimizer's own, within `during`. */
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
  *broadcast(): Exchanges<void> {
    const { ranks, slices } = this;
    requireAlike(yield* ranks.texts(likenessOf(this.#kind, this.of)));
    for (const { params } of ranks.size > 1 ? slices : []) {
      const none = params.subarray(0, 0);
      const others = Array.from({ length: ranks.size }, (_, k) => (k === 0 ? none : params));
      const first = Array.from({ length: ranks.size }, (_, k) => (k === 0 && ranks.rank > 0 ? params : none));
      yield ranks.collective.allToAll(ranks.rank === 0 ? others : first.map(() => none), first);
    }
    this.#isReady = true;
  }

  /** All ranks have gone on from the same files. */
  loaded(): void {
    this.#isReady = true;
  }

  /** The options of a step, checked; the weighted mean of all ranks' gradients stands in each rank's own part afterwards. */
  *mean(options: StepOptions): Exchanges<number> {
    const { gradScale, rows } = {
      gradScale: 1,
      rows: 1,
      ...readOptions("step", STEP, options),
    } as Required<StepOptions>;
    const { ranks, of } = this;
    const { iterations, microSteps } = of.counts;
    const all = yield* ranks.numbers([iterations, microSteps, gradScale, rows]);
    requireInStep(all);
    const total = all.reduce((sum, [, , , each]) => sum + each, 0);
    if (!(total > 0)) complain("rows of all ranks", "more than 0", total, RangeError);
    if (ranks.size === 1) return gradScale;
    for (const { span } of this.slices) {
      const at = this.#inbox.weights(span);
      all.forEach(([, , , each], k) => (span.heap[at + k] = each / total));
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

  /** What all ranks' parts are together, of what each has looked at. */
  *examined(own: () => Examined): Exchanges<Examined | undefined> {
    const { hyper, counts } = this.of;
    if (hyper.scheduled.length > 0)
      this.inside(() => counts.phase.during("step", () => hyper.settle(counts.iterations)));
    if (!hyper.examines) return undefined;
    const { sumOfSquares, unit = 1, finite } = own();
    const all = yield* this.ranks.numbers([sumOfSquares, unit, finite ? 1 : 0]);
    return together(all.map(([sum, of, is]) => ({ sumOfSquares: sum, unit: of, finite: is === 1 })));
  }

  /** Gives every rank each other's own part of what goes over whole spans. */
  *gather(which: "params" | "grads"): Exchanges<void> {
    const { rank, size, collective } = this.ranks;
    if (size === 1) return;
    for (const slice of this.slices) {
      const parts = partsOf(slice[which], slice.cuts);
      yield collective.allGather(parts[rank], parts);
    }
  }
}

function requireInStep(all: readonly Float64Array[]): void {
  const [first] = all;
  all.forEach((each, k) => {
    for (const [place, what] of ["iterations", "microSteps", "gradScale"].entries())
      if (!Object.is(each[place], first[place]))
        throw new RangeError(
          `${what} must be the same on all ranks: rank 0 has ${first[place]}, rank ${k} ${each[place]}`,
        );
  });
}
