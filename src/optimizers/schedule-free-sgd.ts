import { evaluated } from "../evaluated.js";
import { kernels } from "../kernels/schedule-free-sgd.js";
import type { OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { averaging, rateOf, shareOf, weighed, weigh } from "./shared/averaging.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Schedule-Free SGD, with the reference code's defaults: `y = (1−c)·y + c·z + lr·(β·(1−c) − 1)·u; z −= lr·u` with `u = g + λ·y`
 * and `c = w/∑w, w = tʳ·lrMaxᵖ` (r `r`, p `weightLrPower`, lrMax the largest rate so far). The parameters hold y, where
 * gradients are taken; `eval(params)` puts the average `x = y/β + (1 − 1/β)·z` in their place, `train(params)` y again, to
 * the bit. No schedule is needed. Each parameter counts its own steps and weights; the reference counts for a group.
 *
 * Source: Defazio et al. 2024, arXiv 2405.15682; `SGDScheduleFree` of facebookresearch/schedule_free. State: `z`, NaN where
 * no step has been made yet, as z begins at the parameter; 4 bytes of a float32. In evaluation y is kept beside.
 *
 * @example new ScheduleFreeSGD({ lr: 0.5, warmupSteps: 10 })
 */
export class ScheduleFreeSGD<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends evaluated({
  title: "ScheduleFreeSGD",
  kernels,
  elsewhere,
  evaluated: "momentum",
  options: averaging({
    /** Learning rate, or a schedule of it. Default 1. */
    lr: positive(1),
    /** Share β of the average in y, in [0, 1); at 0 there is none to evaluate. Default 0.9. */
    momentum: share(0.9),
  }),
  initial: { z: () => NaN },
  carried: weighed,
  carry: weigh,
  scalars(options, t, carried) {
    const rate = rateOf(options, t);
    const gain = shareOf(options, t, carried);
    const ahead = rate * (options.momentum * (1 - gain) - 1);
    return { keep: 1 - gain, gain, rate: -rate, ahead, decay: options.weightDecay };
  },
})<Model, Lr> {}

/** What `ScheduleFreeSGD` takes: options of its own, and those of every optimizer. */
export type ScheduleFreeSGDOptions = OptionsOf<typeof ScheduleFreeSGD>;
