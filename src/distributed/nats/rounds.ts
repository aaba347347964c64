import { quote } from "../../options/messages.js";
import type { Allocated, AllocatedGradients, Values } from "../../model/types.js";
import { newSession, requireConnection, type Connection } from "./connection.js";
import { differenceOf, leavesOf, type Leaf } from "./differences.js";
import { dropWindows, requireInner } from "./inner.js";
import type { Round } from "./ledger.js";
import { Following, join } from "./membership.js";
import { readRoundsOptions, readStepOptions, type RoundsOptions, type StepOptions } from "./options.js";
import { Breath, closing } from "./pace.js";
import { Run, type Global } from "./run.js";
import { Store } from "./store.js";
import { termsOf, type AnyOptimizer } from "./terms.js";

/**
 * Training in rounds over NATS: each member trains alone with its `inner` optimizer, and after `every` steps the weighted mean
 * of the members' differences moves the weights of all by the `outer` one. All end the round with the same bits. Members may
 * come, go and vanish; who is left out of a round is named.
 *
 * Source: DiLoCo, arXiv 2311.08105, with `new SGD({ lr: 0.7, momentum: 0.9, nesterov: true })` outside; FedAvg, arXiv 1602.05629, with
 * `new SGD({ lr: 1 })`.
 *
 * @example
 * const rounds = new Rounds(await connect(), new AdamW(), new SGD({ lr: 0.7, momentum: 0.9, nesterov: true }), model, { name: "a" });
 * await rounds.join();
 * for (;;) {
 *   gradients(rounds.params, rounds.grads);
 *   await rounds.step();
 * }
 */
export class Rounds<Model extends object> {
  /** This member's weights, in the inner optimizer's memory. Written by `join` and `step` alone. */
  readonly params: Allocated<Model>;
  /** Where their gradients belong. */
  readonly grads: AllocatedGradients<Model>;
  readonly #inner: AnyOptimizer;
  readonly #options: Required<RoundsOptions>;
  readonly #global: Global;
  readonly #own: readonly Leaf[];
  #connection: Connection;
  #following: Following | undefined;
  #failure: { readonly error: unknown } | undefined;
  #round = 0;
  #steps = 0;
  #weight = 0;
  #busy = false;
  readonly #breath = new Breath();
  #changed = () => {};

  /**
   * @param connection of `@nats-io/nats-core`, whose server has JetStream
   * @param inner what trains this member's weights, with state of its own, but no weights of its own: see docs/rounds.md
   * @param outer what moves the weights of all, of the same options at all members
   * @param model the weights to begin with: the first member's are those of all
   */
  constructor(
    connection: Connection,
    inner: AnyOptimizer,
    outer: AnyOptimizer,
    model: Values<Model>,
    options: RoundsOptions,
  ) {
    requireConnection(connection);
    if ((inner as unknown) === outer)
      throw new TypeError("inner and outer must be two optimizers, got the same: make another");
    const read = readRoundsOptions(options);
    requireInner(inner, read.every);
    const { type: format, quorum } = read;
    const { params, grads } = outer.allocate<Model>(model);
    const leaves = leavesOf(params);
    const terms = termsOf(outer, leaves, read);
    this.#global = { outer, params, grads, leaves, gradLeaves: leavesOf(grads), format, quorum, terms };
    ({ params: this.params, grads: this.grads } = inner.allocate<Model>(model));
    this.#own = leavesOf(this.params);
    this.#inner = inner;
    this.#options = read;
    this.#connection = connection;
  }

  /** The round that this member is in, from 0. */
  get round(): number {
    return this.#round;
  }

  /** The last round with a result that this member knows: who was in it, and who was left out. */
  get last(): Round | undefined {
    return this.#following?.run.ledger.last;
  }

