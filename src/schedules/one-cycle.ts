import { cosineFall } from "../arithmetic.js";
import { finite, optional, positive, proper, readOptions, type Schedule } from "./options.js";

/** What `oneCycle` takes. */
export interface OneCycleOptions {
  /** Iterations in all. */
  transitionSteps: number;
  /** The value at the top. */
  peakValue: number;
  /** The share of the iterations that goes up. Default 0.3. */
  pctStart?: number;
  /** How many times less than the top the first value is. Default 25. */
  divFactor?: number;
  /** How many times less than the first value the last one is. Default 10000. */
  finalDivFactor?: number;
}

/**
 * Half a cosine up from `peakValue / divFactor` to `peakValue` at `⌊pctStart · transitionSteps⌋`, and half a cosine down
 * to `peakValue / (divFactor · finalDivFactor)` at transitionSteps, where it stays.
 * Unless given, pctStart is 0.3, divFactor 25 and finalDivFactor 1e4.
 *
 * Source: `optax.cosine_onecycle_schedule`; Smith & Topin 2018 (super-convergence).
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const readers = {
    transitionSteps: positive,
    peakValue: finite,
    pctStart: optional(0.3, proper),
    divFactor: optional(25, positive),
    finalDivFactor: optional(1e4, positive),
  };
  const { transitionSteps, peakValue, pctStart, divFactor, finalDivFactor } = readOptions("oneCycle", readers, options);
  const peak = Math.floor(pctStart * transitionSteps);
  const end = Math.floor(transitionSteps);
  const initValue = peakValue / divFactor;
  const endValue = initValue / finalDivFactor;
  return (iteration) => {
    if (iteration < peak) return peakValue + (initValue - peakValue) * cosineFall(iteration / peak);
    if (iteration < end) return endValue + (peakValue - endValue) * cosineFall((iteration - peak) / (end - peak));
    return endValue;
  };
}
