import { Adam, Adamax, AdamW } from "../../src/index.js";
import type { Row } from "./row.js";

/** Adam's relatives. */
export const adams: readonly Row[] = [
  {
    name: "adam-amsgrad",
    boxes: 1,
    of: "adam",
    create: (options) => new Adam({ amsgrad: true, epsMode: "corrected", ...options }),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-7 },
    slots: ["m", "v", "top"],
    variants: [{ form: "optax" }],
    // Optax's `top` has c2 in it, 0.001 in the first step, which both round beside 1: 2⁻⁵³/0.001 each.
    ulps: { f32: 16, f64: 256 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.root = Math.sqrt(1 - o.beta2 ** o.t);
      o.rate = o.lr / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        s.top[i] = Math.max(s.top[i], s.v[i]);
        p[i] -= (o.rate * s.m[i]) / (Math.sqrt(s.top[i]) / o.root + o.eps);
      }
    },
    hoisted(o, p, g, { m, v, top }) {
      const { beta1, beta2 } = o;
      const rate = o.rate * o.root;
      const eps = o.eps * o.root;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        const most = square > top[i] ? square : top[i];
        m[i] = mean;
        v[i] = square;
        top[i] = most;
        p[i] -= (rate * mean) / (Math.sqrt(most) + eps);
      }
    },
  },
  {
    name: "adamw",
    boxes: 1,
    rule: "adam",
    create: (options) => new AdamW(options),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 },
    slots: ["m", "v"],
    variants: [],
    // PyTorch's p·(1 − lr·λ) rounds twice in each of 60 steps, the first time always alike: in float32 it is 34 from its own
    // run in float64, and this rule, which takes lr·λ·p off, 17. In float64 it is 1 − lr·λ beside 1 as well, and 69.
    ulps: { f32: 48, f64: 80 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.root = Math.sqrt(1 - o.beta2 ** o.t);
      o.rate = o.lr / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        p[i] *= 1 - o.lr * o.weightDecay;
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        p[i] -= (o.rate * s.m[i]) / (Math.sqrt(s.v[i]) / o.root + o.eps);
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { beta1, beta2 } = o;
      const rate = o.rate * o.root;
      const eps = o.eps * o.root;
      const decay = o.lr * o.weightDecay;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        m[i] = mean;
        v[i] = square;
        p[i] -= (rate * mean) / (Math.sqrt(square) + eps) + decay * p[i];
      }
    },
  },
  {
    name: "adam-cautious",
    boxes: 1,
    of: "adamw",
    create: (options) => new AdamW({ cautiousDecay: true, ...options }),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 },
    slots: ["m", "v"],
    variants: [{ cautiousDecay: true }],
    ulps: 32,
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.root = Math.sqrt(1 - o.beta2 ** o.t);
      o.rate = o.lr / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        const u = s.m[i] / (Math.sqrt(s.v[i]) / o.root + o.eps);
        p[i] -= o.rate * u + (Math.sign(u) * p[i] >= 0 ? o.lr * o.weightDecay * p[i] : 0);
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { beta1, beta2 } = o;
      const rate = o.rate * o.root;
      const eps = o.eps * o.root;
      const decay = o.lr * o.weightDecay;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const pi = p[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        m[i] = mean;
        v[i] = square;
        const u = mean / (Math.sqrt(square) + eps);
        p[i] = pi - (rate * u + (Math.sign(u) * pi >= 0 ? decay * pi : 0));
      }
    },
  },
  {
    name: "adamax",
    create: (options) => new Adamax(options),
    defaults: { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    slots: ["m", "u"],
    variants: [{ epsMode: "outside" }],
    // Where β1 is 0.99, the m of 1e9 is 8 times as large between the steps that are kept: float32 is 12 from float64 there, by this
    // form of the mean and by PyTorch's, to either side.
    ulps: { f32: 32, f64: 16 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.rate = o.lr / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.u[i] = Math.max(o.beta2 * s.u[i], Math.abs(g[i]) + o.eps);
        p[i] -= (o.rate * s.m[i]) / s.u[i];
      }
    },
    hoisted(o, p, g, { m, u }) {
      const { rate, beta1, beta2, eps } = o;
      const gain1 = 1 - beta1;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const size = Math.abs(gi) + eps;
        const faded = beta2 * u[i];
        const most = faded > size ? faded : size;
        m[i] = mean;
        u[i] = most;
        p[i] -= (rate * mean) / most;
      }
    },
  },
];
