import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, formOf, oneOf, positive, share, type Hyperparameter } from "../options/specs.js";
import { adamKernels, adamScalars } from "./shared/adam.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Adam with the defaults of the notes: `m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; p −= lr·√c2/c1 · m/(√v + eps)`,
 * c1 = 1−β1ᵗ, c2 = 1−β2ᵗ, where t counts the parameter's steps from 1.
 *
 * PyTorch, Optax and tfjs add eps after the bias correction, with a default of 1e-8 (tfjs 1e-7): `epsMode: "corrected"`.
 * PyTorch's Adam's `weight_decay` is `l2` here.
 *
 * Source: Kingma & Ba 2015, arXiv 1412.6980. State: `m` and `v`, the running means of g and g², from 0, 8 bytes a
 * float32 parameter; with amsgrad `top` beside, 12.
 *
 * @example new Adam({ lr: 0.01, clipNorm: 1 })
 */
export class Adam<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Adam",
  kernels: adamKernels,
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
    /** Whether `top`, the largest v so far, is in the place of v (Reddi et al. 2018). Default false. */
    amsgrad: flag(false),
    /** amsgrad's largest: of v as it is, `"torch"` (default; Keras), or of v/c2, `"optax"`. */
    form: formOf("torch", "optax"),
  },
  scalars: adamScalars,
})<Model, Lr> {}

/** What `Adam` takes: options of its own, and those of every optimizer. */
export type AdamOptions = OptionsOf<typeof Adam>;
