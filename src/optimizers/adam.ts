import { Optimizer, type CommonOptions } from "../optimizer.js";
import { biasCorrection } from "../bias.js";
import type { Hyperparameter, Rule } from "../rule.js";

export interface AdamOptions extends CommonOptions<AdamOptions> {
  /** Learning rate, or a schedule of it. Default 0.001. */
  lr?: Hyperparameter;
  /** Share of the mean gradient that each step keeps, in [0, 1). Default 0.9. */
  beta1?: Hyperparameter;
  /** Share of the mean squared gradient that each step keeps, in [0, 1). Default 0.999. */
  beta2?: Hyperparameter;
  /** Added to the root. Default 1e-7. */
  eps?: Hyperparameter;
  /**
   * `"hat"` (default): eps is added to the raw root, `lr·√c2/c1 · m/(√v + eps)`: Kingma & Ba 2015, §2, last
   * paragraph ("ε̂"); Keras. `"corrected"`: after the bias correction, `lr · m̂/(√v̂ + eps)`: Algorithm 1; PyTorch, Optax.
   */
  epsMode?: "hat" | "corrected";
}

/**
 * Adam: `m += (1−β1)(g−m); v += (1−β2)(g²−v); p −= lr·√c2/c1 · m/(√v + eps)`, c1 = 1−β1ᵗ, c2 = 1−β2ᵗ,
 * where t counts the optimizer's updates from 1.
 *
 * Source: Kingma & Ba 2015, arXiv 1412.6980. State: `m` and `v`, the running means of g and g², from 0.
 */
export class Adam extends Optimizer<AdamOptions> {
  constructor(options: AdamOptions = {}) {
    super(adam, options);
  }
}

const adam: Rule<Pick<AdamOptions, "lr" | "beta1" | "beta2" | "eps" | "epsMode">> = {
  title: "Adam",
  kernel: "adam",
  slots: ["m", "v"],
  options: {
    lr: { default: 0.001, min: 0 },
    beta1: { default: 0.9, min: 0, below: 1 },
    beta2: { default: 0.999, min: 0, below: 1 },
    eps: { default: 1e-7, min: 0 },
    epsMode: { default: "hat", oneOf: ["hat", "corrected"] },
  },
  torch: {
    slots: ["exp_avg", "exp_avg_sq"],
    options: { lr: "lr", beta1: "betas.0", beta2: "betas.1", eps: "eps", epsMode: "eps_mode" },
    also: { amsgrad: false },
    meant: { epsMode: "corrected" },
  },
  coefficients(out, { lr, beta1, beta2, eps, epsMode }, t) {
    const root2 = Math.sqrt(biasCorrection(beta2, t));
    out[0] = (-lr * root2) / biasCorrection(beta1, t);
    out[1] = 1 - beta1;
    out[2] = 1 - beta2;
    out[3] = epsMode === "corrected" ? eps * root2 : eps;
  },
  single(x, params, grads, m, v, _average, count, k) {
    const rate = x[k];
    const gain1 = x[k + 1];
    const gain2 = x[k + 2];
    const eps = x[k + 3];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const mean = Math.fround(x[m + i] + Math.fround(gain1 * Math.fround(g - x[m + i])));
      const square = Math.fround(x[v + i] + Math.fround(gain2 * Math.fround(Math.fround(g * g) - x[v + i])));
      x[m + i] = mean;
      x[v + i] = square;
      x[params + i] += Math.fround(Math.fround(rate * mean) / Math.fround(Math.fround(Math.sqrt(square)) + eps));
    }
  },
  double(x, params, grads, m, v, _average, count, k) {
    const rate = x[k];
    const gain1 = x[k + 1];
    const gain2 = x[k + 2];
    const eps = x[k + 3];
    for (let i = 0; i < count; i++) {
      const g = x[grads + i];
      const mean = x[m + i] + gain1 * (g - x[m + i]);
      const square = x[v + i] + gain2 * (g * g - x[v + i]);
      x[m + i] = mean;
      x[v + i] = square;
      x[params + i] += (rate * mean) / (Math.sqrt(square) + eps);
    }
  },
  list(p, g, slots, k) {
    const m = slots[0];
    const v = slots[1];
    const rate = k[0];
    const gain1 = k[1];
    const gain2 = k[2];
    const eps = k[3];
    const n = p.length;
    let i = 0;
    for (; i < n - 1; i += 2) {
      move(p, g, m, v, rate, gain1, gain2, eps, i);
      move(p, g, m, v, rate, gain1, gain2, eps, i + 1);
    }
    if (i < n) move(p, g, m, v, rate, gain1, gain2, eps, i);
  },
};

function move(
  p: number[], g: readonly number[], m: Float64Array, v: Float64Array,
  rate: number, gain1: number, gain2: number, eps: number, i: number,
): void {
  const slope = g[i];
  const mean = m[i] + gain1 * (slope - m[i]);
  const square = v[i] + gain2 * (slope * slope - v[i]);
  m[i] = mean;
  v[i] = square;
  p[i] += (rate * mean) / (Math.sqrt(square) + eps);
}
