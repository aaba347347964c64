import { power } from "../arithmetic.js";
import { finite, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";

export interface StepDecayOptions {
  initValue: number;
  stepSize: number;
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
