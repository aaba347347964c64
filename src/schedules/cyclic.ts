import { power } from "../arithmetic.js";
import { either, finite, optional, positive, readOptions, type Schedule } from "./options.js";

/** What `cyclic` takes. */
export interface CyclicOptions {
  /** The value at the bottom of each cycle. */
  initValue: number;
  /** The value at the top of the first. */
  peakValue: number;
  /** Iterations of the way up. Default 2000. */
  stepSizeUp?: number;
  /** Iterations of the way down. Default: `stepSizeUp`. */
  stepSizeDown?: number;
  /**
   * Whether all cycles are as high, `"triangular"` (default), or each half as high as the one before,
   * `"triangular2"`.
   */
  mode?: "triangular" | "triangular2";
}

/**
 * In a line from `initValue` up to `peakValue` over `stepSizeUp` iterations and down again over `stepSizeDown`, again and
 * again; with mode "triangular2" each cycle is half as high as the one before.
 * Unless given, stepSizeUp is 2000, stepSizeDown as long, and mode "triangular".
 *
 * Source: `torch.optim.lr_scheduler.CyclicLR` (base_lr = initValue, max_lr = peakValue), which cycles a momentum the other
 * way unless told not to: give that a schedule of its own; Smith 2017, arXiv 1506.01186.
 */
export function cyclic(options: CyclicOptions): Schedule {
  const readers = {
    initValue: finite,
    peakValue: finite,
    stepSizeUp: optional(2000, positive),
    stepSizeDown: optional(undefined, positive),
    mode: optional("triangular", either("triangular", "triangular2")),
  };
  const read = readOptions("cyclic", readers, options);
  const { initValue, peakValue, stepSizeUp: up, stepSizeDown: down = up, mode } = read;
  const cycle = up + down;
  return (iteration) => {
    const s = iteration % cycle;
    const way = s < up ? s / up : (cycle - s) / down;
    const height = mode === "triangular2" ? power(0.5, Math.floor(iteration / cycle)) : 1;
    return initValue + (peakValue - initValue) * way * height;
  };
}
