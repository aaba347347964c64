import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/adam.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { oneOf, positive, share } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Adam: `m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; p −= lr·√c2/c1 · m/(√v + eps)`, c1 = 1−β1ᵗ, c2 = 1−β2ᵗ,
 * where t counts the parameter's steps from 1.
 *
 * Source: Kingma & Ba 2015, arXiv 1412.6980. State: `m` and `v`, the running means of g and g², from 0.
 */
export class Adam extends optimizer({
  title: "Adam",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root. Default 1e-7. */
    eps: positive(1e-7),
    /**
     * `"hat"` (default): eps is added to the raw root, `lr·√c2/c1 · m/(√v + eps)`: Kingma & Ba 2015, §2, last
     * paragraph ("ε̂"); Keras. `"corrected"`: after the bias correction, `lr · m̂/(√v̂ + eps)`: Algorithm 1; PyTorch, Optax.
     */
    epsMode: oneOf("hat", "corrected"),
  },
  scalars({ lr, beta1, beta2, eps, epsMode }, t) {
    const root2 = Math.sqrt(biasCorrection(beta2, t));
    return {
      rate: (-lr * root2) / biasCorrection(beta1, t),
      keep1: beta1,
      gain1: 1 - beta1,
      keep2: beta2,
      gain2: 1 - beta2,
      eps: epsMode === "corrected" ? eps * root2 : eps,
    };
  },
}) {}

export type AdamOptions = OptionsOf<typeof Adam>;
