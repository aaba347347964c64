import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/adabelief.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * AdaBelief: `m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·(g−m)² + epsRoot; p −= lr · m̂/(√v̂ + eps)`, m̂ = m/(1−β1ᵗ),
 * v̂ = v/(1−β2ᵗ). Defaults: Optax's, where they are called b1, b2, eps, eps_root; lr 0.001 as in the paper.
 *
 * epsRoot is added to v at each step and stays in it, as in the paper's Algorithm 2 and Optax; its authors' code for
 * PyTorch has one number for both (eps 1e-16). `beta1: 0` makes g − m nothing, and the step lr·g/√epsRoot.
 *
 * Source: Zhuang et al. 2020, arXiv 2010.07468. State: `m` and `v`, from 0; 8 bytes for each float32 parameter.
 *
 * @example new AdaBelief({ lr: 0.01 })
 */
export class AdaBelief<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "AdaBelief",
  elsewhere,
  kernels,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared surprise that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root, after the bias correction. Default 1e-16. */
    eps: positive(1e-16),
    /** Added to the mean square at each step. Default 1e-16. */
    epsRoot: positive(1e-16),
  },
  scalars({ lr, beta1, beta2, eps, epsRoot }, t) {
    const root2 = Math.sqrt(biasCorrection(beta2, t));
    const rate = (-lr * root2) / biasCorrection(beta1, t);
    return { rate, keep1: beta1, gain1: 1 - beta1, keep2: beta2, gain2: 1 - beta2, eps: eps * root2, epsRoot };
  },
})<Model, Lr> {}

/** What `AdaBelief` takes: options of its own, and those of every optimizer. */
export type AdaBeliefOptions = OptionsOf<typeof AdaBelief>;
