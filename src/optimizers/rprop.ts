import { kernels } from "../kernels/rprop.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { pair } from "../options/pair.js";
import { positive, type Hyperparameter } from "../options/specs.js";
import { marked } from "../phases/marked.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Rprop, with PyTorch's defaults, for gradients of the whole data: each element has a step size of its own, which grows by
 * η₊ while its gradient keeps its sign, and shrinks by η₋ where that turns; there no step is made, and the next is taken as
 * a first one: `s = sign(g·prev); size *= s > 0 ? η₊ : s < 0 ? η₋ : 1; g = s < 0 ? 0 : g; p −= sign(g)·size; prev = g`.
 *
 * Elsewhere: etas and stepSizes are PyTorch's `etas` and `step_sizes`, Optax's `eta_minus`, `eta_plus`, `min_step_size`
 * and `max_step_size`. A product g·prev that underflows is 0, as in PyTorch; where it is NaN,
 * the size becomes NaN.
 *
 * Source: Riedmiller & Braun 1993, as iRprop⁻ of Igel & Hüsken 2000; `torch.optim.Rprop`. State: `prev`, the gradient of
 * the step before, from 0, and `size`, from lr: 8 bytes a float32 parameter.
 *
 * @example new Rprop({ lr: 0.01 })
 */
export class Rprop<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Rprop",
  elsewhere,
  kernels: marked(kernels, { rate: "none" }),
  options: {
    /** The step sizes of the first step; afterwards only decay takes it. Default 0.01. */
    lr: positive(0.01),
    /** η₋ and η₊, one below and one above 1. Default [0.5, 1.2]. */
    etas: pair(0.5, 1.2, [0, Infinity], 1),
    /** The least and the greatest step size. Default [0.000001, 50]. */
    stepSizes: pair(0.000001, 50),
  },
  initial: { size: ({ lr }) => lr },
  scalars: ({ etas: [shrink, grow], stepSizes: [least, most] }) => ({ shrink, grow, least, most }),
})<Model, Lr> {}

/** What `Rprop` takes: options of its own, and those of every optimizer. */
export type RpropOptions = OptionsOf<typeof Rprop>;
