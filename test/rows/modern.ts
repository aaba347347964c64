import { AdaBelief, Adan, LaProp, Lion, Yogi } from "../../src/index.js";
import type { Row } from "./row.js";

/** Optimizers of papers from 2018 to 2023. */
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
  {
    name: "yogi",
    create: (options) => new Yogi(options),
    defaults: { lr: 0.01, beta1: 0.9, beta2: 0.999, eps: 0.001, initialAccumulator: 1e-6 },
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
        s.v[i] -= (1 - o.beta2) * Math.sign(s.v[i] - g[i] * g[i]) * g[i] * g[i];
        p[i] -= (o.rate * s.m[i]) / (Math.sqrt(s.v[i]) + o.eps * o.root);
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { rate, beta1, beta2 } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const eps = o.eps * o.root;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = gi * gi;
        const before = v[i];
        const after = before > square ? before - gain2 * square : before + gain2 * square;
        m[i] = mean;
        v[i] = after;
        p[i] -= (rate * mean) / (Math.sqrt(after) + eps);
      }
    },
  },
  {
    name: "laprop",
    create: (options) => new LaProp(options),
    defaults: { lr: 0.0004, beta1: 0.9, beta2: 0.999, eps: 1e-15 },
    slots: ["m", "v"],
    variants: [],
    // Of m in float64: the first 1 − β2ᵗ are within 2⁻⁵³/(1 − β2ᵗ).
    ulps: { f32: 4, f64: 32 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.root = Math.sqrt(1 - o.beta2 ** o.t);
      o.rate = o.lr / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        s.m[i] = o.beta1 * s.m[i] + ((1 - o.beta1) * g[i]) / (Math.sqrt(s.v[i]) / o.root + o.eps);
        p[i] -= o.rate * s.m[i];
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { rate, root, beta1, beta2 } = o;
      const gain1 = (1 - beta1) * root;
      const gain2 = 1 - beta2;
      const eps = o.eps * root;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const square = beta2 * v[i] + gain2 * gi * gi;
        const mean = beta1 * m[i] + (gain1 * gi) / (Math.sqrt(square) + eps);
        v[i] = square;
        m[i] = mean;
        p[i] -= rate * mean;
      }
    },
  },
  {
    name: "adan",
    create: (options) => new Adan(options),
    defaults: { lr: 0.001, beta1: 0.98, beta2: 0.92, beta3: 0.99, eps: 1e-8, epsRoot: 0 },
    slots: ["m", "v", "n", "previous"],
    variants: [{ form: "optax" }],
    ulps: 8,
    exchanged: { beta1: 0.99, beta3: 0.98 },
    below1: ["beta1", "beta2", "beta3"],
    upTo1: [],
    perUpdate(o) {
      o.rate = o.lr / (1 - o.beta1 ** o.t);
      o.rate2 = (o.lr * o.beta2) / (1 - o.beta2 ** o.t);
      o.root = Math.sqrt(1 - o.beta3 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        const difference = o.t === 1 ? 0 : g[i] - s.previous[i];
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * difference;
        s.n[i] = o.beta3 * s.n[i] + (1 - o.beta3) * (g[i] + o.beta2 * difference) ** 2;
        s.previous[i] = g[i];
        p[i] -= (o.rate * s.m[i] + o.rate2 * s.v[i]) / (Math.sqrt(s.n[i]) / o.root + o.eps);
      }
    },
    hoisted(o, p, g, { m, v, n: squares, previous }) {
      const { beta1, beta2, beta3, root } = o;
      const rate = o.rate * root;
      const rate2 = o.rate2 * root;
      const eps = o.eps * root;
      const first = o.t === 1;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const gain3 = 1 - beta3;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const difference = first ? 0 : gi - previous[i];
        const look = gi + beta2 * difference;
        const mean = beta1 * m[i] + gain1 * gi;
        const change = beta2 * v[i] + gain2 * difference;
        const square = beta3 * squares[i] + gain3 * look * look;
        m[i] = mean;
        v[i] = change;
        squares[i] = square;
        previous[i] = gi;
        p[i] -= (rate * mean + rate2 * change) / (Math.sqrt(square) + eps);
      }
    },
  },
];
