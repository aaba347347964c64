import { Optimizer, type CommonOptions } from "../optimizer.js";
import { isSingle, round, type Rule } from "../rule.js";

export interface MomentumOptions extends CommonOptions {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: CommonOptions["lr"];
  /** Share μ of the velocity that each step keeps, in [0, 1]. Default 0.9. */
  momentum?: number;
}

/**
 * Momentum: `v = μ·v − lr·g; p += v`. The rate is folded into the velocity.
 *
 * Source: Polyak 1964, as in Sutskever et al. 2013, eq. 1–2. State: `v`, the velocity.
 */
export class Momentum extends Optimizer<MomentumOptions> {
  constructor(options: MomentumOptions = {}) {
    super(momentum, options);
  }
}

const momentum: Rule<Pick<MomentumOptions, "lr" | "momentum">> = {
  title: "Momentum",
  kernel: "momentum",
  slots: ["v"],
  options: {
    lr: { default: 0.01, min: 0 },
    momentum: { default: 0.9, min: 0, max: 1 },
  },
  coefficients(out, options, lr) {
    out[0] = lr;
    out[1] = options.momentum;
  },
  scalar(x, params, grads, v, count, coefficients) {
    const single = isSingle(x);
    const lr = x[coefficients];
    const mu = x[coefficients + 1];
    for (let i = 0; i < count; i++) {
      x[v + i] = round(single, mu * x[v + i]) - round(single, lr * x[grads + i]);
      x[params + i] += x[v + i];
    }
  },
};
