import { Optimizer, type CommonOptions } from "../optimizer.js";
import { isSingle, round, type Rule } from "../rule.js";

export interface AdaGradOptions extends CommonOptions {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: CommonOptions["lr"];
  /** Added to the root. Default 1e-7. */
  eps?: number;
}

/**
 * AdaGrad: `h += g²; p −= lr·g / (√h + eps)`.
 *
 * Source: Duchi et al. 2011. State: `h`, the sum of squared gradients, from 0.
 */
export class AdaGrad extends Optimizer<AdaGradOptions> {
  constructor(options: AdaGradOptions = {}) {
    super(adagrad, options);
  }
}

const adagrad: Rule<Pick<AdaGradOptions, "lr" | "eps">> = {
  title: "AdaGrad",
  kernel: "adagrad",
  slots: ["h"],
  options: {
    lr: { default: 0.01, min: 0 },
    eps: { default: 1e-7, min: 0 },
  },
  coefficients(out, { eps }, lr) {
    out[0] = lr;
    out[1] = eps;
  },
  scalar(x, params, grads, h, count, coefficients) {
    const single = isSingle(x);
    const lr = x[coefficients];
    const eps = x[coefficients + 1];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      x[h + i] += round(single, g * g);
      x[params + i] -= round(single, round(single, lr * g) / round(single, round(single, Math.sqrt(x[h + i])) + eps));
    }
  },
};
