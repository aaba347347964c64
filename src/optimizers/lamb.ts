import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/lamb.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { elsewhere } from "./shared/elsewhere.js";
import { rateOf } from "./shared/trust.js";

/**
 * LAMB: Adam's step of each parameter, made as long as a share of the parameter. `m = β1·m + (1−β1)·g;
 * v = β2·v + (1−β2)·g²; u = (m/c1)/(√(v/c2) + eps) + λp; p −= lr·‖p‖/‖u‖·u`, c1 = 1−β1ᵗ, c2 = 1−β2ᵗ; where a norm is 0,
 * the ratio is 1. A norm is that of one parameter of the model. Defaults: Optax's, with the rate of its example.
 *
 * **The rows of a list are parameters of their own here: give a matrix as one flat array.**
 *
 * The decay λ is inside of the norm, as in the paper and Optax; in Keras, whose eps is 1e-7, it is outside. The paper bounds
 * ‖p‖ by a function φ that it leaves open, none here and in the libraries. Sums are of float64, in one order: below 1e-162 a
 * norm counts as 0. lr·‖p‖/‖u‖ is at most 2^127, in float64 2^1023. In float32 v overflows for gradients above 1.8e19, as in
 * Optax. Sparse rows are refused.
 *
 * Source: You et al. 2020, arXiv 1904.00962, Algorithm 2; `optax.lamb`. State: `m` and `v`, the running means of g and g²,
 * from 0, 8 bytes a float32 parameter, and 4 bytes for u, which no file keeps.
 *
 * @example new LAMB({ lr: 0.01, groups: [{ match: /bias/, weightDecay: 0, optional: true }] })
 */
export class LAMB<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "LAMB",
  kernels: phased(kernels, {
    scalars: ({ pp, uu }, { lr }: { lr: number }, _, __, ___, element) => ({ rate: -rateOf(element, lr, pp, uu) }),
  }),
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root, after the bias correction. Default 0.000001. */
    eps: positive(1e-6),
    /** Decay λ, inside of the norm. Default 0. */
    weightDecay: positive(0),
  },
  scalars: ({ beta1, beta2, eps, weightDecay }, t) => ({
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    gain2: 1 - beta2,
    mend1: 1 / biasCorrection(beta1, t),
    mend2: 1 / Math.sqrt(biasCorrection(beta2, t)),
    eps,
    decay: weightDecay,
  }),
})<Model, Lr> {}

/** What `LAMB` takes: options of its own, and those of every optimizer. */
export type LAMBOptions = OptionsOf<typeof LAMB>;
