import { kernels } from "../kernels/nadam.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { formOf, positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";
import { begun, nadamCarry, nadamScalars } from "./shared/nadam.js";

/**
 * NAdam with PyTorch's defaults: `m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²; p −= lr·(μ₊·m/(1−Π·μ₊) +
 * (1−μ)·g/(1−Π)) / (√(v/(1−β2ᵗ)) + eps)`, where μ = β1·(1 − .96^(t·momentumDecay)/2), t from 1, μ₊ is that of the next step,
 * Π the product of all μ so far.
 *
 * Keras has a `momentumDecay` of 1 that is no option, lr 0.001 and eps 1e-7. In float32 v overflows for gradients above
 * 5.8e20, as in PyTorch; in Optax above 1.8e19.
 *
 * Source: Dozat 2016, ICLR workshop, Algorithm 2. State: `m` and `v`, the running means of g and g², from 0: 8 bytes a
 * float32 parameter; Π beside the count of steps.
 *
 * @example new NAdam({ lr: 0.01 })
 */
export class NAdam<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "NAdam",
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
    /** How soon μ rises from β1/2 to β1. Default 0.004. */
    momentumDecay: positive(0.004),
    /** `"torch"` (default), or `"optax"`: μ is β1 in all steps; Optax's `nesterov=True`. */
    form: formOf("torch", "optax"),
  },
  scalars: nadamScalars,
  carried: begun,
  carry: nadamCarry,
})<Model, Lr> {}

/** What `NAdam` takes: options of its own, and those of every optimizer. */
export type NAdamOptions = OptionsOf<typeof NAdam>;
