import { AdamW, Muon, Partition, Prodigy, ScheduleFreeAdamW, SGD, SOAP } from "optim-wasm";
import type { Weights } from "../../../examples/digits/network.js";
import { SHAPE } from "../../../examples/digits/train.js";
import { RATES } from "../descent.js";

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
