import { kernels as half } from "../kernels/lion-bfloat16.js";
import { kernels as masked } from "../kernels/lion-cautious.js";
import { kernels } from "../kernels/lion.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, formOf, positive, share, type Hyperparameter } from "../options/specs.js";
import { marked } from "../phases/marked.js";
import { small, smallState } from "../small/index.js";
import { elsewhere } from "./shared/elsewhere.js";

const cautious = marked(masked, { decoupled: "cautious" });

/**
 * Lion: `p −= lr·sign(β1·m + (1−β1)·g); m = β2·m + (1−β2)·g`. Defaults: the paper's and Optax's; `weightDecay` is 0, in
 * Optax 0.001.
 *
 * The sign of NaN is 0 here: a parameter whose gradient was NaN stays where it is; in Optax it becomes NaN.
 *
 * Source: Chen et al. 2023, arXiv 2302.06675, Algorithm 2. State: `m`, the running mean of g, from 0; 4 bytes a float32.
 *
 * @example new Lion({ lr: 0.001, weightDecay: 0.1 })
 */
export class Lion<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Lion",
  beside: smallState,
  kernels(has, { stateType }) {
    const isCautious = has("cautiousDecay");
    return small("Lion", isCautious ? cautious : kernels, stateType, { half: isCautious ? "cautiousDecay" : half });
  },
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.0001. */
    lr: positive(0.0001),
    /** Share of the mean gradient in the direction of a step, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.99. */
    beta2: share(0.99),
    /** Decoupled decay λ. Default 0. */
    weightDecay: positive(0),
    /**
     * Whether only parameters decay that the step moves towards 0, or not at all: u·p ≥ 0 (arXiv 2510.12402). Default
     * false.
     */
    cautiousDecay: flag(false),
    /**
     * How state is kept: `"float32"` (default), `"bfloat16"`, or `"int8"`, in codes of 8 bits (Dettmers et al. 2022). Default
     * `"float32"`; of float64 parameters it is float64 always.
     */
    stateType: formOf("float32", "bfloat16", "int8"),
  },
  scalars: ({ lr, beta1, beta2, weightDecay }) => ({
    rate: -lr,
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    gain2: 1 - beta2,
    decay: lr * weightDecay,
  }),
})<Model, Lr> {}

/** What `Lion` takes: options of its own, and those of every optimizer. */
export type LionOptions = OptionsOf<typeof Lion>;
