import { Optimizer, type CommonOptions } from "../optimizer.js";
import type { Hyperparameter, Rule } from "../rule.js";

export interface RMSPropOptions extends CommonOptions<RMSPropOptions> {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: Hyperparameter;
  /** Share ρ of the mean square that each step keeps, in [0, 1). Default 0.99. */
  decayRate?: Hyperparameter;
  /** Added to the root. Default 1e-7. */
  eps?: Hyperparameter;
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
  torch: {
    slots: ["square_avg"],
    options: { lr: "lr", decayRate: "alpha", eps: "eps" },
    also: { momentum: 0, centered: false },
  },
  coefficients(out, { lr, decayRate, eps }) {
    out[0] = -lr;
    out[1] = decayRate;
    out[2] = 1 - decayRate;
    out[3] = eps;
  },
  single(x, params, grads, h, _average, count, k) {
    const rate = x[k];
    const decay = x[k + 1];
    const gain = x[k + 2];
    const eps = x[k + 3];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const mean = Math.fround(Math.fround(decay * x[h + i]) + Math.fround(Math.fround(gain * g) * g));
      x[h + i] = mean;
      x[params + i] += Math.fround(Math.fround(rate * g) / Math.fround(Math.fround(Math.sqrt(mean)) + eps));
    }
  },
  double(x, params, grads, h, _average, count, k) {
    const rate = x[k];
    const decay = x[k + 1];
    const gain = x[k + 2];
    const eps = x[k + 3];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const mean = decay * x[h + i] + gain * g * g;
      x[h + i] = mean;
      x[params + i] += (rate * g) / (Math.sqrt(mean) + eps);
    }
  },
  list(p, g, slots, k) {
    const h = slots[0];
    const rate = k[0];
    const decay = k[1];
    const gain = k[2];
    const eps = k[3];
    for (let i = 0; i < p.length; i++) {
      const slope = g[i];
      const mean = decay * h[i] + gain * slope * slope;
      h[i] = mean;
      p[i] += (rate * slope) / (Math.sqrt(mean) + eps);
    }
  },
};
