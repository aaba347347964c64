import { Lion } from "../../src/index.js";
import type { Row } from "./row.js";

/** Optimizers of papers since 2018. */
export const modern: readonly Row[] = [
  {
    name: "lion",
    create: (options) => new Lion(options),
    defaults: { lr: 0.0001, beta1: 0.9, beta2: 0.99 },
    slots: ["m"],
    variants: [],
    ulps: 0,
    exchanged: { beta1: 0.99, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        p[i] -= o.lr * Math.sign(o.beta1 * s.m[i] + (1 - o.beta1) * g[i]);
        s.m[i] = o.beta2 * s.m[i] + (1 - o.beta2) * g[i];
      }
    },
    hoisted(o, p, g, { m }) {
      const { lr, beta1, beta2 } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        p[i] -= lr * Math.sign(beta1 * m[i] + gain1 * gi);
        m[i] = beta2 * m[i] + gain2 * gi;
      }
    },
  },
];
