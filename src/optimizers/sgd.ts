import { kernels as withMomentum } from "../kernels/sgd-momentum.js";
import { kernels } from "../kernels/sgd.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, positive, ratio, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Stochastic gradient descent: `p −= lr·g`; with momentum μ and dampening τ `b = μ·b + (1−τ)·g; p −= lr·b`, where the
 * first b is g; with `nesterov` `p −= lr·(g + μ·b)`. The rate is outside of b: where it changes, `Momentum` and
 * `Nesterov`, which keep it inside of their velocity, go on with the old one for a while.
 *
 * Source: Robbins & Monro 1951; `torch.optim.SGD`. State: with momentum `b`, PyTorch's `momentum_buffer`, else none.
 *
 * @example new SGD({ lr: 0.1, momentum: 0.9, nesterov: true })
 */
export class SGD<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "SGD",
  kernels: (has) => {
    if (has("nesterov") && (!has("momentum") || has("dampening")))
      throw new RangeError("nesterov must come with a momentum above 0 and without dampening");
    return has("momentum") ? withMomentum : kernels;
  },
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Share μ of the buffer that each step keeps, in [0, 1]. Default 0: without a buffer. */
    momentum: ratio(0),
    /** Share τ of the gradient that does not enter the buffer, in [0, 1]; the first does as a whole. Default 0. */
    dampening: ratio(0),
    /** Whether the step looks ahead, by g + μ·b; needs a momentum and no dampening. Default false. */
    nesterov: flag(false),
  },
  scalars: ({ lr, momentum, dampening, nesterov }, t) => ({
    rate: -lr,
    mu: momentum,
    gain: t === 1 || momentum === 0 ? 1 : 1 - dampening,
    look: nesterov ? 1 : 0,
  }),
})<Model, Lr> {}

/** What `SGD` takes: options of its own, and those of every optimizer. */
export type SGDOptions = OptionsOf<typeof SGD>;
