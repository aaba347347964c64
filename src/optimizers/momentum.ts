import { kernels } from "../kernels/momentum.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, ratio, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Momentum: `v = μ·v − lr·g; p += v`. The rate is folded into the velocity.
 *
 * Source: Polyak 1964, as in Sutskever et al. 2013, eq. 1–2. State: `v`, the velocity.
 *
 * @example new Momentum({ lr: 0.01, momentum: 0.9 })
 */
export class Momentum<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Momentum",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Share μ of the velocity that each step keeps, in [0, 1]. Default 0.9. */
    momentum: ratio(0.9),
  },
  scalars: ({ lr, momentum }) => ({ rate: -lr, mu: momentum }),
})<Model, Lr> {}

/** What `Momentum` takes: options of its own, and those of every optimizer. */
export type MomentumOptions = OptionsOf<typeof Momentum>;
