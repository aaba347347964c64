import { finite, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";
import { polynomialDecay } from "./polynomial-decay.js";

/** What `linear` takes. */
export interface LinearOptions {
  /** The value at the beginning. */
  initValue: number;
  /** The value at the end. */
  endValue: number;
  /** Iterations from the one to the other. */
  transitionSteps: number;
  /** The iteration at which it begins. Default 0. */
  transitionBegin?: number;
}

/**
 * In a line from `initValue` to `endValue` over `transitionSteps` iterations from `transitionBegin` on, which is 0 unless
 * given: `polynomialDecay` of power 1, to the bit.
 *
 * Source: `optax.linear_schedule`.
 */
export function linear(options: LinearOptions): Schedule {
  const readers = {
    initValue: finite,
    endValue: finite,
    transitionSteps: positive,
    transitionBegin: optional(0, nonNegative),
  };
  // By this name in messages.
  const read = readOptions("linear", readers, options);
  return polynomialDecay({ ...read, power: 1 });
}
