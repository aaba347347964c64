import type { AdamForm, OptimizerName, Setting } from "./peer.js";

/** One number's moves under a sequence of gradients, in float64. */
type Rule = (start: number, grads: readonly number[], setting: Setting) => number;

/** Everything an optimizer of this name may turn out to be; the declared rule is one of the first two. */
export const rules: Record<OptimizerName, Readonly<Record<string, Rule>>> = {
  sgd: { sgd: (start, grads, { lr }) => grads.reduce((p, g) => p - lr * g, start) },
  momentum: {
    momentum: moving(0, (v, g, { momentum, lr }) => momentum * v - lr * g),
    "momentum with damped gradients": moving(0, (v, g, { momentum, lr }) => momentum * v - (1 - momentum) * lr * g),
  },
  adam: {
    "algorithm 1": adam(({ m, v, left1, left2, eps }) => m / left1 / (Math.sqrt(v / left2) + eps)),
    "eps hat": adam(({ m, v, left1, left2, eps }) => ((Math.sqrt(left2) / left1) * m) / (Math.sqrt(v) + eps)),
    "no bias correction": adam(({ m, v, eps }) => m / (Math.sqrt(v) + eps)),
    "multiplies by 1 − βᵗ where it must divide": adam(({ m, v, left1, left2, eps }) => (m * left1) / (Math.sqrt(v * left2) + eps)),
  },
};

export function declaredRule(optimizer: OptimizerName, form: AdamForm): string {
  return optimizer === "adam" ? form : optimizer;
}

function moving(from: number, next: (v: number, g: number, setting: Setting) => number): Rule {
  return (start, grads, setting) => {
    let p = start;
    let v = from;
    for (const g of grads) {
      v = next(v, g, setting);
      p += v;
    }
    return p;
  };
}

interface Moments {
  readonly m: number;
  readonly v: number;
  readonly left1: number;
  readonly left2: number;
  readonly eps: number;
}

/** Kingma & Ba's moments, `left` being 1 − βᵗ, and what is made of them. */
function adam(direction: (moments: Moments) => number): Rule {
  return (start, grads, { lr, beta1, beta2, eps }) => {
    let p = start;
    let m = 0;
    let v = 0;
    grads.forEach((g, k) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      p -= lr * direction({ m, v, left1: 1 - beta1 ** (k + 1), left2: 1 - beta2 ** (k + 1), eps });
    });
    return p;
  };
}
