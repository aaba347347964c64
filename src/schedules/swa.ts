import { nonNegative, optional, readOptions, type Schedule } from "./options.js";

/** What `swa` takes. */
export interface SwaOptions {
  /** The first iteration that the mean takes in. Default 0. */
  start?: number;
}

/**
 * For `emaDecay`, stochastic weight averaging: `s / (s + 1)` with `s = t − start`, held at 0 before. With it the average is
 * the mean of the parameters after step start, start + 1, … up to the last; start is 0 unless given.
 *
 * Source: `torch.optim.swa_utils.AveragedModel`; Izmailov et al. 2018, arXiv 1803.05407.
 *
 * @example new SGD({ lr: 0.1, emaDecay: swa({ start: 1000 }) })
 */
export function swa(options: SwaOptions = {}): Schedule {
  const { start } = readOptions("swa", { start: optional(0, nonNegative) }, options);
  return (iteration) => {
    const s = Math.max(iteration - start, 0);
    return s / (s + 1);
  };
}
