import { cosineFall } from "../arithmetic.js";
import { finite, optional, positive, readOptions, whole, type Schedule } from "./options.js";

/** What `cosineRestarts` takes. */
export interface CosineRestartsOptions {
  /** The value at the beginning of each period. */
  initValue: number;
  /** Iterations of the first period. */
  decaySteps: number;
  /** How many times as long as the one before each period is. Default 1. */
  multiplier?: number;
  /** The share of `initValue` at the end of each period. Default 0. */
  alpha?: number;
}

/**
 * Falls like `cosineDecay` from `initValue` towards `initValue · alpha`, and starts anew at the end of each period.
 * The first has decaySteps iterations, each later one `multiplier` times those before it.
 * Unless given, multiplier is 1 and alpha 0.
 *
 * Source: `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts` (T_0 = decaySteps, T_mult = multiplier,
 * eta_min = initValue · alpha); Loshchilov & Hutter 2017 (SGDR).
 */
export function cosineRestarts(options: CosineRestartsOptions): Schedule {
  const readers = {
    initValue: finite,
    decaySteps: positive,
    multiplier: optional(1, (name, value) => whole(name, value, 1)),
    alpha: optional(0, finite),
  };
  const { initValue, decaySteps, multiplier, alpha } = readOptions("cosineRestarts", readers, options);
  const endValue = initValue * alpha;
  return (iteration) => {
    let period = decaySteps;
    let t = multiplier > 1 ? iteration : iteration % period;
    for (; t >= period; period *= multiplier) t -= period;
    return endValue + (initValue - endValue) * cosineFall(t / period);
  };
}
