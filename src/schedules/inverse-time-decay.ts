import { positive, readOptions, type Schedule } from "./options.js";

/** What `inverseTimeDecay` takes. */
export interface InverseTimeDecayOptions {
  /** The numerator. */
  t0: number;
  /** What is added to the iteration in the denominator. */
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
