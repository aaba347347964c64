import { biasCorrection } from "../bias.js";
import { evaluated } from "../evaluated.js";
import { kernels } from "../kernels/schedule-free-adamw.js";
import type { OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { averaging, rateOf, shareOf, weighed, weigh } from "./shared/averaging.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Schedule-Free AdamW, with the reference code's defaults: ScheduleFreeSGD with `u = g/(√(v/c2) + eps) + λ·y`,
 * `v = β2·v + (1−β2)·g²`, c2 = 1−β2ᵗ, and β1 as its β. `eval(params)` puts the average in the place of the parameters,
 * `train(params)` puts back where the training goes on. The decay is of y, as there; in the paper's Algorithm 1 too.
 *
 * Source: Defazio et al. 2024, arXiv 2405.15682; `AdamWScheduleFree` of facebookresearch/schedule_free. State: `z` and `v`
 * (`exp_avg_sq`), 8 bytes of a float32; z is NaN where no step has been made yet. In evaluation y is kept beside.
 *
 * @example new ScheduleFreeAdamW({ lr: 0.01, warmupSteps: 10 })
 */
export class ScheduleFreeAdamW<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends evaluated({
  title: "ScheduleFreeAdamW",
  kernels,
  elsewhere,
  evaluated: "beta1",
  options: averaging({
    /** Learning rate, or a schedule of it. Default 0.0025. */
    lr: positive(0.0025),
    /** Share β of the average in y, in [0, 1); at 0 there is none to evaluate. Default 0.9. */
    beta1: share(0.9),
    /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
    beta2: share(0.999),
    /** Added to the root, after the bias correction. Default 1e-8. */
    eps: positive(1e-8),
  }),
  initial: { z: () => NaN },
  carried: weighed,
  carry: weigh,
  scalars(options, t, carried) {
    const { beta1, beta2, eps, weightDecay: decay } = options;
    const rate = rateOf(options, t);
    const gain = shareOf(options, t, carried);
    const ahead = rate * (beta1 * (1 - gain) - 1);
    const mend = 1 / biasCorrection(beta2, t);
    return { keep: 1 - gain, gain, rate: -rate, ahead, keep2: beta2, gain2: 1 - beta2, mend, eps, decay };
  },
})<Model, Lr> {}

/** What `ScheduleFreeAdamW` takes: options of its own, and those of every optimizer. */
export type ScheduleFreeAdamWOptions = OptionsOf<typeof ScheduleFreeAdamW>;
