import { cosineFall } from "../arithmetic.js";
import { either, finite, nonNegative, optional, positive, readOptions, type Schedule } from "./options.js";
import { warmup } from "./warmup.js";

/** What `warmupStableDecay` takes. */
export interface WarmupStableDecayOptions {
  /** The value in the middle. */
  peakValue: number;
  /** Iterations of the way up. */
  warmupSteps: number;
  /** Iterations at the top. */
  stableSteps: number;
  /** Iterations of the way down. */
  decaySteps: number;
  /** The value at the first iteration. Default 0. */
  initValue?: number;
  /** The value at the end. Default 0. */
  endValue?: number;
  /** The way down: `"linear"` (default), `"cosine"` or `"1-sqrt"`. */
  form?: "linear" | "cosine" | "1-sqrt";
}

/** What is left of the height at x in [0, 1] of the decay. */
const FALLS = {
  linear: (x: number) => 1 - x,
  cosine: cosineFall,
  "1-sqrt": (x: number) => 1 - Math.sqrt(x),
};

/**
 * Linear from `initValue` to `peakValue` over `warmupSteps` iterations, `peakValue` for `stableSteps`, then down to
 * `endValue` over `decaySteps`, where it stays: by `form` in a line, in half a cosine, or as `1 − √x` of the way x.
 * Unless given, initValue and endValue are 0 and form "linear".
 *
 * Source: Hu et al. 2024, arXiv 2404.06395, §4; its forms: Hägele et al. 2024, arXiv 2405.18392; `get_wsd_schedule` of
 * Hugging Face Transformers, whose own default is the cosine.
 */
export function warmupStableDecay(options: WarmupStableDecayOptions): Schedule {
  const readers = {
    peakValue: finite,
    warmupSteps: nonNegative,
    stableSteps: nonNegative,
    decaySteps: positive,
    initValue: optional(0, finite),
    endValue: optional(0, finite),
    form: optional("linear", either("linear", "cosine", "1-sqrt")),
  };
  const read = readOptions("warmupStableDecay", readers, options);
  const { peakValue, warmupSteps, stableSteps, decaySteps, initValue, endValue } = read;
  const fall = FALLS[read.form];
  const schedule = (s: number) => {
    if (s < stableSteps) return peakValue;
    return endValue + (peakValue - endValue) * fall(Math.min((s - stableSteps) / decaySteps, 1));
  };
  return warmup({ steps: warmupSteps, schedule, initValue });
}
