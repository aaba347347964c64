import { kernels as withBoth } from "../kernels/rmsprop-centered-momentum.js";
import { kernels as centered } from "../kernels/rmsprop-centered.js";
import { kernels as withMomentum } from "../kernels/rmsprop-momentum.js";
import { kernels } from "../kernels/rmsprop.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, oneOf, positive, ratio, share, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * RMSProp: `h = ρ·h + (1−ρ)·g²; p −= lr·g / (√h + eps)`, with the defaults of the notes; PyTorch's eps is 1e-8.
 * Centered, `a = ρ·a + (1−ρ)·g` and √(h − a²) for √h; with momentum μ `b = μ·b + g/(√h + eps); p −= lr·b`.
 *
 * Elsewhere: decayRate is PyTorch's `alpha`, Keras's and tfjs's `rho`, Optax's `decay`. Keras, Optax and tfjs keep the
 * rate inside of b: the same while it does not change. Where rounding takes h − a² below 0, here it is 0, elsewhere NaN.
 *
 * Source: Hinton 2012, Coursera lecture 6e; Graves 2013, arXiv 1308.0850; `torch.optim.RMSprop`. State: `h`, the mean of
 * squared gradients, centered `a`, their mean, with momentum `b`, PyTorch's `momentum_buffer`: 4 bytes each a float32 parameter.
 *
 * @example new RMSProp({ lr: 0.01, decayRate: 0.9 })
 */
export class RMSProp<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "RMSProp",
  kernels: (has) =>
    has("centered") ? (has("momentum") ? withBoth : centered) : has("momentum") ? withMomentum : kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Share ρ of the mean square that each step keeps, in [0, 1). Default 0.99. */
    decayRate: share(0.99),
    /** Added to the root. Default 1e-7. */
    eps: positive(1e-7),
    /** Share μ of the buffer that each step keeps, in [0, 1]. Default 0: without a buffer. */
    momentum: ratio(0),
    /** Whether the squared mean is subtracted from the mean square. Default false. */
    centered: flag(false),
    /** `"outside"` (default): √h + eps, as PyTorch. `"root"`: √(h + eps), as Keras, Optax and tfjs. */
    epsMode: oneOf("outside", "root"),
  },
  scalars: ({ lr, decayRate, eps, momentum, epsMode }) => ({
    rate: -lr,
    keep: decayRate,
    gain: 1 - decayRate,
    inside: epsMode === "root" ? eps : 0,
    outside: epsMode === "root" ? 0 : eps,
    mu: momentum,
  }),
})<Model, Lr> {}

/** What `RMSProp` takes: options of its own, and those of every optimizer. */
export type RMSPropOptions = OptionsOf<typeof RMSProp>;
