import { AdaGrad, Adam, Momentum, Nesterov, RMSProp, SGD, type CommonOptions, type Optimizer } from "optim-wasm";

export type Backend = NonNullable<CommonOptions["backend"]>;

/** An optimizer in the race, at the rate that suits the digits. */
export interface Contestant {
  readonly name: string;
  readonly lr: number;
  create(options: { lr: number; backend?: Backend }): Optimizer;
}

export const ADAM: Contestant = { name: "Adam", lr: 0.002, create: (options) => new Adam(options) };

export const CONTESTANTS: readonly Contestant[] = [
  { name: "SGD", lr: 0.5, create: (options) => new SGD(options) },
  { name: "Momentum", lr: 0.05, create: (options) => new Momentum(options) },
  { name: "Nesterov", lr: 0.05, create: (options) => new Nesterov(options) },
  { name: "AdaGrad", lr: 0.02, create: (options) => new AdaGrad(options) },
  { name: "RMSProp", lr: 0.002, create: (options) => new RMSProp(options) },
  ADAM,
];
