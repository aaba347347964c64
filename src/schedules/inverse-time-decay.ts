import { positive, readOptions, type Schedule } from "./options.js";

export interface InverseTimeDecayOptions {
  t0: number;
  t1: number;
}

/**
 * The rate `t0 / (t + t1)` at iteration t = 0, 1, ….
 *
 * Source: Robbins & Monro 1951; the "learning schedule" of stochastic gradient descent in the source notes.
 */
export function inverseTimeDecay(options: InverseTimeDecayOptions = {} as never): Schedule {
  const { t0, t1 } = readOptions("inverseTimeDecay", { t0: positive, t1: positive }, options);
  return (iteration) => t0 / (iteration + t1);
}
