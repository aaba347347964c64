import { Optimizer, type CommonOptions } from "../optimizer.js";
import type { Hyperparameter, Rule } from "../rule.js";

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
  single(x, params, grads, h, _average, count, k) {
    const rate = x[k];
    const eps = x[k + 1];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const sum = Math.fround(x[h + i] + Math.fround(g * g));
      x[h + i] = sum;
      x[params + i] += Math.fround(Math.fround(rate * g) / Math.fround(Math.fround(Math.sqrt(sum)) + eps));
    }
  },
  double(x, params, grads, h, _average, count, k) {
    const rate = x[k];
    const eps = x[k + 1];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const sum = x[h + i] + g * g;
      x[h + i] = sum;
      x[params + i] += (rate * g) / (Math.sqrt(sum) + eps);
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
