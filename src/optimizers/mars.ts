import { kernels } from "../kernels/mars.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { adamScalars } from "./shared/adam.js";
import { elsewhere } from "./shared/elsewhere.js";

type Settings = Readonly<Record<"lr" | "beta1" | "beta2" | "eps", number>>;

/**
 * MARS on AdamW: Adam of a gradient that leans on how it has changed: `c = g + γ·β1/(1−β1)·(g − g₋); c = c/‖c‖ where ‖c‖ > 1;
 * m = β1·m + (1−β1)·c; v = β2·v + (1−β2)·c²; p −= lr·(m/c1 / (√(v/c2) + eps) + λp)`, g₋ the gradient before, 0 at first,
 * c1 = 1−β1ᵗ, c2 = 1−β2ᵗ. A norm is that of one parameter of the model. Defaults: those of its authors' code.
 *
 * **The rows of a list are parameters of their own here: give a matrix as one flat array.**
 *
 * It is that code's `mars-adamw` with `is_approx` and `optimize_1d`: without the latter its authors give parameters that
 * are no matrices to an AdamW with β1 0.9, β2 0.95 and a decay of 0.1. With γ = 0 it is AdamW of clipped gradients. v is that
 * of c, as in the code; the paper's text has it of g in one place. Sums are of float64, in one order. Sparse rows are refused.
 *
 * Source: Yuan et al. 2024, arXiv 2411.10438, Algorithm 2; AGI-Arena/MARS. State: `previous`, the gradient before, `m` and `v`,
 * all from 0; 12 bytes a float32 parameter, and 4 bytes for c, which no file keeps.
 *
 * @example new MARS({ lr: 0.01, weightDecay: 0.1 })
 */
export class MARS<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "MARS",
  kernels: phased(kernels, {
    scalars({ cc }, { lr, beta1, beta2, eps }: Settings, t) {
      const adam = adamScalars({ lr, beta1, beta2, eps, epsMode: "corrected", amsgrad: false, form: "torch" }, t);
      // A NaN stays one.
      return { ...adam, size: cc <= 1 ? 1 : Math.sqrt(cc) };
    },
  }),
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.003. */
    lr: positive(0.003),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.95. */
    beta1: share(0.95),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.99. */
    beta2: share(0.99),
    /** How far c leans on the change of the gradient. Default 0.025. */
    gamma: positive(0.025),
    /** Added to the root, after the bias correction. Default 1e-8. */
    eps: positive(1e-8),
  },
  scalars: ({ beta1, gamma }) => ({ ahead: gamma * (beta1 / (1 - beta1)) }),
})<Model, Lr> {}

/** What `MARS` takes: options of its own, and those of every optimizer. */
export type MARSOptions = OptionsOf<typeof MARS>;
