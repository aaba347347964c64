import { LAMB, LARS, MARS, NovoGrad } from "../../src/index.js";
import type { Row } from "./row.js";

/** Rules with sums over each parameter. */
export const norms: readonly Row[] = [
  {
    name: "lamb",
    create: (options) => new LAMB(options),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-6 },
    slots: ["m", "v"],
    sums: "tensor",
    variants: [],
    ulps: 8,
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.c1 = 1 - o.beta1 ** o.t;
      o.c2 = 1 - o.beta2 ** o.t;
    },
    textbook(o, p, g, s) {
      const u = [];
      let pp = 0;
      let uu = 0;
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        u[i] = s.m[i] / o.c1 / (Math.sqrt(s.v[i] / o.c2) + o.eps);
        pp += p[i] * p[i];
        uu += u[i] * u[i];
      }
      const trust = pp > 0 && uu > 0 ? Math.sqrt(pp) / Math.sqrt(uu) : 1;
      for (let i = 0; i < p.length; i++) p[i] -= o.lr * trust * u[i];
    },
    hoisted(o, p, g, { m, v }) {
      const { lr, beta1, beta2 } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const root = Math.sqrt(o.c2);
      const mend = root / o.c1;
      const eps = o.eps * root;
      const n = p.length;
      let pp = 0;
      let uu = 0;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const pi = p[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        const u = (mend * mean) / (Math.sqrt(square) + eps);
        m[i] = mean;
        v[i] = square;
        pp += pi * pi;
        uu += u * u;
      }
      const rate = lr * mend * (pp > 0 && uu > 0 ? Math.sqrt(pp) / Math.sqrt(uu) : 1);
      for (let i = 0; i < n; i++) p[i] -= (rate * m[i]) / (Math.sqrt(v[i]) + eps);
    },
  },
  {
    name: "lars",
    create: (options) => new LARS(options),
    defaults: { lr: 0.1, momentum: 0.9, trustCoefficient: 0.001, eps: 0 },
    slots: ["v"],
    sums: "tensor",
    variants: [{ nesterov: true }],
    ulps: 16,
    exchanged: { lr: 0.001, eps: 1 },
    below1: [],
    upTo1: ["momentum"],
    perUpdate() {},
    textbook(o, p, g, s) {
      let pp = 0;
      let gg = 0;
      for (let i = 0; i < p.length; i++) {
        pp += p[i] * p[i];
        gg += g[i] * g[i];
      }
      const trust = pp > 0 && gg > 0 ? (o.trustCoefficient * Math.sqrt(pp)) / (Math.sqrt(gg) + o.eps) : 1;
      for (let i = 0; i < p.length; i++) {
        s.v[i] = o.momentum * s.v[i] - o.lr * trust * g[i];
        p[i] += s.v[i];
      }
    },
    hoisted(o, p, g, { v }) {
      const { lr, momentum, trustCoefficient, eps } = o;
      const n = p.length;
      let pp = 0;
      let gg = 0;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const pi = p[i];
        pp += pi * pi;
        gg += gi * gi;
      }
      const rate = pp > 0 && gg > 0 ? (lr * trustCoefficient * Math.sqrt(pp)) / (Math.sqrt(gg) + eps) : lr;
      for (let i = 0; i < n; i++) {
        const velocity = momentum * v[i] - rate * g[i];
        v[i] = velocity;
        p[i] += velocity;
      }
    },
  },
  {
    name: "novograd",
    create: (options) => new NovoGrad(options),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.25, eps: 1e-6 },
    slots: ["m", "v"],
    sums: "tensor",
    single: ["v"],
    variants: [],
    ulps: 8,
    exchanged: { beta1: 0.25, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate() {},
    textbook(o, p, g, s) {
      let gg = 0;
      for (let i = 0; i < p.length; i++) gg += g[i] * g[i];
      s.v[0] = o.t === 1 ? gg : o.beta2 * s.v[0] + (1 - o.beta2) * gg;
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + g[i] / (Math.sqrt(s.v[0]) + o.eps);
        p[i] -= o.lr * s.m[i];
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { lr, beta1, beta2 } = o;
      const n = p.length;
      let gg = 0;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        gg += gi * gi;
      }
      v[0] = o.t === 1 ? gg : beta2 * v[0] + (1 - beta2) * gg;
      const gain = 1 / (Math.sqrt(v[0]) + o.eps);
      for (let i = 0; i < n; i++) {
        const mean = beta1 * m[i] + gain * g[i];
        m[i] = mean;
        p[i] -= lr * mean;
      }
    },
  },
  {
    name: "mars",
    create: (options) => new MARS(options),
    defaults: { lr: 0.003, beta1: 0.95, beta2: 0.99, gamma: 0.025, eps: 1e-8 },
    slots: ["previous", "m", "v"],
    sums: "tensor",
    variants: [],
    ulps: 8,
    exchanged: { beta1: 0.99, beta2: 0.95 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      o.c1 = 1 - o.beta1 ** o.t;
      o.c2 = 1 - o.beta2 ** o.t;
    },
    textbook(o, p, g, s) {
      const c = [];
      let cc = 0;
      for (let i = 0; i < p.length; i++) {
        c[i] = g[i] + o.gamma * (o.beta1 / (1 - o.beta1)) * (g[i] - s.previous[i]);
        s.previous[i] = g[i];
        cc += c[i] * c[i];
      }
      const norm = Math.max(1, Math.sqrt(cc));
      for (let i = 0; i < p.length; i++) {
        c[i] /= norm;
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * c[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * c[i] * c[i];
        p[i] -= (o.lr * s.m[i]) / o.c1 / (Math.sqrt(s.v[i] / o.c2) + o.eps);
      }
    },
    hoisted(o, p, g, { previous, m, v }) {
      const { beta1, beta2 } = o;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const ahead = o.gamma * (beta1 / gain1);
      const root = Math.sqrt(o.c2);
      const rate = (o.lr * root) / o.c1;
      const eps = o.eps * root;
      const n = p.length;
      let cc = 0;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const c = gi + ahead * (gi - previous[i]);
        cc += c * c;
      }
      const shrink = cc > 1 ? 1 / Math.sqrt(cc) : 1;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const c = shrink * (gi + ahead * (gi - previous[i]));
        const mean = beta1 * m[i] + gain1 * c;
        const square = beta2 * v[i] + gain2 * c * c;
        previous[i] = gi;
        m[i] = mean;
        v[i] = square;
        p[i] -= (rate * mean) / (Math.sqrt(square) + eps);
      }
    },
  },
];
