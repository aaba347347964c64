import type { Optimizer } from "optim-wasm";
import { seeded, shuffledIndices } from "../random.js";
import { CLASSES, PIXELS, type Digits } from "./data.js";
import { Network, type Weights } from "./network.js";

export interface TrainOptions {
  readonly epochs: number;
  readonly seed: number;
  /** Share of the hidden units that rest at each step; 0 for none. */
  readonly dropout: number;
  /** Called after each optimizer step, with the weights as they are. */
  readonly onStep?: (weights: Weights) => void;
}

export interface Trained {
  readonly weights: Weights;
  readonly state: Optimizer["state"];
  /** The loss of each batch before its step. */
  readonly losses: readonly number[];
  /** Median time of `optimizer.update`, in µs. */
  readonly micros: number;
}

export const SHAPE = { inputs: PIXELS, hidden: 100, outputs: CLASSES };
const BATCH = 100;

export function stepsPerEpoch({ labels }: Digits): number {
  return Math.floor(labels.length / BATCH);
}

/** Trains a network; the same seed gives the same initial weights, batches and resting units. */
export function train(digits: Digits, optimizer: Optimizer, { epochs, seed, dropout, onStep }: TrainOptions): Trained {
  const random = seeded(seed);
  const network = new Network(SHAPE);
  const { params, grads } = optimizer.allocate(network.initialWeights(random));
  const resting = dropout > 0 ? { rate: dropout, random } : undefined;
  const losses: number[] = [];
  const times: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffledIndices(digits.labels.length, random);
    for (let step = 0; step < stepsPerEpoch(digits); step++) {
      const picks = order.subarray(step * BATCH, (step + 1) * BATCH);
      losses.push(network.lossAndGrads(params, grads, { ...digits, picks }, resting));
      const start = performance.now();
      optimizer.update(params, grads);
      times.push(1000 * (performance.now() - start));
      onStep?.(params);
    }
  }
  return { weights: params, state: optimizer.state, losses, micros: median(times) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
