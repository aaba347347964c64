import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/laprop.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * LaProp: `v = β2·v + (1−β2)·g²; m = β1·m + (1−β1)·g/(√v̂ + eps); p −= lr · m/(1−β1ᵗ)`, v̂ = v/(1−β2ᵗ): each gradient
 * is divided by its root before the mean is taken. Defaults: the paper's, where they are called λ, μ, ν, ε.
 *
 * The rate is outside of m, as in the paper; its authors' code for PyTorch keeps it inside, which is the same while the
 * rate is. An eps under 1e-10, as the default is, leaves state subnormal where there is no gradient for long.
 *
 * Source: Ziyin et al. 2020, arXiv 2002.04839, Algorithm 1. State: `m` and `v`, from 0; 8 bytes for each float32 parameter.
 *
 * @example new LaProp({ lr: 0.01 })
 */
export class LaProp<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "LaProp",
  elsewhere,
  kernels,
  options: {
    /** Learning rate, or a schedule of it. Default 0.0004. */
    lr: positive(0.0004),
    /** Share of the mean step that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root, after the bias correction. Default 1e-15. */
    eps: positive(1e-15),
  },
  scalars({ lr, beta1, beta2, eps }, t) {
    const root2 = Math.sqrt(biasCorrection(beta2, t));
    const rate = -lr / biasCorrection(beta1, t);
    return { rate, keep1: beta1, gain1: (1 - beta1) * root2, keep2: beta2, gain2: 1 - beta2, eps: eps * root2 };
  },
})<Model, Lr> {}

/** What `LaProp` takes: options of its own, and those of every optimizer. */
export type LaPropOptions = OptionsOf<typeof LaProp>;
