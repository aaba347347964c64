import { Adam } from "optim-wasm";
import { load, save } from "optim-wasm/checkpoint";

/** Logistic regression that learns from one example at a time. */
export class Model {
  readonly #adam = new Adam({ lr: 0.05 });
  readonly #map;

  constructor(readonly features: number) {
    this.#map = this.#adam.allocate({ weights: new Float64Array(features), bias: 0 });
  }

  get updates(): number {
    return this.#adam.iterations;
  }

  get weights(): number[] {
    return [...this.#map.params.weights];
  }

  get bias(): number {
    return this.#map.params.bias[0];
  }

  /** The probability of label 1 as predicted before the example is learnt. */
  learn(features: readonly number[], label: 0 | 1): number {
    const { params, grads } = this.#map;
    const score = features.reduce((sum, x, i) => sum + x * params.weights[i], params.bias[0]);
    const prediction = 1 / (1 + Math.exp(-score));
    grads.weights.set(features.map((x) => (prediction - label) * x));
    grads.bias[0] = prediction - label;
    this.#adam.update(params, grads);
    return prediction;
  }

  /** Parameters and optimizer, as one file. */
  save(): Uint8Array {
    return save(this.#adam, this.#map.params);
  }

  /** Goes on from such a file, which may come in pieces. */
  load(file: readonly Uint8Array[]): void {
    load(this.#adam, file, { params: this.#map.params });
  }
}
