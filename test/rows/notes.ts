import { AdaGrad, Adam, Momentum, Nesterov, RMSProp, SGD } from "../../src/index.js";
import type { Row } from "./row.js";

/** The optimizers of the notes, and SGD with the momentum of PyTorch. */
export const notes: readonly Row[] = [
  {
    name: "sgd",
    create: (options) => new SGD(options),
    defaults: { lr: 0.01 },
    slots: [],
    variants: [],
    ulps: 0,
    exchanged: { lr: 0.1 },
    below1: [],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g) {
      for (let i = 0; i < p.length; i++) p[i] -= o.lr * g[i];
    },
    hoisted(o, p, g) {
      const lr = o.lr;
      const n = p.length;
      for (let i = 0; i < n; i++) p[i] -= lr * g[i];
    },
  },
  {
    name: "sgd-momentum",
    of: "sgd",
    create: (options) => new SGD({ momentum: 0.9, dampening: 0.25, ...options }),
    defaults: { lr: 0.01, momentum: 0.9, dampening: 0.25 },
    slots: ["b"],
    variants: [{ nesterov: true, dampening: 0 }],
    ulps: 0,
    exchanged: { lr: 0.9, momentum: 0.01 },
    below1: [],
    upTo1: ["momentum", "dampening"],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.b[i] = o.momentum * s.b[i] + (o.t === 1 ? 1 : 1 - o.dampening) * g[i];
        p[i] -= o.lr * s.b[i];
      }
    },
    hoisted(o, p, g, { b }) {
      const { lr, momentum } = o;
      const gain = o.t === 1 ? 1 : 1 - o.dampening;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const buffer = momentum * b[i] + gain * g[i];
        b[i] = buffer;
        p[i] -= lr * buffer;
      }
    },
  },
  {
    name: "momentum",
    create: (options) => new Momentum(options),
    defaults: { lr: 0.01, momentum: 0.9 },
    slots: ["v"],
    variants: [],
    ulps: 0,
    exchanged: { lr: 0.9, momentum: 0.01 },
    below1: [],
    upTo1: ["momentum"],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.v[i] = o.momentum * s.v[i] - o.lr * g[i];
        p[i] += s.v[i];
      }
    },
    hoisted(o, p, g, { v }) {
      const { lr, momentum } = o;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const velocity = momentum * v[i] - lr * g[i];
        v[i] = velocity;
        p[i] += velocity;
      }
    },
  },
  {
    name: "nesterov",
    create: (options) => new Nesterov(options),
    defaults: { lr: 0.01, momentum: 0.9 },
    slots: ["v"],
    variants: [{ form: "literal" }],
    ulps: 16,
    exchanged: { lr: 0.9, momentum: 0.01 },
    below1: [],
    upTo1: ["momentum"],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        p[i] += o.momentum * o.momentum * s.v[i] - (1 + o.momentum) * o.lr * g[i];
        s.v[i] = o.momentum * s.v[i] - o.lr * g[i];
      }
    },
    hoisted(o, p, g, { v }) {
      const { lr, momentum } = o;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const step = lr * g[i];
        const velocity = momentum * v[i] - step;
        v[i] = velocity;
        p[i] += momentum * velocity - step;
      }
    },
  },
  {
    name: "adagrad",
    create: (options) => new AdaGrad(options),
    defaults: { lr: 0.01, eps: 1e-7, lrDecay: 0, initialAccumulator: 0 },
    slots: ["h"],
    variants: [{ epsMode: "root" }],
    ulps: 16,
    exchanged: { lr: 1e-7, eps: 0.01 },
    below1: [],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.h[i] += g[i] * g[i];
        p[i] -= (o.lr * g[i]) / (Math.sqrt(s.h[i]) + o.eps);
      }
    },
    hoisted(o, p, g, { h }) {
      const { lr, eps } = o;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const sum = h[i] + gi * gi;
        h[i] = sum;
        p[i] -= (lr * gi) / (Math.sqrt(sum) + eps);
      }
    },
  },
  {
    name: "rmsprop",
    create: (options) => new RMSProp(options),
    defaults: { lr: 0.01, decayRate: 0.99, eps: 1e-7 },
    slots: ["h"],
    variants: [{ epsMode: "root" }],
    ulps: 16,
    exchanged: { lr: 0.99, decayRate: 0.01 },
    below1: ["decayRate"],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.h[i] *= o.decayRate;
        s.h[i] += (1 - o.decayRate) * g[i] * g[i];
        p[i] -= (o.lr * g[i]) / (Math.sqrt(s.h[i]) + o.eps);
      }
    },
    hoisted(o, p, g, { h }) {
      const { lr, decayRate, eps } = o;
      const gain = 1 - decayRate;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = decayRate * h[i] + gain * gi * gi;
        h[i] = mean;
        p[i] -= (lr * gi) / (Math.sqrt(mean) + eps);
      }
    },
  },
  {
    name: "adam",
    create: (options) => new Adam(options),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-7 },
    slots: ["m", "v"],
    variants: [{ epsMode: "corrected" }],
    ulps: 16,
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.rate = (o.lr * Math.sqrt(1 - o.beta2 ** o.t)) / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        p[i] -= (o.rate * s.m[i]) / (Math.sqrt(s.v[i]) + o.eps);
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { rate, beta1, beta2, eps } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        m[i] = mean;
        v[i] = square;
        p[i] -= (rate * mean) / (Math.sqrt(square) + eps);
      }
    },
  },
];
