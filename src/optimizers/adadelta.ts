import { kernels as ofTfjs } from "../kernels/adadelta-tfjs.js";
import { kernels } from "../kernels/adadelta.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { formOf, positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * AdaDelta, with PyTorch's defaults: `v = ρ·v + (1−ρ)·g²; d = √(u + eps)/√(v + eps) · g; u = ρ·u + (1−ρ)·d²; p −= lr·d`.
 *
 * Elsewhere: decayRate is PyTorch's, Keras's, Optax's and tfjs's `rho`, lr their `learning_rate`: 1 in PyTorch, as the
 * paper has none, 0.001 in Keras and tfjs. tfjs divides by the old v, which makes its first step lr·g, however large g is;
 * `form: "tfjs"` does what tfjs does. The paper does otherwise, and so do PyTorch, Keras and Optax.
 *
 * Source: Zeiler 2012, arXiv 1212.5701, Algorithm 1; `torch.optim.Adadelta`. State: `v` and `u`, the running means of
 * g² and d², from 0: 8 bytes a float32 parameter.
 *
 * @example new AdaDelta({ lr: 1, decayRate: 0.95 })
 */
export class AdaDelta<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "AdaDelta",
  elsewhere,
  kernels: (has) => (has("form") ? ofTfjs : kernels),
  options: {
    /** Learning rate, or a schedule of it. Default 1. */
    lr: positive(1),
    /** Share ρ of both means that each step keeps, in [0, 1). Default 0.9. */
    decayRate: share(0.9),
    /** Added inside of both roots: without it no first step is made, by `"tfjs"` one of 0/0. Default 0.000001. */
    eps: positive(0.000001),
    /** `"torch"` (default): the new v divides, as in the paper. `"tfjs"`: the old one, as in TensorFlow.js alone. */
    form: formOf("torch", "tfjs"),
  },
  scalars: ({ lr, decayRate, eps }) => ({ rate: -lr, keep: decayRate, gain: 1 - decayRate, eps }),
})<Model, Lr> {}

/** What `AdaDelta` takes: options of its own, and those of every optimizer. */
export type AdaDeltaOptions = OptionsOf<typeof AdaDelta>;
