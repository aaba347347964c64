import { exponential, logarithm } from "../arithmetic.js";
import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/ademamix.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";

/**
 * AdEMAMix: `m1 = β1·m1 + (1−β1)·g; m2 = β3·m2 + (1−β3)·g; v = β2·v + (1−β2)·g²; p −= lr · (m̂1 + α·m2)/(√v̂ + eps)`,
 * m2 alone without bias correction. Defaults: the paper's and Optax's, which calls them b1, b2, b3; the authors' α is 2.
 * Warm-ups count a parameter's steps from 1, as the paper and its authors do; Optax has schedules, which begin at 0.
 *
 * Source: Pagliardini et al. 2024, arXiv 2409.03137, Algorithm 1. State: `m1`, `m2`, `v`; 12 bytes for each float32.
 *
 * @example new AdEMAMix({ lr: 0.01, alpha: 5 })
 */
export class AdEMAMix<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "AdEMAMix",
  kernels,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the fast mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Share of the slow mean gradient that each step keeps, in [0, 1). Default 0.9999. */
    beta3: share(0.9999),
    /** Weight of the slow mean. Default 5. */
    alpha: positive(5),
    /** Steps in which alpha rises from 0, linearly. Default 0: none. */
    alphaWarmup: positive(0),
    /** Steps in which beta3 comes from beta1, its half-life growing linearly. Default 0: none. */
    beta3Warmup: positive(0),
    /** Added to the root, after the bias correction. Default 1e-8. */
    eps: positive(1e-8),
  },
  scalars({ lr, beta1: keep1, beta2: keep2, beta3, alpha, alphaWarmup, beta3Warmup, eps: outer }, t) {
    const root2 = Math.sqrt(biasCorrection(keep2, t));
    const rate1 = (-lr * root2) / biasCorrection(keep1, t);
    const rate2 = -lr * root2 * (t < alphaWarmup ? (t / alphaWarmup) * alpha : alpha);
    const keep3 = t < beta3Warmup ? between(keep1, beta3, t / beta3Warmup) : beta3;
    const eps = outer * root2;
    return { rate1, rate2, keep1, gain1: 1 - keep1, keep2, gain2: 1 - keep2, keep3, gain3: 1 - keep3, eps };
  },
})<Model, Lr> {}

/** The β whose 1/ln β is so far on the way. */
function between(from: number, to: number, way: number): number {
  return exponential(1 / ((1 - way) / logarithm(from) + way / logarithm(to)));
}

/** What `AdEMAMix` takes: options of its own, and those of every optimizer. */
export type AdEMAMixOptions = OptionsOf<typeof AdEMAMix>;
