import { kernels as half } from "../kernels/momentum-bfloat16.js";
import { kernels } from "../kernels/momentum.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { formOf, positive, ratio, type Hyperparameter } from "../options/specs.js";
import { small, smallState } from "../small/index.js";
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
  beside: smallState,
  kernels: (_, { stateType }) => small("Momentum", kernels, stateType, { half }),
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Share μ of the velocity that each step keeps, in [0, 1]. Default 0.9. */
    momentum: ratio(0.9),
    /**
     * How state is kept: `"float32"` (default), `"bfloat16"`, or `"int8"`, in codes of 8 bits (Dettmers et al. 2022). Default
     * `"float32"`; of float64 parameters it is float64 always.
     */
    stateType: formOf("float32", "bfloat16", "int8"),
  },
  scalars: ({ lr, momentum }) => ({ rate: -lr, mu: momentum }),
})<Model, Lr> {}

/** What `Momentum` takes: options of its own, and those of every optimizer. */
export type MomentumOptions = OptionsOf<typeof Momentum>;
