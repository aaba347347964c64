import { kernels } from "../kernels/rmsprop.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * RMSProp: `h = ρ·h + (1−ρ)·g²; p −= lr·g / (√h + eps)`.
 *
 * Source: Hinton 2012, Coursera lecture 6e. State: `h`, the running mean of squared gradients, from 0.
 */
export class RMSProp extends optimizer({
  title: "RMSProp",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Share ρ of the mean square that each step keeps, in [0, 1). Default 0.99. */
    decayRate: share(0.99),
    /** Added to the root. Default 1e-7. */
    eps: positive(1e-7),
  },
  scalars: ({ lr, decayRate, eps }) => ({ rate: -lr, keep: decayRate, gain: 1 - decayRate, eps }),
}) {}

export type RMSPropOptions = OptionsOf<typeof RMSProp>;
