import { RMSProp } from "../../src/index.js";
import type { Row } from "./row.js";

/** RMSProp with further slots. */
export const rmsprops: readonly Row[] = [
  {
    name: "rmsprop-momentum",
    of: "rmsprop",
    create: (options) => new RMSProp({ momentum: 0.9, ...options }),
    defaults: { lr: 0.01, decayRate: 0.99, eps: 1e-7, momentum: 0.9 },
    slots: ["h", "b"],
    variants: [{ epsMode: "root" }],
    ulps: 16,
    exchanged: { decayRate: 0.9, momentum: 0.99 },
    below1: ["decayRate"],
    upTo1: ["momentum"],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.h[i] = o.decayRate * s.h[i] + (1 - o.decayRate) * g[i] * g[i];
        s.b[i] = o.momentum * s.b[i] + g[i] / (Math.sqrt(s.h[i]) + o.eps);
        p[i] -= o.lr * s.b[i];
      }
    },
    hoisted(o, p, g, { h, b }) {
      const { lr, decayRate, eps, momentum } = o;
      const gain = 1 - decayRate;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const square = decayRate * h[i] + gain * gi * gi;
        const buffer = momentum * b[i] + gi / (Math.sqrt(square) + eps);
        h[i] = square;
        b[i] = buffer;
        p[i] -= lr * buffer;
      }
    },
  },
  {
    name: "rmsprop-centered",
    of: "rmsprop",
    create: (options) => new RMSProp({ centered: true, ...options }),
    defaults: { lr: 0.01, decayRate: 0.99, eps: 1e-7 },
    slots: ["h", "a"],
    variants: [{ epsMode: "root" }],
    // a cancels: of gradients to 1e9 it is 3e6 at the end, PyTorch's as far from the float64 run as this.
    ulps: { f32: 32, f64: 16 },
    exchanged: { lr: 0.99, decayRate: 0.01 },
    below1: ["decayRate"],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.h[i] = o.decayRate * s.h[i] + (1 - o.decayRate) * g[i] * g[i];
        s.a[i] = o.decayRate * s.a[i] + (1 - o.decayRate) * g[i];
        p[i] -= (o.lr * g[i]) / (Math.sqrt(Math.max(s.h[i] - s.a[i] * s.a[i], 0)) + o.eps);
      }
    },
    hoisted(o, p, g, { h, a }) {
      const { lr, decayRate, eps } = o;
      const gain = 1 - decayRate;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const square = decayRate * h[i] + gain * gi * gi;
        const mean = decayRate * a[i] + gain * gi;
        h[i] = square;
        a[i] = mean;
        p[i] -= (lr * gi) / (Math.sqrt(Math.max(square - mean * mean, 0)) + eps);
      }
    },
  },
  {
    name: "rmsprop-centered-momentum",
    of: "rmsprop",
    create: (options) => new RMSProp({ centered: true, momentum: 0.9, ...options }),
    defaults: { lr: 0.01, decayRate: 0.99, eps: 1e-7, momentum: 0.9 },
    slots: ["h", "a", "b"],
    variants: [{ epsMode: "root" }],
    // a cancels: of gradients to 1e9 it is 3e6 at the end, PyTorch's as far from the float64 run as this.
    ulps: { f32: 32, f64: 16 },
    exchanged: { decayRate: 0.9, momentum: 0.99 },
    below1: ["decayRate"],
    upTo1: ["momentum"],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.h[i] = o.decayRate * s.h[i] + (1 - o.decayRate) * g[i] * g[i];
        s.a[i] = o.decayRate * s.a[i] + (1 - o.decayRate) * g[i];
        s.b[i] = o.momentum * s.b[i] + g[i] / (Math.sqrt(Math.max(s.h[i] - s.a[i] * s.a[i], 0)) + o.eps);
        p[i] -= o.lr * s.b[i];
      }
    },
    hoisted(o, p, g, { h, a, b }) {
      const { lr, decayRate, eps, momentum } = o;
      const gain = 1 - decayRate;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const square = decayRate * h[i] + gain * gi * gi;
        const mean = decayRate * a[i] + gain * gi;
        const buffer = momentum * b[i] + gi / (Math.sqrt(Math.max(square - mean * mean, 0)) + eps);
        h[i] = square;
        a[i] = mean;
        b[i] = buffer;
        p[i] -= lr * buffer;
      }
    },
  },
];
