import { Optimizer, type CommonOptions } from "../optimizer.js";
import { advance, gradient, isSingle, round, type Hyperparameter, type Rule } from "../rule.js";

export interface AdaGradOptions extends CommonOptions<AdaGradOptions> {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: Hyperparameter;
  /** Added to the root. Default 1e-7. */
  eps?: Hyperparameter;
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
  torch: { slots: ["sum"], options: { lr: "lr", eps: "eps" }, also: { lr_decay: 0, initial_accumulator_value: 0 } },
  coefficients(out, { lr, eps }) {
    out[0] = -lr;
    out[1] = eps;
  },
  scalar(full, x, params, grads, h, average, count, k) {
    const single = isSingle(x);
    const rate = x[k];
    const eps = x[k + 1];
    for (let i = 0; i < count; i++) {
      const g = full ? gradient(x, k, x[grads + i], x[params + i]) : x[grads + i];
      x[h + i] += round(single, g * g);
      const step = round(single, round(single, rate * g) / round(single, round(single, Math.sqrt(x[h + i])) + eps));
      advance(full, x, params + i, step, average + i, k);
    }
  },
  list(p, g, slots, k) {
    const h = slots[0];
    const rate = k[0];
    const eps = k[1];
    for (let i = 0; i < p.length; i++) {
      const slope = g[i];
      const sum = h[i] + slope * slope;
      h[i] = sum;
      p[i] += (rate * slope) / (Math.sqrt(sum) + eps);
    }
  },
};
