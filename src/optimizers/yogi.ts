import { biasCorrection } from "../bias.js";
import { kernels } from "../kernels/yogi.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Yogi: `m = β1·m + (1−β1)·g; v = v − (1−β2)·sign(v−g²)·g²; p −= lr · m̂/(√v̂ + eps)`, m̂ = m/(1−β1ᵗ), v̂ = v/(1−β2ᵗ).
 * Defaults: Optax's, where they are called b1, b2, eps, initial_accumulator_value; lr 0.01 as in the paper.
 *
 * m and v begin at initialAccumulator, and are corrected as if they had begun at 0, as in Optax and TensorFlow Addons:
 * the first step is lr·(0.9·1e-6 + 0.1·g)/0.1 over its root. The paper's Algorithm 2 leaves the correction out.
 *
 * Source: Zaheer et al. 2018, NeurIPS, Algorithm 2. State: `m` and `v`; 8 bytes for each float32 parameter.
 *
 * @example new Yogi({ lr: 0.01 })
 */
export class Yogi<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Yogi",
  elsewhere,
  kernels,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
    /** What is left of 1 when v has moved towards g²: by (1−β2)·g², in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root, after the bias correction. Default 0.001. */
    eps: positive(0.001),
    /** What m and v begin at. Default 1e-6. */
    initialAccumulator: positive(1e-6),
  },
  scalars({ lr, beta1, beta2, eps }, t) {
    const root2 = Math.sqrt(biasCorrection(beta2, t));
    const rate = (-lr * root2) / biasCorrection(beta1, t);
    return { rate, keep1: beta1, gain1: 1 - beta1, gain2: 1 - beta2, eps: eps * root2 };
  },
  initial: {
    m: ({ initialAccumulator }) => initialAccumulator,
    v: ({ initialAccumulator }) => initialAccumulator,
  },
})<Model, Lr> {}

/** What `Yogi` takes: options of its own, and those of every optimizer. */
export type YogiOptions = OptionsOf<typeof Yogi>;
