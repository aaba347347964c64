import { AdaDelta, ASGD, RMSProp, Rprop, Signum } from "../../src/index.js";
import type { Row } from "./row.js";

/** Optimizers that PyTorch has beside those of the notes, and their further rules. */
export const torch: readonly Row[] = [
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
  {
    name: "adadelta",
    create: (options) => new AdaDelta(options),
    defaults: { lr: 1, decayRate: 0.9, eps: 0.000001 },
    slots: ["v", "u"],
    variants: [],
    ulps: 16,
    exchanged: { lr: 0.9, decayRate: 0.99 },
    below1: ["decayRate"],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.v[i] = o.decayRate * s.v[i] + (1 - o.decayRate) * g[i] * g[i];
        const delta = (Math.sqrt(s.u[i] + o.eps) / Math.sqrt(s.v[i] + o.eps)) * g[i];
        s.u[i] = o.decayRate * s.u[i] + (1 - o.decayRate) * delta * delta;
        p[i] -= o.lr * delta;
      }
    },
    hoisted(o, p, g, { v, u }) {
      const { lr, decayRate, eps } = o;
      const gain = 1 - decayRate;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const ui = u[i];
        const square = decayRate * v[i] + gain * gi * gi;
        const delta = (Math.sqrt(ui + eps) / Math.sqrt(square + eps)) * gi;
        v[i] = square;
        u[i] = decayRate * ui + gain * delta * delta;
        p[i] -= lr * delta;
      }
    },
  },
  {
    name: "rprop",
    create: (options) => new Rprop(options),
    defaults: { lr: 0.01 },
    slots: ["prev", "size"],
    beginsAtLr: true,
    variants: [],
    ulps: 0,
    exchanged: { lr: 0.02 },
    below1: [],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        if (o.t === 1) s.size[i] = o.lr;
        const turn = Math.sign(g[i] * s.prev[i]);
        if (turn > 0) s.size[i] = Math.min(s.size[i] * 1.2, 50);
        if (turn < 0) s.size[i] = Math.max(s.size[i] * 0.5, 1e-6);
        s.prev[i] = turn < 0 ? 0 : g[i];
        p[i] -= Math.sign(s.prev[i]) * s.size[i];
      }
    },
    hoisted(o, p, g, { prev, size }) {
      const n = p.length;
      if (o.t === 1) size.fill(o.lr);
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const turn = gi * prev[i];
        let own = size[i];
        if (turn > 0) own = Math.min(own * 1.2, 50);
        else if (turn < 0) own = Math.max(own * 0.5, 1e-6);
        const kept = turn < 0 ? 0 : gi;
        size[i] = own;
        prev[i] = kept;
        p[i] -= Math.sign(kept) * own;
      }
    },
  },
  {
    name: "signum",
    create: (options) => new Signum(options),
    defaults: { lr: 0.0001, beta1: 0.9 },
    slots: ["m"],
    variants: [],
    ulps: 16,
    exchanged: { lr: 0.9, beta1: 0.0001 },
    below1: ["beta1"],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        p[i] -= o.lr * Math.sign(s.m[i]);
      }
    },
    hoisted(o, p, g, { m }) {
      const { lr, beta1 } = o;
      const gain = 1 - beta1;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const mean = beta1 * m[i] + gain * g[i];
        m[i] = mean;
        p[i] -= lr * Math.sign(mean);
      }
    },
  },
  {
    name: "asgd",
    create: (options) => new ASGD(options),
    defaults: { lr: 0.01, lambd: 0.0001, alpha: 0.75, t0: 1000000 },
    slots: ["ax"],
    variants: [],
    ulps: 16,
    exchanged: { lr: 0.75, alpha: 0.01 },
    below1: [],
    upTo1: [],
    perUpdate(o) {
      o.eta = o.lr / (1 + o.lambd * o.lr * (o.t - 1)) ** o.alpha;
      o.mu = 1 / Math.max(1, o.t - 1 - o.t0);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        p[i] *= 1 - o.lambd * o.eta;
        p[i] -= o.eta * g[i];
        s.ax[i] += o.mu * (p[i] - s.ax[i]);
      }
    },
    hoisted(o, p, g, { ax }) {
      const { eta, mu } = o;
      const shrink = o.lambd * eta;
      const keep = 1 - mu;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const pi = p[i];
        const next = pi - (shrink * pi + eta * g[i]);
        ax[i] = keep * ax[i] + mu * next;
        p[i] = next;
      }
    },
  },
];
