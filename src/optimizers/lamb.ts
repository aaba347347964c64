import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/lamb.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";

/**
 * LAMB: Adam's step u = m̂/(√v̂ + eps) + λp, scaled for each parameter by the trust ratio ‖p‖/‖u‖, which is 1 where a norm is
 * 0: `p −= lr·‖p‖/‖u‖·u`.
 *
 * Source: You et al. 2020, arXiv 1904.00962, Algorithm 2; Optax 0.2.8. State: `m` and `v`, the running means of g and g²,
 * from 0, 8 bytes a float32 parameter, and 4 bytes to work in.
 *
 * @example new LAMB({ lr: 0.01, weightDecay: 0.01 })
 */
export class LAMB<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "LAMB",
  kernels: phased(kernels, {
    scalars: ({ pp, uu }, { lr }: { readonly lr: number }) => ({
      rate: pp > 0 && uu > 0 ? -lr * Math.sqrt(pp / uu) : -lr,
    }),
  }),
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root. Default 1e-6. */
    eps: positive(1e-6),
    /** Decay λ, within the step whose norm is taken. Default 0. */
    weightDecay: positive(0),
  },
  scalars: ({ beta1, beta2, eps, weightDecay }, t) => ({
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    gain2: 1 - beta2,
    unbias1: 1 / biasCorrection(beta1, t),
    unbias2: 1 / biasCorrection(beta2, t),
    eps,
    decay: weightDecay,
  }),
})<Model, Lr> {}

/** What `LAMB` takes: options of its own, and those of every optimizer. */
export type LAMBOptions = OptionsOf<typeof LAMB>;
