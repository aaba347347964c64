import { kernels } from "../kernels/adagrad.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { oneOf, positive, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * AdaGrad: `h += g²; p −= lr/(1 + (t−1)·lrDecay) · g / (√h + eps)`, with the defaults of the notes; PyTorch's eps is 1e-10.
 *
 * Elsewhere: lrDecay, initialAccumulator, eps are PyTorch's `lr_decay`, `initial_accumulator_value`, `eps`. Keras, Optax
 * and tfjs have no lrDecay, and `initialAccumulator: 0.1, epsMode: "root"`; Optax makes no step where h is 0, here
 * that takes an eps above 0.
 *
 * Source: Duchi et al. 2011; `torch.optim.Adagrad`. State: `h`, the sum of squared gradients: 4 bytes a float32
 * parameter. A parameter's own steps count as t.
 *
 * @example new AdaGrad({ lr: 0.5 })
 */
export class AdaGrad<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "AdaGrad",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Added to the root. Default 1e-7. */
    eps: positive(1e-7),
    /** The t-th rate is lr/(1 + (t−1)·lrDecay). Default 0. */
    lrDecay: positive(0),
    /** Where h begins. Default 0. */
    initialAccumulator: positive(0),
    /** `"outside"` (default): √h + eps, as PyTorch. `"root"`: √(h + eps), as Keras, Optax and tfjs. */
    epsMode: oneOf("outside", "root"),
  },
  initial: { h: ({ initialAccumulator }) => initialAccumulator },
  scalars: ({ lr, lrDecay, eps, epsMode }, t) => ({
    rate: -lr / (1 + (t - 1) * lrDecay),
    inside: epsMode === "root" ? eps : 0,
    outside: epsMode === "root" ? 0 : eps,
  }),
})<Model, Lr> {}

/** What `AdaGrad` takes: options of its own, and those of every optimizer. */
export type AdaGradOptions = OptionsOf<typeof AdaGrad>;
