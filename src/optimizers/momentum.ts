import { Optimizer, type CommonOptions } from "../optimizer.js";
import type { Hyperparameter, Rule } from "../rule.js";

export interface MomentumOptions extends CommonOptions<MomentumOptions> {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: Hyperparameter;
  /** Share μ of the velocity that each step keeps, in [0, 1]. Default 0.9. */
  momentum?: Hyperparameter;
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
  torch: {
    slots: ["momentum_buffer"],
    options: { lr: "lr", momentum: "momentum" },
    also: { dampening: 0, nesterov: false },
    rated: true,
  },
  coefficients(out, { lr, momentum: mu }) {
    out[0] = -lr;
    out[1] = mu;
  },
  single(x, params, grads, v, _average, count, k) {
    const rate = x[k];
    const mu = x[k + 1];
    for (let i = 0; i < count; i++) {
      const step = Math.fround(Math.fround(mu * x[v + i]) + Math.fround(rate * x[grads + i]));
      x[v + i] = step;
      x[params + i] += step;
    }
  },
  double(x, params, grads, v, _average, count, k) {
    const rate = x[k];
    const mu = x[k + 1];
    for (let i = 0; i < count; i++) {
      const step = mu * x[v + i] + rate * x[grads + i];
      x[v + i] = step;
      x[params + i] += step;
    }
  },
  list(p, g, slots, k) {
    const v = slots[0];
    const rate = k[0];
    const mu = k[1];
    const n = p.length;
    let i = 0;
    for (; i < n - 3; i += 4) {
      move(p, g, v, rate, mu, i);
      move(p, g, v, rate, mu, i + 1);
      move(p, g, v, rate, mu, i + 2);
      move(p, g, v, rate, mu, i + 3);
    }
    for (; i < n; i++) move(p, g, v, rate, mu, i);
  },
};

function move(p: number[], g: readonly number[], v: Float64Array, rate: number, mu: number, i: number): void {
  const step = mu * v[i] + rate * g[i];
  v[i] = step;
  p[i] += step;
}
