import { load, type Bytes, type Loaded, type Source } from "../checkpoint/index.js";
import type { Tensor } from "../memory/tensor.js";
import type { Allocated, AllocatedGradients, Values } from "../model/types.js";
import type { Floats } from "../numbers.js";
import type { Optimizer } from "../optimizer.js";
import type { Collective } from "./collective.js";
import type { Exchanges } from "./drive.js";
import { saveShard } from "./save-shard.js";
import type { StepOptions } from "./step-options.js";
import { Training } from "./training.js";

/**
 * Data-parallel training with a part of the state on each rank (ZeRO-1, Rajbhandari et al. 2020): gradients are summed where
 * the state of their elements is, and the parameters that have moved go to all. For rules that go element by element; the
 * bits are those of `Replicated`.
 *
 * `.params` and `.grads` lie in the optimizer's memory, which engines send from and receive into. A step leaves the mean in
 * this rank's part of `.grads`. Where an engine works by promises, so do the methods.
 *
 * @example
 * const training = new Sharded(await mpi(), new Adam(), model);
 * await training.broadcast();
 * await training.step({ rows: 32 });
 */
export class Sharded<Model extends object> {
  /** The whole model over the optimizer's memory: the same on all ranks after each step. */
  readonly params: Allocated<Model>;
  /** Where this rank's gradients of the whole model go, before each step. */
  readonly grads: AllocatedGradients<Model>;
  readonly #optimizer: Optimizer;
  readonly #training: Training;

  /** Throws a `TypeError` for an optimizer that has state already, and for one whose step needs whole parameters. */
  constructor(collective: Collective, optimizer: Optimizer, model: Values<Model>) {
    this.#training = new Training("Sharded", collective, optimizer, model, true);
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
    const { params, grads } = this as { params: object; grads: object };
    const gradScale = yield* training.mean(options);
    const examined = yield* training.examined();
    const before = this.#optimizer.iterations;
    training.inside(() => this.#optimizer.update(params, grads as never, { gradScale, examined }));
    if (this.#optimizer.iterations !== before) yield* training.torn(training.gather("params"));
  }

  /** Exchanges the parameters of all ranks with their averages, as an optimizer's `swapAverages` does. */
  swapAverages(): void | Promise<void> {
    return this.#training.run(
      "swapAverages",
      this.#exchange(() => this.#optimizer.swapAverages(this.#own())),
    );
  }

  /** Puts the point to evaluate in the parameters' place on all ranks, of an optimizer that has one, until `train`. */
  eval(): void | Promise<void> {
    return this.#turn("eval");
  }

  /** Puts back what `eval` took away, on all ranks. */
  train(): void | Promise<void> {
    return this.#turn("train");
  }

  #turn(to: "eval" | "train"): void | Promise<void> {
    const training = this.#training;
    return training.run(
      to,
      this.#exchange(() => training.turn(to, this.#optimizer, this.#own())),
    );
  }

  /** Changes this rank's own part of the parameters, as all ranks do, and gives it to all. */
  *#exchange(act: () => void): Exchanges<void> {
    this.#training.inside(act);
    yield* this.#training.torn(this.#training.gather("params"));
  }

  /**
   * This rank's part of everything as a file, which says what it is of: `load` takes those of all ranks. All ranks save at
   * once, and are told from those of another time by a mark that the files have in common.
   */
  save(): Bytes | Promise<Bytes> {
    return this.#training.run("save", saveShard(this.#training, this.#own()));
  }

  /** Goes on from the files of all ranks of any number, in any order, or from one of a whole optimizer, on every rank alike. */
  load(files: Source | readonly Source[]): Loaded {
    const loaded = load(this.#optimizer, files as Source, { params: this.params as never });
    this.#training.loaded();
    return loaded;
  }

  /** This rank's parts of the parameters, by name. */
  #own(): Record<string, Floats> {
    return Object.fromEntries(
      this.#training.tensors.map(({ name, resident }) => [name, (resident as NonNullable<Tensor["resident"]>).param]),
    );
  }
}
