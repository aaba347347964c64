import type { Optimizer, Pool } from "optim-wasm";
import { load, save } from "optim-wasm/checkpoint";
import { Network, type Weights } from "../../../examples/digits/network.js";
import { seeded, shuffledIndices } from "../../../examples/random.js";
import { averages, kindNamed } from "../optimizers.js";
import { CLASSES, PIXELS, type AllDigits, type Digits } from "./data.js";
import type { Plan } from "./messages.js";
import { schedules } from "./schedules.js";

export const SHAPE = { inputs: PIXELS, hidden: 100, outputs: CLASSES };
export const BATCH = 100;
const SEED = 1;

/** A training that goes step by step; the batches hang on the step alone, so that a file goes on with the same bits. */
export class Trainer {
  readonly #digits: AllDigits;
  readonly #network = new Network(SHAPE);
  readonly #perEpoch: number;
  #plan: Plan;
  #optimizer: Optimizer;
  #params: Weights;
  #grads: Weights;
  #order: { readonly epoch: number; readonly indices: Uint32Array } | undefined;

  constructor(digits: AllDigits, plan: Plan, pool?: Pool) {
    this.#digits = digits;
    this.#perEpoch = Math.floor(digits.training.labels.length / BATCH);
    this.#plan = plan;
    this.#optimizer = this.#made(plan, pool);
    const { params, grads } = this.#optimizer.allocate(this.#network.initialWeights(seeded(SEED)));
    this.#params = params;
    this.#grads = grads;
  }

  get step(): number {
    return this.#optimizer.iterations;
  }

  /** Of the whole training. */
  get steps(): number {
    return this.#plan.epochs * this.#perEpoch;
  }

  get backend(): string {
    return this.#optimizer.backend;
  }

  get lr(): number {
    return this.#optimizer.currentLr;
  }

  get weights(): Readonly<Weights> {
    return this.#params;
  }

  /** One batch: its loss, and the time that the optimizer took, in milliseconds. */
  advance(): { loss: number; time: number } {
    const picks = this.#picks(this.step);
    const loss = this.#network.lossAndGrads(this.#params, this.#grads, { ...this.#digits.training, picks });
    const start = performance.now();
    this.#optimizer.update(this.#params, this.#grads);
    return { loss, time: performance.now() - start };
  }

  /** What each test digit is read as. */
  guesses(): Uint8Array {
    const { test } = this.#digits;
    return this.#looking(() => Uint8Array.from(test.labels, (_, k) => largest(this.#predict(test.images, k))));
  }

  read(pixels: Float32Array): number[] {
    return this.#looking(() => [...this.#predict(pixels, 0)]);
  }

  save(): Uint8Array {
    return save(this.#optimizer, this.#params);
  }

  /** Goes on from a file; the rate stays as the plan has it. */
  load(bytes: Uint8Array): void {
    load(this.#optimizer, bytes, { params: this.#params, keep: ["lr"] });
  }

  /** Goes on with other arithmetic, through a file in memory: the bits stay. */
  switchTo(plan: Plan, pool?: Pool): void {
    const file = this.save();
    const optimizer = this.#made(plan, pool);
    const { params, grads } = optimizer.allocate(this.#params);
    load(optimizer, file, { params, keep: ["lr"] });
    this.#plan = plan;
    this.#optimizer = optimizer;
    this.#params = params;
    this.#grads = grads;
  }

  #made({ optimizer, lr, schedule, epochs, backend }: Plan, pool: Pool | undefined): Optimizer {
    const kind = kindNamed(optimizer);
    if (kind === undefined) throw new RangeError(`no optimizer ${optimizer}`);
    const place = pool ? { pool } : backend === "js" ? { backend } : {};
    return kind.create({ lr: schedules[schedule](lr, epochs * this.#perEpoch, this.#perEpoch), ...place });
  }

  #picks(step: number): Uint32Array {
    const epoch = Math.floor(step / this.#perEpoch);
    if (this.#order?.epoch !== epoch)
      this.#order = { epoch, indices: shuffledIndices(this.#digits.training.labels.length, seeded(SEED + 1 + epoch)) };
    const begin = (step % this.#perEpoch) * BATCH;
    return this.#order.indices.subarray(begin, begin + BATCH);
  }

  #predict(images: Digits["images"], index: number): Float64Array {
    return this.#network.predict(this.#params, images, index);
  }

  /** Some optimizers are looked at with an average in the place of the weights. */
  #looking<Result>(look: () => Result): Result {
    const optimizer = this.#optimizer;
    if (!averages(optimizer)) return look();
    optimizer.eval(this.#params);
    const result = look();
    optimizer.train(this.#params);
    return result;
  }
}

export function largest(values: ArrayLike<number>): number {
  let found = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[found]) found = k;
  return found;
}
