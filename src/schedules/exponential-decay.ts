import { power } from "../arithmetic.js";
import { finite, flag, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";

export interface ExponentialDecayOptions {
  initValue: number;
  transitionSteps: number;
  decayRate: number;
  transitionBegin?: number;
  staircase?: boolean;
  endValue?: number;
}

/**
 * `initValue · decayRate^p` with `p = (t − transitionBegin) / transitionSteps`, at least 0, and rounded down for a
 * `staircase`. It stops at `endValue`: from above for a rate under 1, else from below.
 * Unless given, transitionBegin is 0, staircase false, and there is no end value.
 *
 * Source: `optax.exponential_decay`.
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const readers = {
    initValue: finite,
    transitionSteps: positive,
    decayRate: positive,
    transitionBegin: optional(0, nonNegative),
    staircase: optional(false, flag),
    endValue: optional(undefined, finite),
  };
  const {
    initValue,
    transitionSteps,
    decayRate,
    transitionBegin,
    staircase,
    endValue,
  } = //
    readOptions("exponentialDecay", readers, options);
  const limit = decayRate < 1 ? Math.max : Math.min;
  return (iteration) => {
    const p = Math.max(iteration - transitionBegin, 0) / transitionSteps;
    const value = initValue * power(decayRate, staircase ? Math.floor(p) : p);
    return endValue === undefined ? value : limit(value, endValue);
  };
}
