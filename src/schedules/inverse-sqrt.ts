import { finite, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";
import { warmup } from "./warmup.js";

/** What `inverseSqrt` takes. */
export interface InverseSqrtOptions {
  /** The value at the end of the warm-up, from which it falls. */
  peakValue: number;
  /** Iterations of the way up. */
  warmupSteps: number;
  /** Iterations after which it is peakValue/√2. Default: `warmupSteps`, or 10000 without a warm-up. */
  timescale?: number;
  /** The value at the first iteration. Default 0. */
  initValue?: number;
}

/**
 * Linear from `initValue` to `peakValue` over `warmupSteps` iterations, then `peakValue / √(1 + s / timescale)` with
 * `s = t − warmupSteps`. Unless given, timescale is warmupSteps (then it is `peakValue · √(warmupSteps / t)`), or 10000
 * without a warm-up, and initValue 0.
 *
 * Source: Vaswani et al. 2017, §5.3; `get_inverse_sqrt_schedule` of Hugging Face Transformers.
 */
export function inverseSqrt(options: InverseSqrtOptions): Schedule {
  const readers = {
    peakValue: finite,
    warmupSteps: nonNegative,
    timescale: optional(undefined, positive),
    initValue: optional(0, finite),
  };
  const { peakValue, warmupSteps, timescale, initValue } = readOptions("inverseSqrt", readers, options);
  const scale = timescale ?? (warmupSteps || 10_000);
  const schedule = (s: number) => peakValue / Math.sqrt(1 + s / scale);
  return warmup({ steps: warmupSteps, schedule, initValue });
}
