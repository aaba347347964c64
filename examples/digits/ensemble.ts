import { ADAM } from "./contestants.js";
import type { Digits } from "./data.js";
import { accuracy, predictAll } from "./evaluate.js";
import { train, type TrainOptions } from "./train.js";

export interface EnsembleResult {
  readonly networks: number;
  /** Mean accuracy of the networks by themselves. */
  readonly single: number;
  /** Accuracy of their averaged prediction. */
  readonly together: number;
}

/** Trains networks by Adam, each from a seed of its own, and lets them vote. */
export function trainEnsemble(
  networks: number,
  { training, test }: { training: Digits; test: Digits },
  options: TrainOptions,
): EnsembleResult {
  const predictions = Array.from({ length: networks }, (_, k) => {
    const { weights } = train(training, ADAM.create({ lr: ADAM.lr }), { ...options, seed: options.seed + k });
    return predictAll(weights, test);
  });
  const average = predictions[0].map(
    (_, i) => predictions.reduce((sum, prediction) => sum + prediction[i], 0) / networks,
  );
  const single = predictions.reduce((sum, prediction) => sum + accuracy(prediction, test), 0) / networks;
  return { networks, single, together: accuracy(average, test) };
}
