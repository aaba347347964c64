/** Rules of the catalog as a user writes them, of what optim-wasm/define exports: fresh processes import them too. */
export const definitions = ({ bias, positive, share }) => ({
  sgd: {
    title: "sgd",
    options: { lr: positive(0.01) },
    scalars: ({ lr }) => ({ rate: -lr }),
    rule: "return rate * g",
  },
  lion: {
    title: "lion",
    options: { lr: positive(0.0001), beta1: share(0.9), beta2: share(0.99) },
    scalars: ({ lr, beta1, beta2 }) => ({ rate: -lr, keep1: beta1, gain1: 1 - beta1, keep2: beta2, gain2: 1 - beta2 }),
    rule: `
      const u = sign(keep1 * m + gain1 * g)
      m = keep2 * m + gain2 * g
      return rate * u`,
  },
  adagrad: {
    title: "adagrad",
    options: { lr: positive(0.01), eps: positive(1e-7) },
    scalars: ({ lr, eps }) => ({ rate: -lr, eps }),
    rule: `
      h = h + g * g
      return rate * g / (sqrt(h) + eps)`,
  },
  adam: {
    title: "adam",
    options: { lr: positive(0.001), beta1: share(0.9), beta2: share(0.999), eps: positive(1e-7) },
    scalars: ({ lr, beta1, beta2, eps }, t) => ({
      rate: (-lr * Math.sqrt(bias(beta2, t))) / bias(beta1, t),
      keep1: beta1,
      gain1: 1 - beta1,
      keep2: beta2,
      gain2: 1 - beta2,
      eps,
    }),
    rule: `
      m = keep1 * m + gain1 * g
      v = keep2 * v + gain2 * g * g
      return (rate * m) / (sqrt(v) + eps)`,
  },
});
