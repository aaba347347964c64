import { load, save, type Bytes, type Source, type Loaded } from "../checkpoint/index.js";
import type { Allocated, AllocatedGradients, Values } from "../model/types.js";
import type { Optimizer } from "../optimizer.js";
import type { Collective } from "./collective.js";
import type { Exchanges } from "./drive.js";
import type { StepOptions } from "./step-options.js";
import { Training } from "./training.js";

/**
 * Data-parallel training with all of the state on every rank: each rank gives gradients of its own examples, and all make
 * the same step by their mean, weighted by `rows`, summed in the order of the ranks. Every rank has the same bits as every
 * other, whatever the engine, and as `Sharded`; one rank alone has those of the optimizer itself. For any optimizer, also
 * those whose step needs whole matrices.
 *
 * `.params` and `.grads` lie in the optimizer's memory, which engines send from and receive into. A step leaves the mean in
 * `.grads`. Where an engine works by promises, so do the methods.
 *
 * @example
 * const training = new Replicated(await mpi(), new Adam(), model);
 * await training.broadcast();
 * await training.step({ rows: 32 });
 */
export class Replicated<Model extends object> {
  /** The model over the optimizer's memory: the same on all ranks after each step. */
  readonly params: Allocated<Model>;
  /** Where this rank's gradients go, before each step. */
  readonly grads: AllocatedGradients<Model>;
  readonly #optimizer: Optimizer;
  readonly #training: Training;

  /** Throws a `TypeError` for an optimizer that has state already. */
  constructor(collective: Collective, optimizer: Optimizer, model: Values<Model>) {
    this.#training = new Training("Replicated", collective, optimizer, model, false);
    this.#optimizer = optimizer;
    this.params = this.#training.params as Allocated<Model>;
    this.grads = this.#training.grads as AllocatedGradients<Model>;
  }

  /**
   * Gives all ranks the parameters of rank 0. Throws a `RangeError` on all of them where version, shapes or options are not
   * the same, and a `RankLost`. It comes before the first step, unless that is `load`.
   */
  broadcast(): void | Promise<void> {
    return this.#training.broadcast();
  }

  /** One step of all ranks, by the mean of their gradients. Throws a `RankLost`, after which only `load` goes on. */
  step(options: StepOptions = {}): void | Promise<void> {
    return this.#training.run("step", this.#step(options));
  }

  *#step(options: StepOptions): Exchanges<void> {
    const training = this.#training;
    const gradScale = yield* training.mean(options);
    // Accumulated gradients, and those that passes change, are the same on all ranks: each looks at them itself.
    const { hyper, counts } = training.of;
    const given = hyper.values[0].accumulate === 1 && counts.passes === undefined;
    const examined = given ? yield* training.examined() : undefined;
    yield* training.gather("grads");
    training.inside(() => this.#optimizer.update(this.params as never, this.grads as never, { gradScale, examined }));
  }

  /** Exchanges the parameters with their averages, as an optimizer's `swapAverages` does. */
  swapAverages(): void {
    this.#optimizer.swapAverages(this.params as never);
  }

  /** Puts the point to evaluate in the parameters' place, of an optimizer that has one, until `train`. */
  eval(): void {
    this.#training.turn("eval", this.#optimizer, this.params);
  }

  /** Puts back what `eval` took away. */
  train(): void {
    this.#training.turn("train", this.#optimizer, this.params);
  }

  /** Everything as one file, the same on every rank: it is enough that one writes it. */
  save(): Bytes {
    this.#training.requireReady("save");
    return save(this.#optimizer, this.params as never);
  }

  /** Goes on from a file of one, or from those of all ranks of any number, on every rank alike. */
  load(files: Source | readonly Source[]): Loaded {
    const loaded = load(this.#optimizer, files as Source, { params: this.params as never });
    this.#training.loaded();
    return loaded;
  }
}
