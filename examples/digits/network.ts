import { normal, type Random } from "../random.js";
import { share, type Dropout } from "./dropout.js";
import { softmax } from "./softmax.js";

type Floats = Float32Array | Float64Array;

/** Matrices by rows: `W1[pixel][unit]`, `W2[unit][class]`. */
export type Weights<Values extends Floats = Float32Array> = { W1: Values; b1: Values; W2: Values; b2: Values };

export interface Shape {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** Examples of a larger set, by index. */
export interface Batch {
  readonly images: Floats;
  readonly labels: Uint8Array;
  readonly picks: Uint32Array;
}

/** One hidden layer of ReLU, softmax and cross-entropy on top; the gradients by backpropagation. */
export class Network {
  readonly shape: Shape;
  readonly #active: Uint32Array;
  readonly #hidden: Float64Array;
  readonly #slopes: Float64Array;
  readonly #hiddenErrors: Float64Array;
  readonly #scores: Float64Array;
  readonly #probabilities: Float64Array;

  constructor(shape: Shape) {
    this.shape = shape;
    this.#active = new Uint32Array(shape.hidden);
    this.#hidden = new Float64Array(shape.hidden);
    this.#slopes = new Float64Array(shape.hidden);
    this.#hiddenErrors = new Float64Array(shape.hidden);
    this.#scores = new Float64Array(shape.outputs);
    this.#probabilities = new Float64Array(shape.outputs);
  }

  /** Normal weights of deviation √(2 / fan-in) (He et al. 2015), zero biases. */
  initialWeights(random: Random): Weights {
    const { inputs, hidden, outputs } = this.shape;
    const layer = (from: number, to: number): Float32Array =>
      Float32Array.from({ length: from * to }, () => Math.sqrt(2 / from) * normal(random));
    return {
      W1: layer(inputs, hidden),
      b1: new Float32Array(hidden),
      W2: layer(hidden, outputs),
      b2: new Float32Array(outputs),
    };
  }

  /** Probabilities of the classes, in an array that the next call uses again. */
  predict(weights: Weights<Floats>, images: Floats, index: number): Float64Array {
    this.#forward(weights, images, index);
    return this.#probabilities;
  }

  /** Mean loss over the batch; `grads` are overwritten by its gradients. */
  lossAndGrads(weights: Weights<Floats>, grads: Weights<Floats>, batch: Batch, dropout?: Dropout): number {
    for (const values of [grads.W1, grads.b1, grads.W2, grads.b2]) values.fill(0);
    let loss = 0;
    for (const index of batch.picks) {
      const logTotal = this.#forward(weights, batch.images, index, dropout);
      const label = batch.labels[index];
      loss += logTotal - this.#scores[label];
      this.#backward(weights, grads, batch, index, label);
    }
    return loss / batch.picks.length;
  }

  /** The logarithm of the sum of exp(score): minus the label's score, it is the loss. */
  #forward({ W1, b1, W2, b2 }: Weights<Floats>, images: Floats, index: number, dropout?: Dropout): number {
    const { inputs, hidden, outputs } = this.shape;
    const units = this.#hidden;
    units.set(b1);
    for (let i = 0, row = 0; i < inputs; i++, row += hidden) {
      const x = images[index * inputs + i];
      if (x === 0) continue;
      for (let j = 0; j < hidden; j++) units[j] += x * W1[row + j];
    }
    const scores = this.#scores;
    scores.set(b2);
    for (let j = 0, row = 0; j < hidden; j++, row += outputs) {
      const slope = units[j] > 0 ? share(dropout) : 0;
      this.#slopes[j] = slope;
      units[j] *= slope;
      for (let k = 0; k < outputs; k++) scores[k] += units[j] * W2[row + k];
    }
    return softmax(scores, this.#probabilities);
  }

  #backward(
    { W2 }: Weights<Floats>,
    grads: Weights<Floats>,
    { images, picks }: Batch,
    index: number,
    label: number,
  ): void {
    const { inputs, hidden, outputs } = this.shape;
    const errors = this.#probabilities;
    errors[label] -= 1;
    for (let k = 0; k < outputs; k++) {
      errors[k] /= picks.length;
      grads.b2[k] += errors[k];
    }
    const active = this.#active;
    const hiddenErrors = this.#hiddenErrors;
    let count = 0;
    for (let j = 0; j < hidden; j++) {
      if (this.#slopes[j] === 0) continue;
      let back = 0;
      for (let k = 0; k < outputs; k++) {
        back += W2[j * outputs + k] * errors[k];
        grads.W2[j * outputs + k] += this.#hidden[j] * errors[k];
      }
      active[count] = j;
      hiddenErrors[count] = back * this.#slopes[j];
      grads.b1[j] += hiddenErrors[count++];
    }
    const { W1 } = grads;
    for (let i = 0, row = 0; i < inputs; i++, row += hidden) {
      const x = images[index * inputs + i];
      if (x === 0) continue;
      for (let n = 0; n < count; n++) W1[row + active[n]] += x * hiddenErrors[n];
    }
  }
}
