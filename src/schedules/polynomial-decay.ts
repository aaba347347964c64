import { power } from "../arithmetic.js";
import { finite, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";

/** What `polynomialDecay` takes. */
export interface PolynomialDecayOptions {
  /** The value at the beginning. */
  initValue: number;
  /** The value at the end. */
  endValue: number;
  /** The power of what is left of the way; 1 is a line. */
  power: number;
  /** Iterations from the one to the other. */
  transitionSteps: number;
  /** The iteration at which it begins. Default 0. */
  transitionBegin?: number;
}

/**
 * `(initValue − endValue) · (1 − s / transitionSteps)^power + endValue` with `s = t − transitionBegin`, held within
 * [0, transitionSteps]; transitionBegin is 0 unless given. `power: 1` is linear.
 *
 * Source: `optax.polynomial_schedule`.
 */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  const readers = {
    initValue: finite,
    endValue: finite,
    power: nonNegative,
    transitionSteps: positive,
    transitionBegin: optional(0, nonNegative),
  };
  const read = readOptions("polynomialDecay", readers, options);
  const { initValue, endValue, power: exponent, transitionSteps, transitionBegin } = read;
  return (iteration) => {
    const s = Math.min(Math.max(iteration - transitionBegin, 0), transitionSteps);
    return (initValue - endValue) * power(1 - s / transitionSteps, exponent) + endValue;
  };
}
