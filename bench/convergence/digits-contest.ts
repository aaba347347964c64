import { AdamW, Muon, Partition, Prodigy, ScheduleFreeAdamW, SGD, SOAP } from "optim-wasm";
import { loadDigits, type Digits } from "../../examples/digits/data.js";
import { Network, type Weights } from "../../examples/digits/network.js";
import { seeded, shuffledIndices } from "../../examples/random.js";
import { SHAPE } from "../../examples/digits/train.js";
import { RATES } from "./descent.js";

/** What moves the network. */
export interface Mover {
  update(params: Weights, grads: Weights): void;
  eval?(params: Weights): void;
  train?(params: Weights): void;
}

export interface Contestant {
  readonly name: string;
  readonly rates: readonly number[];
  create(lr: number): Mover;
}

/** Rows are the inputs of a layer. */
const shapes = { W1: [SHAPE.inputs, SHAPE.hidden], W2: [SHAPE.hidden, SHAPE.outputs] };

/** With their own defaults but for the rate. */
export const contest: readonly Contestant[] = [
  { name: "SGD", rates: RATES, create: (lr) => new SGD({ lr }) },
  { name: "SGD, momentum 0.9", rates: RATES, create: (lr) => new SGD({ lr, momentum: 0.9 }) },
  { name: "AdamW", rates: RATES, create: (lr) => new AdamW({ lr }) },
  {
    name: "Muon, AdamW for biases",
    rates: RATES,
    create: (lr) =>
      new Partition([
        { match: /^W/, optimizer: new Muon({ lr, shapes, adjustLr: "matchRmsAdamw" }) },
        { optimizer: new AdamW({ lr }) },
      ]),
  },
  { name: "SOAP", rates: RATES, create: (lr) => new SOAP({ lr, shapes }) },
  { name: "Schedule-Free AdamW", rates: RATES, create: (lr) => new ScheduleFreeAdamW({ lr }) as unknown as Mover },
  { name: "Prodigy, no rate", rates: [1], create: () => new Prodigy() },
];

export const GOAL = 0.92;
const MOST_STEPS = 240;
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
  let order = new Uint32Array(0);
  for (let step = 0; step < MOST_STEPS && (whole || steps === Infinity); step++) {
    const at = (step * BATCH) % training.labels.length;
    if (at === 0) order = Uint32Array.from(shuffledIndices(training.labels.length, random));
    const loss = network.lossAndGrads(params, grads, { ...training, picks: order.subarray(at, at + BATCH) });
    if (!Number.isFinite(loss)) break;
    mover.update(params, grads);
    if ((step + 1) % EVERY > 0) continue;
    mover.eval?.(params);
    const accuracy = accuracyOf(network, params, test);
    mover.train?.(params);
    curve.push({ step: step + 1, accuracy });
    if (accuracy >= GOAL) steps = Math.min(steps, step + 1);
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

let loaded: ReturnType<typeof loadDigits> | undefined;
const data = (): ReturnType<typeof loadDigits> => (loaded ??= loadDigits());
