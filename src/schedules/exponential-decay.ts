import { power } from "../arithmetic.js";
import { finite, flag, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";

/** What `exponentialDecay` takes. */
export interface ExponentialDecayOptions {
  /** The value up to `transitionBegin`. */
  initValue: number;
  /** Iterations in which the value is multiplied by `decayRate` once. */
  transitionSteps: number;
  /** What is multiplied by in `transitionSteps` iterations. */
  decayRate: number;
  /** The iteration from which it decays. Default 0. */
  transitionBegin?: number;
  /** Whether it falls in steps, at each whole number of transitions. Default false. */
  staircase?: boolean;
  /** The bound that it does not go beyond. Default: none. */
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
