import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/adamax.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { oneOf, positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Adamax with PyTorch's defaults: `m = β1·m + (1−β1)·g; u = max(β2·u, |g| + eps); p −= lr/(1−β1ᵗ) · m/u`, t from 1.
 *
 * So PyTorch and Optax; Keras and tfjs add eps to u where they divide: `epsMode: "outside"`. Their eps is 1e-7, Keras's lr
 * 0.001.
 *
 * Source: Kingma & Ba 2015, arXiv 1412.6980, Algorithm 2, which has no eps. State: `m`, the running mean of g, and `u`,
 * the largest |g| so far as it fades, PyTorch's `exp_inf`, from 0: 8 bytes a float32 parameter.
 *
 * @example new Adamax({ lr: 0.01 })
 */
export class Adamax<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Adamax",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.002. */
    lr: positive(0.002),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the largest gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the gradient's size, or to u. Default 1e-8. */
    eps: positive(1e-8),
    /** `"inside"` (default): max(β2·u, |g| + eps), as PyTorch and Optax. `"outside"`: m/(u + eps), as Keras and tfjs. */
    epsMode: oneOf("inside", "outside"),
  },
  scalars: ({ lr, beta1, beta2, eps, epsMode }, t) => ({
    rate: -lr / biasCorrection(beta1, t),
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    inside: epsMode === "outside" ? 0 : eps,
    outside: epsMode === "outside" ? eps : 0,
  }),
})<Model, Lr> {}

/** What `Adamax` takes: options of its own, and those of every optimizer. */
export type AdamaxOptions = OptionsOf<typeof Adamax>;
