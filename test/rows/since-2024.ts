import { AdEMAMix, ADOPT, Lion } from "../../src/index.js";
import type { Row } from "./row.js";

/** Optimizers of papers since 2024. */
export const since2024: readonly Row[] = [
  {
    name: "adopt",
    create: (options) => new ADOPT(options),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.9999, eps: 1e-6 },
    slots: ["m", "v"],
    variants: [{ clip: false }],
    ulps: 2,
    exchanged: { beta1: 0.9999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.bound = (o.t - 1) ** 0.25;
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        if (o.t > 1) {
          const normed = g[i] / Math.max(Math.sqrt(s.v[i]), o.eps);
          s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * Math.max(-o.bound, Math.min(normed, o.bound));
          p[i] -= o.lr * s.m[i];
        }
        s.v[i] = o.t > 1 ? o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i] : g[i] * g[i];
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { lr, beta1, eps, bound } = o;
      const first = o.t === 1;
      const gain1 = 1 - beta1;
      const beta2 = first ? 0 : o.beta2;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const square = v[i];
        const root = Math.sqrt(square);
        const normed = gi / (root < eps ? eps : root);
        const mean = beta1 * m[i] + gain1 * (normed < -bound ? -bound : normed > bound ? bound : normed);
        m[i] = mean;
        v[i] = beta2 * square + gain2 * gi * gi;
        p[i] -= lr * mean;
      }
    },
  },
  {
    name: "ademamix",
    create: (options) => new AdEMAMix(options),
    defaults: {
      lr: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      beta3: 0.9999,
      alpha: 5,
      alphaWarmup: 0,
      beta3Warmup: 0,
      eps: 1e-8,
    },
    slots: ["m1", "m2", "v"],
    variants: [],
    ulps: 8,
    exchanged: { beta1: 0.9999, beta3: 0.9 },
    below1: ["beta1", "beta2", "beta3"],
    upTo1: [],
    perUpdate(o) {
      o.root = Math.sqrt(1 - o.beta2 ** o.t);
      o.rate = (o.lr * o.root) / (1 - o.beta1 ** o.t);
      o.slow = o.lr * o.root * o.alpha;
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m1[i] = o.beta1 * s.m1[i] + (1 - o.beta1) * g[i];
        s.m2[i] = o.beta3 * s.m2[i] + (1 - o.beta3) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        p[i] -= (o.rate * s.m1[i] + o.slow * s.m2[i]) / (Math.sqrt(s.v[i]) + o.eps * o.root);
      }
    },
    hoisted(o, p, g, { m1, m2, v }) {
      const { rate, slow, beta1, beta2, beta3 } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const gain3 = 1 - beta3;
      const eps = o.eps * o.root;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const fast = beta1 * m1[i] + gain1 * gi;
        const old = beta3 * m2[i] + gain3 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        m1[i] = fast;
        m2[i] = old;
        v[i] = square;
        p[i] -= (rate * fast + slow * old) / (Math.sqrt(square) + eps);
      }
    },
  },
  {
    name: "lion-cautious",
    of: "lion",
    create: (options) => new Lion({ cautiousDecay: true, ...options }),
    defaults: { lr: 0.0001, beta1: 0.9, beta2: 0.99 },
    slots: ["m"],
    variants: [{ cautiousDecay: true }],
    ulps: 4,
    exchanged: { beta1: 0.99, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.decay = o.lr * (o.weightDecay ?? 0);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        const u = Math.sign(o.beta1 * s.m[i] + (1 - o.beta1) * g[i]);
        p[i] -= o.lr * u + (u * p[i] >= 0 ? o.decay * p[i] : 0);
        s.m[i] = o.beta2 * s.m[i] + (1 - o.beta2) * g[i];
      }
    },
    hoisted(o, p, g, { m }) {
      const { lr, beta1, beta2, decay } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const pi = p[i];
        const u = Math.sign(beta1 * m[i] + gain1 * gi);
        p[i] = pi - (lr * u + (u * pi >= 0 ? decay * pi : 0));
        m[i] = beta2 * m[i] + gain2 * gi;
      }
    },
  },
];
