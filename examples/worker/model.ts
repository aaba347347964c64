import { Adam } from "optim-wasm";

export const FEATURES = 4;

/** Logistic regression that learns from one example at a time. */
export class Model {
  readonly #adam = new Adam({ lr: 0.05 });
  readonly #map = this.#adam.allocate({ weights: new Float64Array(FEATURES), bias: 0 });

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

  /** As new, in the memory it has. */
  forget(): void {
    this.#adam.reset();
    this.#map.params.weights.fill(0);
    this.#map.params.bias.fill(0);
  }
}
