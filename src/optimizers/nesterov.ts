import { Optimizer, type CommonOptions } from "../optimizer.js";
import type { Hyperparameter, Rule } from "../rule.js";

export interface NesterovOptions extends CommonOptions<NesterovOptions> {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: Hyperparameter;
  /** Share μ of the velocity that each step keeps, in [0, 1]. Default 0.9. */
  momentum?: Hyperparameter;
  /**
   * `"bengio"` (default): `p += μ·v − lr·g` with the new velocity, equal to gradient descent with look-ahead.
   * `"literal"`: `p += μ²·v − (1+μ)·lr·g` with the new velocity, as the first code of the notes has it;
   * it diverges at smaller rates (lr·h < 0.860 against 1.357 on a quadratic of curvature h, μ = 0.9).
   */
  form?: "bengio" | "literal";
}

/**
 * Nesterov's accelerated gradient: `v = μ·v − lr·g; p += μ·v − lr·g`, where p stands at the look-ahead point.
 *
 * Source: Bengio et al. 2012, arXiv 1212.0901, eq. 7. State: `v`, the velocity.
 */
export class Nesterov extends Optimizer<NesterovOptions> {
  constructor(options: NesterovOptions = {}) {
    super(nesterov, options);
  }
}

const nesterov: Rule<Pick<NesterovOptions, "lr" | "momentum" | "form">> = {
  title: "Nesterov",
  kernel: "nesterov",
  slots: ["v"],
  options: {
    lr: { default: 0.01, min: 0 },
    momentum: { default: 0.9, min: 0, max: 1 },
    form: { default: "bengio", oneOf: ["bengio", "literal"] },
  },
  torch: {
    slots: ["momentum_buffer"],
    options: { lr: "lr", momentum: "momentum", form: "form" },
    also: { dampening: 0, nesterov: true },
    meant: { form: "bengio" },
    rated: true,
  },
  coefficients(out, { lr, momentum: mu, form }) {
    out[0] = -lr;
    out[1] = mu;
    out[2] = form === "literal" ? mu * mu : mu;
    out[3] = form === "literal" ? -(1 + mu) * lr : -lr;
  },
  single(x, params, grads, v, _average, count, k) {
    const rate = x[k];
    const mu = x[k + 1];
    const ahead = x[k + 2];
    const direct = x[k + 3];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const velocity = Math.fround(Math.fround(mu * x[v + i]) + Math.fround(rate * g));
      x[v + i] = velocity;
      x[params + i] += Math.fround(Math.fround(ahead * velocity) + Math.fround(direct * g));
    }
  },
  double(x, params, grads, v, _average, count, k) {
    const rate = x[k];
    const mu = x[k + 1];
    const ahead = x[k + 2];
    const direct = x[k + 3];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const velocity = mu * x[v + i] + rate * g;
      x[v + i] = velocity;
      x[params + i] += ahead * velocity + direct * g;
    }
  },
  list(p, g, slots, k) {
    const v = slots[0];
    const rate = k[0];
    const mu = k[1];
    const ahead = k[2];
    const direct = k[3];
    const n = p.length;
    let i = 0;
    for (; i < n - 7; i += 8) {
      move(p, g, v, rate, mu, ahead, direct, i);
      move(p, g, v, rate, mu, ahead, direct, i + 1);
      move(p, g, v, rate, mu, ahead, direct, i + 2);
      move(p, g, v, rate, mu, ahead, direct, i + 3);
      move(p, g, v, rate, mu, ahead, direct, i + 4);
      move(p, g, v, rate, mu, ahead, direct, i + 5);
      move(p, g, v, rate, mu, ahead, direct, i + 6);
      move(p, g, v, rate, mu, ahead, direct, i + 7);
    }
    for (; i < n; i++) move(p, g, v, rate, mu, ahead, direct, i);
  },
};

function move(p: number[], g: readonly number[], v: Float64Array, rate: number, mu: number, ahead: number, direct: number, i: number): void {
  const slope = g[i];
  const velocity = mu * v[i] + rate * slope;
  v[i] = velocity;
  p[i] += ahead * velocity + direct * slope;
}
