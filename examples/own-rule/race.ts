import { Adam, AdamW, Lion, NAdam, SGD, type Optimizer } from "optim-wasm";
import type { Digits } from "../digits/data.js";
import { accuracy, predictAll } from "../digits/evaluate.js";
import type { Weights } from "../digits/network.js";
import { train } from "../digits/train.js";
import { SizeAdam } from "./rule.js";

export interface Contestant {
  readonly name: string;
  /** The best of 0.0001, 0.0002, 0.0005 and so on, for the accuracy after two epochs. */
  readonly lr: number;
  readonly arrays: number;
  create(lr: number): Optimizer;
}

/** The own rule first. */
export const CONTESTANTS: readonly Contestant[] = [
  { name: "SizeAdam", lr: 0.005, arrays: 2, create: (lr) => new SizeAdam({ lr }) },
  { name: "SGD", lr: 0.5, arrays: 0, create: (lr) => new SGD({ lr }) },
  { name: "Lion", lr: 0.001, arrays: 1, create: (lr) => new Lion({ lr }) },
  { name: "Adam", lr: 0.01, arrays: 2, create: (lr) => new Adam({ lr }) },
  { name: "AdamW", lr: 0.01, arrays: 2, create: (lr) => new AdamW({ lr, weightDecay: 0.1 }) },
  { name: "NAdam", lr: 0.01, arrays: 2, create: (lr) => new NAdam({ lr }) },
];

/** What a contestant reached, and what a step of it took, in µs. */
export interface Row {
  readonly name: string;
  readonly lr: number;
  readonly arrays: number;
  /** Share of the test digits read right after so many steps. */
  readonly reached: readonly { readonly step: number; readonly accuracy: number }[];
  readonly micros: number;
}

/** All train the same network over the same batches; the test digits are read every so many steps. */
export function race(
  { name, lr, arrays, create }: Contestant,
  { training, test }: { training: Digits; test: Digits },
  { epochs, every, tell }: { epochs: number; every: number; tell?: () => void },
): Row {
  const reached: { step: number; accuracy: number }[] = [];
  let step = 0;
  const onStep = (weights: Weights): void => {
    tell?.();
    if (++step % every === 0) reached.push({ step, accuracy: accuracy(predictAll(weights, test), test) });
  };
  const { micros } = train(training, create(lr), { epochs, seed: 1, dropout: 0, onStep });
  return { name, lr, arrays, reached, micros };
}
