import { bias, positive, share } from "../../src/define/index.js";

/** You et al. 2020, Algorithm 2, without its decay. */
export const lamb = {
  title: "LAMB",
  options: { lr: positive(0.001), beta1: share(0.9), beta2: share(0.999), eps: positive(1e-6) },
  scalars: ({ beta1, beta2, eps }: Record<"beta1" | "beta2" | "eps", number>, t: number) => ({
    keep1: beta1,
    gain1: 1 - beta1,
    keep2: beta2,
    gain2: 1 - beta2,
    c1: 1 / bias(beta1, t),
    c2: 1 / bias(beta2, t),
    eps,
  }),
  rule: `
    m = keep1 * m + gain1 * g
    v = keep2 * v + gain2 * (g * g)
    u = c1 * m / (sqrt(c2 * v) + eps)`,
  sums: { pp: "p * p", uu: "u * u" },
  second: {
    scalars: ({ pp, uu }: Record<"pp" | "uu", number>, { lr }: { lr: number }) => ({
      rate: pp > 0 && uu > 0 ? -lr * Math.sqrt(pp / uu) : -lr,
    }),
    rule: "return rate * u",
  },
};
