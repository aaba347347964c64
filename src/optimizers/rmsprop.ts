import { Optimizer, type CommonOptions } from "../optimizer.js";
import { isSingle, round, type Rule } from "../rule.js";

export interface RMSPropOptions extends CommonOptions {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: CommonOptions["lr"];
  /** Share ρ of the mean square that each step keeps, in [0, 1). Default 0.99. */
  decayRate?: number;
  /** Added to the root. Default 1e-7. */
  eps?: number;
}

/**
 * RMSProp: `h = ρ·h + (1−ρ)·g²; p −= lr·g / (√h + eps)`.
 *
 * Source: Hinton 2012, Coursera lecture 6e. State: `h`, the running mean of squared gradients, from 0.
 */
export class RMSProp extends Optimizer<RMSPropOptions> {
  constructor(options: RMSPropOptions = {}) {
    super(rmsprop, options);
  }
}

const rmsprop: Rule<Pick<RMSPropOptions, "lr" | "decayRate" | "eps">> = {
  title: "RMSProp",
  kernel: "rmsprop",
  slots: ["h"],
  options: {
    lr: { default: 0.01, min: 0 },
    decayRate: { default: 0.99, min: 0, below: 1 },
    eps: { default: 1e-7, min: 0 },
  },
  coefficients(out, { decayRate, eps }, lr) {
    out[0] = lr;
    out[1] = decayRate;
    out[2] = 1 - decayRate;
    out[3] = eps;
  },
  scalar(x, params, grads, h, count, coefficients) {
    const single = isSingle(x);
    const lr = x[coefficients];
    const decay = x[coefficients + 1];
    const gain = x[coefficients + 2];
    const eps = x[coefficients + 3];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      x[h + i] = round(single, decay * x[h + i]) + round(single, round(single, gain * g) * g);
      x[params + i] -= round(single, round(single, lr * g) / round(single, round(single, Math.sqrt(x[h + i])) + eps));
    }
  },
};
