import { NAdam, NAdamW, RAdam } from "../../src/index.js";
import type { Row } from "./row.js";

/** NAdam's and NAdamW's numbers, by hand. */
const perUpdate: Row["perUpdate"] = (o) => {
  const [mu, ahead] = [o.t, o.t + 1].map((t) => o.beta1 * (1 - 0.96 ** (t * o.momentumDecay) / 2));
  o.product = (o.t === 1 ? 1 : o.product) * mu;
  o.direct = (o.lr * (1 - mu)) / (1 - o.product);
  o.look = (o.lr * ahead) / (1 - o.product * ahead);
  o.correction = 1 - o.beta2 ** o.t;
};

/** Adam's relatives with a letter in front. */
export const nadams: readonly Row[] = [
  {
    name: "nadam",
    // V8 has power's loops in one piece with the scalars in most processes, where it takes 7, and in some not: 37.
    boxes: 44,
    create: (options) => new NAdam(options),
    defaults: { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8, momentumDecay: 0.004 },
    slots: ["m", "v"],
    variants: [{ form: "optax" }],
    // As of adamax: β1 of 0.99.
    ulps: { f32: 32, f64: 16 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate,
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        p[i] -= (o.direct * g[i] + o.look * s.m[i]) / (Math.sqrt(s.v[i] / o.correction) + o.eps);
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { beta1, beta2, direct, look, eps } = o;
      const unbias = 1 / o.correction;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        m[i] = mean;
        v[i] = square;
        p[i] -= (direct * gi + look * mean) / (Math.sqrt(square * unbias) + eps);
      }
    },
  },
  {
    name: "nadamw",
    boxes: 44,
    rule: "nadam",
    create: (options) => new NAdamW(options),
    defaults: { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8, momentumDecay: 0.004, weightDecay: 0.01 },
    slots: ["m", "v"],
    variants: [{ form: "optax" }],
    // PyTorch's p·(1 − lr·λ) rounds twice in each of 60 steps, as in adamw: in float32 it is 18 from its own run in
    // float64, and this rule 10.
    ulps: 32,
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate,
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        const u = (o.direct * g[i] + o.look * s.m[i]) / (Math.sqrt(s.v[i] / o.correction) + o.eps);
        p[i] = p[i] * (1 - o.lr * o.weightDecay) - u;
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { beta1, beta2, direct, look, eps } = o;
      const unbias = 1 / o.correction;
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
        p[i] -= (direct * gi + look * mean) / (Math.sqrt(square * unbias) + eps) + decay * p[i];
      }
    },
  },
  {
    name: "radam",
    create: (options) => new RAdam(options),
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    slots: ["m", "v"],
    variants: [],
    // ρ is the difference of two numbers near 2/(1−β2), of which one has c2 in it, about t·(1−β2), which both round beside 1:
    // for β2 = 0.9999 and t = 6 that is 2⁻⁵³/6e-4 of 2e4 beside 6. In float32 as of adamax.
    ulps: { f32: 32, f64: 2048 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      const power = o.beta2 ** o.t;
      const most = 2 / (1 - o.beta2) - 1;
      const rho = most - (2 * o.t * power) / (1 - power);
      const r = Math.sqrt(((rho - 4) * (rho - 2) * most) / ((most - 4) * (most - 2) * rho));
      o.rate = o.lr / (1 - o.beta1 ** o.t);
      o.rectified = rho > 5 ? r * Math.sqrt(1 - power) : 0;
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        const adapted = o.rectified > 0 ? o.rectified / (Math.sqrt(s.v[i]) + o.eps) : 1;
        p[i] -= o.rate * s.m[i] * adapted;
      }
    },
    hoisted(o, p, g, { m, v }) {
      const { beta1, beta2, eps, rectified } = o;
      const rate = rectified > 0 ? o.rate * rectified : o.rate;
      const gain1 = 1 - beta1;
      const gain2 = 1 - beta2;
      const n = p.length;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        m[i] = mean;
        v[i] = square;
        p[i] -= rectified > 0 ? (rate * mean) / (Math.sqrt(square) + eps) : rate * mean;
      }
    },
  },
];
