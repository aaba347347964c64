import { AdaDelta, ASGD, FTRL, Rprop, Signum } from "../../src/index.js";
import type { Row } from "./row.js";

/** Optimizers that PyTorch or Keras has beside those of the notes. */
export const torch: readonly Row[] = [
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
    name: "adadelta-tfjs",
    of: "adadelta",
    create: (options) => new AdaDelta({ form: "tfjs", ...options }),
    defaults: { lr: 1, decayRate: 0.9, eps: 0.000001 },
    slots: ["v", "u"],
    variants: [{ form: "tfjs" }],
    ulps: 0,
    exchanged: { lr: 0.9, decayRate: 0.99 },
    below1: ["decayRate"],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        const delta = (Math.sqrt(s.u[i] + o.eps) / Math.sqrt(s.v[i] + o.eps)) * g[i];
        s.v[i] = o.decayRate * s.v[i] + (1 - o.decayRate) * g[i] ** 2;
        s.u[i] = o.decayRate * s.u[i] + (1 - o.decayRate) * delta ** 2;
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
        const vi = v[i];
        const delta = (Math.sqrt(ui + eps) / Math.sqrt(vi + eps)) * gi;
        v[i] = decayRate * vi + gain * (gi * gi);
        u[i] = decayRate * ui + gain * (delta * delta);
        p[i] -= lr * delta;
      }
    },
  },
  {
    name: "rprop",
    create: (options) => new Rprop(options),
    defaults: { lr: 0.01 },
    slots: ["prev", "size"],
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
    boxes: 16,
    create: (options) => new ASGD(options),
    defaults: { lr: 0.01, lambd: 0.0001, alpha: 0.75, t0: 1000000 },
    slots: ["ax"],
    variants: [],
    // PyTorch rounds 1 − λη to float32, 1 − 1e-6 by 1e-8 a step: the float64 run is 3 from this and 22 from PyTorch's. In
    // float64 what cancels after gradients of 1e9.
    ulps: 32,
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
  {
    name: "ftrl",
    create: (options) => new FTRL(options),
    defaults: { lr: 0.001, initialAccumulator: 0.1, l1Strength: 0, l2Strength: 0, beta: 0 },
    slots: ["h", "z"],
    variants: [],
    ulps: 16,
    exchanged: { lr: 0.1, initialAccumulator: 0.001 },
    below1: [],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        if (o.t === 1) s.h[i] = o.initialAccumulator;
        const before = s.h[i];
        s.h[i] += g[i] * g[i];
        s.z[i] += g[i] - ((Math.sqrt(s.h[i]) - Math.sqrt(before)) / o.lr) * p[i];
        const clipped = Math.max(Math.min(s.z[i], o.l1Strength), -o.l1Strength);
        p[i] = (clipped - s.z[i]) / ((o.beta + Math.sqrt(s.h[i])) / o.lr + 2 * o.l2Strength);
      }
    },
    hoisted(o, p, g, { h, z }) {
      const inverse = 1 / o.lr;
      const l1 = o.l1Strength;
      const rest = 2 * o.l2Strength + o.beta * inverse;
      const n = p.length;
      if (o.t === 1) h.fill(o.initialAccumulator);
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const before = Math.sqrt(h[i]);
        const sum = h[i] + gi * gi;
        const after = Math.sqrt(sum);
        const linear = z[i] + (gi - (after - before) * inverse * p[i]);
        h[i] = sum;
        z[i] = linear;
        p[i] = (Math.max(Math.min(linear, l1), -l1) - linear) / (after * inverse + rest);
      }
    },
  },
];
