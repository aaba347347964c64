import { kernels } from "../kernels/lars.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { flag, positive, ratio, type Hyperparameter } from "../options/specs.js";
import { phased } from "../phases/phased.js";
import { elsewhere } from "./shared/elsewhere.js";
import { rateOf } from "./shared/trust.js";

type Settings = Readonly<Record<"lr" | "momentum" | "trustCoefficient" | "eps", number> & { nesterov: boolean }>;

/**
 * LARS: SGD with a rate of its own for each parameter, by its length: `u = g + λp; r = η·‖p‖/(‖u‖ + eps); v = μ·v − lr·r·u;
 * p += v`; where a norm is 0, r is 1. With `nesterov` p += μ·v − lr·r·u, of the new v. A norm is that of one parameter of the
 * model. Defaults: Optax's, which has none for lr and calls η `trust_coefficient`.
 *
 * **The rows of a list are parameters of their own here: give a matrix as one flat array.**
 *
 * The velocity holds the rate, as in the paper and Optax: where lr falls, the old one goes on for a while. The paper's
 * denominator is ‖g‖ + λ‖p‖, never less than the ‖g + λp‖ of Optax and here; without a decay they are the same. Sums are
 * of float64, in one order: below 1e-162 a norm counts as 0. lr·r is at most 2^127, in float64 2^1023. Sparse rows are refused.
 *
 * Source: You et al. 2017, arXiv 1708.03888, Algorithm 1; `optax.lars`. State: `v`, the velocity, from 0; 4 bytes a float32
 * parameter.
 *
 * @example new LARS({ lr: 1, weightDecay: 0.0001 })
 */
export class LARS<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "LARS",
  kernels: phased(kernels, {
    scalars: ({ pp, uu }, { lr, momentum, trustCoefficient, eps, nesterov }: Settings, _, __, ___, element) => ({
      rate: -rateOf(element, lr, pp, uu, trustCoefficient, eps),
      keep: momentum,
      ahead: nesterov ? 1 : 0,
      more: nesterov ? momentum : 1,
    }),
  }),
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.1. */
    lr: positive(0.1),
    /** Share μ of the velocity that each step keeps, in [0, 1]. Default 0.9. */
    momentum: ratio(0.9),
    /** Coupled decay λ, inside of the norm. Default 0. */
    weightDecay: positive(0),
    /** η: how far a step goes as a share of the parameter's length, at a rate of 1. Default 0.001. */
    trustCoefficient: positive(0.001),
    /** Added to ‖u‖. Default 0. */
    eps: positive(0),
    /** Whether the step looks ahead, by the new velocity. Default false. */
    nesterov: flag(false),
  },
  scalars: ({ weightDecay }) => ({ decay: weightDecay }),
})<Model, Lr> {}

/** What `LARS` takes: options of its own, and those of every optimizer. */
export type LARSOptions = OptionsOf<typeof LARS>;
