import { kernels } from "../kernels/nesterov.js";
import { optimizer, type OptionsOf } from "../optimizer.js";
import { oneOf, positive, ratio, type Hyperparameter } from "../options/specs.js";
import { elsewhere } from "./shared/elsewhere.js";

/**
 * Nesterov's accelerated gradient: `v = μ·v − lr·g; p += μ·v − lr·g`, where p stands at the look-ahead point.
 *
 * Source: Bengio et al. 2012, arXiv 1212.0901, eq. 7. State: `v`, the velocity.
 *
 * @example new Nesterov({ lr: 0.01, momentum: 0.9 })
 */
export class Nesterov<Model = unknown, Lr extends Hyperparameter = Hyperparameter> extends optimizer({
  title: "Nesterov",
  kernels,
  elsewhere,
  options: {
    /** Learning rate, or a schedule of it. Default 0.01. */
    lr: positive(0.01),
    /** Share μ of the velocity that each step keeps, in [0, 1]. Default 0.9. */
    momentum: ratio(0.9),
    /**
     * `"bengio"` (default): `p += μ·v − lr·g` with the new velocity, equal to gradient descent with look-ahead.
     * `"literal"`: `p += μ²·v − (1+μ)·lr·g` with the new velocity, as the first code of the notes has it;
     * it diverges at smaller rates (lr·h < 0.860 against 1.357 on a quadratic of curvature h, μ = 0.9).
     */
    form: oneOf("bengio", "literal"),
  },
  scalars: ({ lr, momentum: mu, form }) =>
    form === "literal"
      ? { rate: -lr, mu, ahead: mu * mu, direct: -(1 + mu) * lr }
      : { rate: -lr, mu, ahead: mu, direct: -lr },
})<Model, Lr> {}

/** What `Nesterov` takes: options of its own, and those of every optimizer. */
export type NesterovOptions = OptionsOf<typeof Nesterov>;
