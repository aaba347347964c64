import { kernels } from "../kernels/signum.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Signum, signSGD with momentum: `m = β1·m + (1−β1)·g; p −= lr·sign(m)`. Of its options Optax gives beta the default 0.9; it has
 * none for the rate.
 *
 * Elsewhere: beta1 is Optax's `beta`. PyTorch and Keras do not have it. With `beta1: 0` it is signSGD.
 *
 * Source: Bernstein et al. 2018, arXiv 1802.04434, Algorithm 2; `optax.signum`. State: `m`, the running mean of g, from
 * 0: 4 bytes a float32 parameter.
 *
 * @example new Signum({ lr: 0.01 })
 */
export class Signum<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Signum",
  elsewhere,
  kernels,
  options: {
    /** Learning rate, or a schedule of it. Default 0.0001. */
    lr: positive(0.0001),
    /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
    beta1: share(0.9),
  },
  scalars: ({ lr, beta1 }) => ({ rate: -lr, keep: beta1, gain: 1 - beta1 }),
})<Model, Lr> {}

/** What `Signum` takes: options of its own, and those of every optimizer. */
export type SignumOptions = OptionsOf<typeof Signum>;
