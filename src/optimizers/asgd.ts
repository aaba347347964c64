import { power } from "../arithmetic.js";
import { kernels } from "../kernels/asgd.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { positive, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * ASGD, averaged stochastic gradient descent, with PyTorch's defaults: `p −= η·(λ·p + g); ax += μ·(p − ax)`, where
 * η = lr/(1 + λ·lr·(t−1))^α with the rate of the step before, and μ = 1/max(1, t−1−t0): ax is p up to the step t0 + 1,
 * and from there on the mean of p.
 *
 * Elsewhere: lambd, alpha and t0 are PyTorch's; Keras, Optax and tfjs do not have it. PyTorch rounds 1 − λ·η to float32;
 * here it is λ·η, of which more is left. The averages are `optimizer.state.ax`.
 *
 * Source: Polyak & Juditsky 1992; Bottou 2010; `torch.optim.ASGD`. State: `ax`: 4 bytes a float32 parameter, and two
 * numbers, `eta` and `mu`, beside its count of steps.
 *
 * @example new ASGD({ lr: 0.1 })
 */
export class ASGD<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "ASGD",
  elsewhere,
  kernels,
  options: {
    /** Learning rate, or a schedule of it, which shows a step later, as in PyTorch. Default 0.01. */
    lr: positive(0.01),
    /** λ, the share of p that a rate of 1 takes from it. Default 0.0001. */
    lambd: positive(0.0001),
    /** α, the power by which the rate falls. Default 0.75. */
    alpha: positive(0.75),
    /** The steps before averaging begins. Default 1000000. */
    t0: positive(1000000),
  },
  carried: { eta: 0, mu: 1, rate: 0, gain: 1 },
  carry({ lr, lambd, alpha, t0 }, t, was, next) {
    next.rate = t === 1 ? lr : was.eta;
    next.gain = was.mu;
    next.eta = lr / power(1 + lambd * lr * t, alpha);
    next.mu = 1 / Math.max(1, t - t0);
  },
  scalars: ({ lambd }, _, { rate, gain }) => ({ rate, shrink: lambd * rate, keep: 1 - gain, gain }),
})<Model, Lr> {}

/** What `ASGD` takes: options of its own, and those of every optimizer. */
export type ASGDOptions = OptionsOf<typeof ASGD>;
