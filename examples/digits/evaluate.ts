import { CLASSES, type Digits } from "./data.js";
import { Network, type Weights } from "./network.js";
import { SHAPE } from "./train.js";

/** The network's probabilities for every digit, `CLASSES` numbers each. */
export function predictAll(weights: Weights, { images, labels }: Digits): Float64Array {
  const network = new Network(SHAPE);
  const all = new Float64Array(labels.length * CLASSES);
  for (let index = 0; index < labels.length; index++) {
    all.set(network.predict(weights, images, index), index * CLASSES);
  }
  return all;
}

/** Share of the digits whose label has the highest probability. */
export function accuracy(probabilities: Float64Array, { labels }: Digits): number {
  const right = labels.filter((label, index) => {
    const own = probabilities.subarray(index * CLASSES, (index + 1) * CLASSES);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / labels.length;
}

/** Mean cross-entropy. */
export function meanLoss(probabilities: Float64Array, { labels }: Digits): number {
  const total = labels.reduce((sum, label, index) => sum - Math.log(probabilities[index * CLASSES + label]), 0);
  return total / labels.length;
}
