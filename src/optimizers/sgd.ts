import { Optimizer, type CommonOptions } from "../optimizer.js";
import type { Hyperparameter, Rule } from "../rule.js";

export interface SGDOptions extends CommonOptions<SGDOptions> {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: Hyperparameter;
}

/**
 * Stochastic gradient descent: `p −= lr·g`.
 *
 * Source: Robbins & Monro 1951. State: none.
 */
export class SGD extends Optimizer<SGDOptions> {
  constructor(options: SGDOptions = {}) {
    super(sgd, options);
  }
}

const sgd: Rule<Pick<SGDOptions, "lr">> = {
  title: "SGD",
  kernel: "sgd",
  slots: [],
  options: {
    lr: { default: 0.01, min: 0 },
  },
  torch: { slots: [], options: { lr: "lr" }, also: { momentum: 0, dampening: 0, nesterov: false } },
  coefficients(out, { lr }) {
    out[0] = -lr;
  },
  single(x, params, grads, _average, count, k) {
    const rate = x[k];
    for (let i = 0; i < count; i++) x[params + i] += Math.fround(rate * x[grads + i]);
  },
  double(x, params, grads, _average, count, k) {
    const rate = x[k];
    for (let i = 0; i < count; i++) x[params + i] += rate * x[grads + i];
  },
  list(p, g, _slots, k) {
    const rate = k[0];
    const n = p.length;
    let i = 0;
    for (; i < n - 7; i += 8) {
      moveFour(p, g, rate, i);
      moveFour(p, g, rate, i + 4);
    }
    for (; i < n; i++) p[i] += rate * g[i];
  },
};

function moveFour(p: number[], g: readonly number[], rate: number, i: number): void {
  p[i] += rate * g[i];
  p[i + 1] += rate * g[i + 1];
  p[i + 2] += rate * g[i + 2];
  p[i + 3] += rate * g[i + 3];
}
