import { Optimizer, type CommonOptions } from "../optimizer.js";
import { isSingle, round, type Rule } from "../rule.js";

export interface SGDOptions extends CommonOptions {
  /** Learning rate, or a schedule of it. Default 0.01. */
  lr?: CommonOptions["lr"];
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
  coefficients(out, _options, lr) {
    out[0] = lr;
  },
  scalar(x, params, grads, count, coefficients) {
    const single = isSingle(x);
    const lr = x[coefficients];
    for (let i = 0; i < count; i++) {
      x[params + i] -= round(single, lr * x[grads + i]);
    }
  },
};
