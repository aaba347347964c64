import { power } from "../arithmetic.js";
import { finite, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";

/** What `stepDecay` takes. */
export interface StepDecayOptions {
  /** The value at the first iteration. */
  initValue: number;
  /** Iterations from one drop to the next. */
  stepSize: number;
  /** What each drop multiplies by. Default 0.1. */
  gamma?: number;
}

/**
 * `initValue · gamma^⌊t / stepSize⌋`; gamma is 0.1 unless given.
 *
 * Source: `torch.optim.lr_scheduler.StepLR`.
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  const readers = { initValue: finite, stepSize: positive, gamma: optional(0.1, nonNegative) };
  const { initValue, stepSize, gamma } = readOptions("stepDecay", readers, options);
  return (iteration) => initValue * power(gamma, Math.floor(iteration / stepSize));
}