  /** Names of the run's members, as this one knows them: in order, those too that have vanished. */
  get members(): string[] {
    return [...(this.#following?.run.ledger.members.keys() ?? [])].toSorted();
  }

  /**
   * Takes part in the run: `params` then have the weights of all, of the latest round. Again after `leave`, or after a connection is lost
   * for good, with a new one: the inner optimizer keeps its state. Throws a `RangeError` where the run has another version, other
   * options or another model, and a `TypeError` where another connection has the name.
   */
  async join(connection = this.#connection): Promise<void> {
    requireConnection(connection);
    if (this.#busy || (this.#following && !this.#failure && !this.#connection.isClosed()))
      throw new TypeError("this member has joined already: leave() first");
    this.#busy = true;
    try {
      this.#following?.end();
      this.#following = undefined;
      const { name, run, onRound, onLeftOut } = this.#options;
      const store = await Store.open(connection, run, newSession());
      let silent = true;
      const tell =
        <Of>(callback: (of: Of) => void) =>
        (of: Of) =>
          silent ? undefined : callback(of);
      const failed = (error: unknown) => this.#fail(error);
      const told = { onRound: tell(onRound), onLeftOut: tell(onLeftOut), onFailure: failed };
      const now = new Run(store, name, this.#global, told);
      // Who comes next with this name asks whether this connection lives.
      const following = new Following(now, connection, () => this.#changed(), failed);
      try {
        await now.begin();
        await join(now);
      } catch (error) {
        following.end();
        throw error;
      }
      silent = false;
      this.#failure = undefined;
      this.#connection = connection;
      this.#following = following;
      this.#adopt(now);
      void following.follow();
    } finally {
      this.#busy = false;
    }
  }

  /**
   * One step of the inner optimizer by `grads`; each `every`-th ends the round, and waits until it has a result, which
   * `params` then hold. Where the round has closed without this member they hold its result too, and the step does nothing else.
   *
   * Await what it returns. Throws what a callback has thrown, and where the connection has ended.
   */
  step(options: StepOptions = {}): void | Promise<void> {
    const { rows, gradScale } = readStepOptions(options);
    const run = this.#present();
    if (run.ledger.round !== this.#round) return this.#adopt(run);
    const params = this.params as Record<string, Float32Array>;
    this.#inner.update(params, this.grads as Record<string, Float32Array>, { gradScale });
    this.#weight += rows;
    if (++this.#steps < this.#options.every) return this.#breath.take();
    return this.#finish(run);
  }

  /** Ends this member's part: the others wait for it no longer. The connection stays open. Also ends a step that waits. */
  async leave(): Promise<void> {
    const following = this.#following;
    if (!following) return;
    this.#following = undefined;
    this.#changed();
    const { store, name, storing } = following.run;
    if (!this.#connection.isClosed()) {
      await storing;
      await store.append("leave", name, { session: store.session });
    }
    following.end();
  }

  async #finish(run: Run): Promise<void> {
    this.#busy = true;
    try {
      const { name, deadline, onWaiting } = this.#options;
      const { store } = run;
      const { session } = store;
      const [round, weight, { base }] = [this.#round, this.#weight, run.ledger];
      const bytes = differenceOf(this.#global.leaves, this.#own, this.#global.format);
      const parts = bytes ? await store.send(name, bytes) : [];
      if (bytes) run.own = { bytes, parts };
      if (run.ledger.round === round) await store.append("ready", name, { session, round, weight, parts, base });
      const close = closing(run, { deadline, onWaiting });
      while (this.#following?.run === run && run.ledger.round === round) {
        this.#check(run);
        const wait = close();
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, wait);
          this.#changed = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      if (this.#following?.run === run) this.#adopt(run);
    } finally {
      this.#busy = false;
    }
  }

  /** The run; throws where there is none, or it cannot go on. */
  #present(): Run {
    if (this.#busy) throw new TypeError("step is called while one is under way: await each");
    const run = this.#following?.run;
    if (!run) throw new TypeError("step needs a member of a run: await join() first");
    this.#check(run);
    return run;
  }

  #check(run: Run): void {
    if (this.#failure) throw this.#failure.error;
    const { name, store, ledger } = run;
    const session = ledger.members.get(name)?.session;
    if (session === store.session) return;
    const why = session ? "another connection has joined as" : "the others have gone on for long without";
    const error = new TypeError(`${why} ${quote(name)}: join() again takes the name back`);
    this.#fail(error);
    throw error;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#following?.end();
    this.#changed();
  }

  /** The weights of all become this member's, and a round begins. */
  #adopt({ ledger }: Run): void {
    this.#own.forEach(([, values], k) => values.set(this.#global.leaves[k][1]));
    dropWindows(this.#inner);
    this.#round = ledger.round;
    this.#steps = 0;
    this.#weight = 0;
  }
}
