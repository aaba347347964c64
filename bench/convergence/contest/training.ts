import { loadDigits, type Digits } from "../../../examples/digits/data.js";
import { Network, type Weights } from "../../../examples/digits/network.js";
import { seeded, shuffledIndices } from "../../../examples/random.js";
import { SHAPE } from "../../../examples/digits/train.js";
import type { Contestant } from "./contestants.js";

export const GOAL = 0.92;
const MOST_STEPS = 160;
/** Steps between two looks at the digits that are not trained on. */
export const EVERY = 4;
const BATCH = 100;
const LOOKED_AT = 1000;

/** A training as it was looked at. */
export interface Training {
  readonly rate: number;
  /** The steps to the goal; Infinity where it was not reached. */
  readonly steps: number;
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
}

/** Trains until the goal, or to the end. */
export function trainTo(create: Contestant["create"], rate: number, seed: number, whole = false): Training {
  const { training, test } = data();
  const random = seeded(seed);
  const network = new Network(SHAPE);
  const params = network.initialWeights(random);
  const grads = Object.fromEntries(
    Object.entries(params).map(([name, values]) => [name, new Float32Array(values.length)]),
  ) as unknown as Weights;
  const mover = create(rate);
  const curve: { step: number; accuracy: number }[] = [];
  let steps = Infinity;
  let order: Uint32Array = new Uint32Array(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const at = (step * BATCH) % training.labels.length;
    if (at === 0) order = shuffledIndices(training.labels.length, random);
    const loss = network.lossAndGrads(params, grads, { ...training, picks: order.subarray(at, at + BATCH) });
    if (!Number.isFinite(loss)) break;
    mover.update(params, grads);
    if ((step + 1) % EVERY > 0) continue;
    mover.eval?.(params);
    const accuracy = accuracyOf(network, params, test);
    mover.train?.(params);
    curve.push({ step: step + 1, accuracy });
    if (accuracy >= GOAL) steps = Math.min(steps, step + 1);
    if (accuracy >= GOAL && !whole) break;
  }
  return { rate, steps, curve };
}

function accuracyOf(network: Network, params: Weights, { images, labels }: Digits): number {
  let right = 0;
  for (let k = 0; k < LOOKED_AT; k++) {
    const scores = network.predict(params, images, k);
    if (scores.indexOf(Math.max(...scores)) === labels[k]) right++;
  }
  return right / LOOKED_AT;
}

/** Read once, when first wanted. */
const data = (() => {
  let read: ReturnType<typeof loadDigits> | undefined;
  return () => (read ??= loadDigits());
})();
