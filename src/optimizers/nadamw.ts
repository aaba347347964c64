import { kernels } from "../kernels/nadam.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { formOf, positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";
import { begun, nadamCarry, nadamScalars } from "./shared/nadam.js";

/**
 * NAdam with decoupled weight decay: the rule of `NAdam`, and `p −= lr·λp` beside. Its defaults are those of PyTorch's
 * `NAdam(decoupled_weight_decay=True)`, but for the decay, which is that of its AdamW; Optax's `nadamw` has 1e-4.
 *
 * Source: Dozat 2016, ICLR workshop, Algorithm 2; Loshchilov & Hutter 2019, arXiv 1711.05101. State: as of `NAdam`, 8 bytes
 * a float32 parameter.
 *
 * @example new NAdamW({ lr: 0.01, weightDecay: 0.01 })
 */
export class NAdamW<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "NAdamW",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.002. */
    lr: positive(0.002),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root, after the bias correction. Default 1e-8. */
    eps: positive(1e-8),
    /** Decoupled decay λ. Default 0.01. */
    weightDecay: positive(0.01),
    /** How soon μ rises from β1/2 to β1. Default 0.004. */
    momentumDecay: positive(0.004),
    /** `"torch"` (default), or `"optax"`: μ is β1 in all steps; Optax's `nesterov=True`. */
    form: formOf("torch", "optax"),
  },
  scalars: nadamScalars,
  carried: begun,
  carry: nadamCarry,
})<Model, Lr> {}

/** What `NAdamW` takes: options of its own, and those of every optimizer. */
export type NAdamWOptions = OptionsOf<typeof NAdamW>;
