import { kernels as half } from "../kernels/adam-bfloat16.js";
import { kernels as masked } from "../kernels/adam-cautious.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, formOf, oneOf, positive, share, type Hyperparameter } from "../options/specs.js";
import { marked } from "../phases/marked.js";
import { small, smallState } from "../small/index.js";
import { adamKernels, adamScalars } from "./shared/adam.js";
import { elsewhere } from "./shared/elsewhere.js";

const cautious = marked(masked, { decoupled: "cautious" });

/**
 * Adam with decoupled weight decay and PyTorch's defaults: `m = β1·m + (1−β1)·g; v = β2·v + (1−β2)·g²;
 * p −= lr·(m/c1 / (√(v/c2) + eps) + λp)`, c1 = 1−β1ᵗ, c2 = 1−β2ᵗ, t from 1.
 *
 * The default decay λ is PyTorch's 0.01; Keras has 0.004, Optax 1e-4. eps is 1e-8 in PyTorch and Optax; Keras has
 * 1e-7, `epsMode: "hat"`. PyTorch multiplies p by 1 − lr·λ, which float32 rounds to 1 below 3e-8; here lr·λ·p is
 * taken off.
 *
 * Source: Loshchilov & Hutter 2019, arXiv 1711.05101, Algorithm 2. State: `m` and `v`, the running means of g and g²,
 * from 0, 8 bytes a float32 parameter; with amsgrad `top` beside, 12.
 *
 * @example new AdamW({ lr: 0.01, groups: [{ match: /bias/, weightDecay: 0, optional: true }] })
 */
export class AdamW<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "AdamW",
  beside: smallState,
  kernels(has, { stateType }) {
    if (has("cautiousDecay") && has("amsgrad")) throw new TypeError("AdamW takes cautiousDecay or amsgrad, not both");
    const whole = has("cautiousDecay") ? cautious : adamKernels(has);
    const other = has("cautiousDecay") ? "cautiousDecay" : has("amsgrad") && "amsgrad";
    return small("AdamW", whole, stateType, { half: other || half, squares: ["v", "top"] });
  },
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.001. */
    lr: positive(0.001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root. Default 1e-8. */
    eps: positive(1e-8),
    /** `"corrected"` (default): eps is added after the bias correction; `"hat"`: to the raw root, `√v + eps`. */
    epsMode: oneOf("corrected", "hat"),
    /** Decoupled decay λ. Default 0.01. */
    weightDecay: positive(0.01),
    /** Whether only parameters decay that the step moves towards 0, or not at all: u·p ≥ 0 (arXiv 2510.12402). Default false. */
    cautiousDecay: flag(false),
    /** Whether `top`, the largest v so far, is in the place of v (Reddi et al. 2018); not with cautiousDecay. Default false. */
    amsgrad: flag(false),
    /** amsgrad's largest: of v as it is, `"torch"` (default; Keras), or of v/c2, `"optax"`. */
    form: formOf("torch", "optax"),
    /**
     * How state is kept: `"float32"` (default), `"bfloat16"`, or `"int8"`, in codes of 8 bits (Dettmers et al. 2022). Default
     * `"float32"`; of float64 parameters it is float64 always.
     */
    stateType: formOf("float32", "bfloat16", "int8"),
  },
  scalars: adamScalars,
})<Model, Lr> {}

/** What `AdamW` takes: options of its own, and those of every optimizer. */
export type AdamWOptions = OptionsOf<typeof AdamW>;
