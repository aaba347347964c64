import { bias, defineOptimizer, positive, share } from "optim-wasm/define";

/**
 * A rule of one's own: Adam's mean of the gradient over the mean of its size, |g|, in place of the root of the mean of its
 * square, and with the gradient of now once more, as Nesterov has it.
 */
export const SizeAdam = defineOptimizer({
  title: "SizeAdam",
  options: { lr: positive(0.001), beta1: share(0.9), beta2: share(0.99), eps: positive(1e-6) },
  scalars: ({ lr, beta1, beta2, eps }, t) => ({
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    gain2: 1 - beta2,
    ahead: -lr * (beta1 / bias(beta1, t + 1)),
    now: -lr * ((1 - beta1) / bias(beta1, t)),
    size: 1 / bias(beta2, t),
    eps,
  }),
  rule: `
    m = keep1 * m + gain1 * g
    a = keep2 * a + gain2 * abs(g)
    return (ahead * m + now * g) / (size * a + eps)`,
});
