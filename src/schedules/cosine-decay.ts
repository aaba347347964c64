import { cosineFall, power } from "../arithmetic.js";
import { finite, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";

/** What `cosineDecay` takes. */
export interface CosineDecayOptions {
  /** The value at the first iteration. */
  initValue: number;
  /** Iterations down to the end. */
  decaySteps: number;
  /** The share of `initValue` at the end. Default 0. */
  alpha?: number;
  /** The power of the cosine. Default 1. */
  exponent?: number;
}

/**
 * `initValue · ((1 − alpha) · (½ + ½ cos(π t / decaySteps))^exponent + alpha)`, from decaySteps on `initValue · alpha`.
 * Unless given, alpha is 0 and exponent 1.
 *
 * Source: `optax.cosine_decay_schedule`; Loshchilov & Hutter 2017 (SGDR).
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const readers = {
    initValue: finite,
    decaySteps: positive,
    alpha: optional(0, finite),
    exponent: optional(1, nonNegative),
  };
  const { initValue, decaySteps, alpha, exponent } = readOptions("cosineDecay", readers, options);
  return (iteration) => {
    const fall = cosineFall(Math.min(iteration / decaySteps, 1));
    return initValue * ((1 - alpha) * power(fall, exponent) + alpha);
  };
}
