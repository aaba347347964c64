import { kernels } from "../kernels/ftrl.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { complain } from "../options/messages.js";
import { positive, type ReadSpec, type Hyperparameter } from "../options/specs.js";

/** Powers that are made of roots. */
const POWERS: readonly unknown[] = [-0.5, 0, -1];
const lrPower: ReadSpec<number> = {
  default: -0.5,
  read: (name, value) =>
    POWERS.includes(value)
      ? (value as number) + 0
      : complain(name, "-0.5, 0 or -1: engines differ in the bits of other powers", value, RangeError),
};

/**
 * FTRL-proximal, with Keras's defaults: `k = h + g²; z += g − (f(k) − f(h))/lr · p; h = k; p = (clip(z, −l1, l1) − z) /
 * (f(h)/lr + 2·l2 + beta/lr)`, f(h) = h^−lrPower. l1 makes parameters 0, for sparse logistic regression.
 *
 * Elsewhere: Keras has `learning_rate_power`, `initial_accumulator_value`, `l1_regularization_strength`,
 * `l2_regularization_strength` for lrPower, initialAccumulator, l1Strength, l2Strength; of other powers than −0.5, 0 and −1
 * too. Its shrinkage is an `l2` that h does not see. PyTorch, Optax and tfjs do not have it. A rate of 0 gives NaN, in Keras too.
 *
 * Source: McMahan et al. 2013, Algorithm 1; `keras.optimizers.Ftrl`. State: `h`, the sum of g², and `z`, from 0: 8
 * bytes a float32 parameter.
 *
 * @example new FTRL({ lr: 0.1, l1Strength: 0.01 })
 */
export class FTRL<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "FTRL",
  kernels,
  options: {
    /** Learning rate, or a schedule of it, above 0. Default 0.001. */
    lr: positive(0.001),
    /** −0.5, 0 for a rate that does not fall with h, or −1. Default -0.5. */
    lrPower,
    /** Where h begins. Default 0.1. */
    initialAccumulator: positive(0.1),
    /** Where abs(z) is at most this, p is 0. Default 0. */
    l1Strength: positive(0),
    /** Draws p to 0. Default 0. */
    l2Strength: positive(0),
    /** Added to f(h), as a rate that begins less. Default 0. */
    beta: positive(0),
  },
  remade: "z",
  initial: { h: ({ initialAccumulator }) => initialAccumulator },
  scalars: ({ lr, lrPower: power, l1Strength: l1, l2Strength: l2, beta }) => ({
    inv: 1 / lr,
    power: -power,
    l1,
    rest: 2 * l2 + beta / lr,
  }),
})<Model, Lr> {}

/** What `FTRL` takes: options of its own, and those of every optimizer. */
export type FTRLOptions = OptionsOf<typeof FTRL>;
