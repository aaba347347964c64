import { AdaBelief, Lion } from "../../src/index.js";
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
  {
    name: "adabelief",
    create: (options) => new AdaBelief(options),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-16, epsRoot: 1e-16 },
    slots: ["m", "v"],
    variants: [],
    ulps: 4,
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.root = Math.sqrt(1 - o.beta2 ** o.t);
      o.rate = (o.lr * o.root) / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * (g[i] - s.m[i]) ** 2 + o.epsRoot;
        p[i] -= (o.rate * s.m[i]) / (Math.sqrt(s.v[i]) + o.eps * o.root);
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { rate, beta1, beta2, epsRoot } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const eps = o.eps * o.root;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const surprise = gi - mean;
        const square = beta2 * v[i] + gain2 * (surprise * surprise) + epsRoot;
        m[i] = mean;
        v[i] = square;
        p[i] -= (rate * mean) / (Math.sqrt(square) + eps);
      }
    },
  },
];
