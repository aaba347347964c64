import { DAdaptAdamW, Prodigy } from "../../src/index.js";
import type { Row } from "./row.js";

/** Rules that estimate their rate by sums over the whole model; loops take one parameter for it. */
export const adapted: readonly Row[] = [
  {
    name: "prodigy",
    create: (options) => new Prodigy(options),
    defaults: { lr: 1, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    slots: ["p0", "s", "m", "v"],
    sums: "model",
    initial: { p0: NaN },
    boxes: 6,
    variants: [{ safeguardWarmup: true }, { useBiasCorrection: true }],
    // s adds up what changes its sign, by a d of whose last digits p0 − p has few: 23 and 167 are found.
    ulps: { f32: 32, f64: 256 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      if (o.t === 1) {
        o.d = o.d0 = 1e-6;
        o.numerator = 0;
      }
      o.beta3 = Math.sqrt(o.beta2);
      o.rate = o.d * o.lr;
    },
    textbook(o, p, g, s) {
      const weight = o.d / o.d0;
      let moved = 0;
      let size = 0;
      for (let i = 0; i < p.length; i++) {
        if (o.t === 1) s.p0[i] = p[i];
        moved += g[i] * (s.p0[i] - p[i]);
        s.s[i] = o.beta3 * s.s[i] + weight * o.rate * g[i];
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * o.d * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * o.d * o.d * g[i] * g[i];
        size += Math.abs(s.s[i]);
      }
      o.numerator = o.beta3 * o.numerator + weight * o.rate * moved;
      // Without growthRate.
      if (size > 0) o.d = Math.max(o.d, ((o.dCoef ?? 1) * o.numerator) / size);
      for (let i = 0; i < p.length; i++) p[i] -= (o.rate * s.m[i]) / (Math.sqrt(s.v[i]) + o.d * o.eps);
    },
    hoisted(o, p, g, { p0, s, m, v }) {
      const { rate, beta1, beta2, beta3, d } = o;
      const weight = d / o.d0;
      const gain1 = (1 - beta1) * d;
      const gain2 = (1 - beta2) * d * d;
      const gain3 = weight * rate;
      const n = p.length;
      let moved = 0;
      let size = 0;
      if (o.t === 1) for (let i = 0; i < n; i++) p0[i] = p[i];
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const sum = beta3 * s[i] + gain3 * gi;
        moved += gi * (p0[i] - p[i]);
        size += Math.abs(sum);
        s[i] = sum;
        m[i] = beta1 * m[i] + gain1 * gi;
        v[i] = beta2 * v[i] + gain2 * gi * gi;
      }
      o.numerator = beta3 * o.numerator + weight * rate * moved;
      if (size > 0) o.d = Math.max(d, ((o.dCoef ?? 1) * o.numerator) / size);
      const eps = o.d * o.eps;
      for (let i = 0; i < n; i++) p[i] -= (rate * m[i]) / (Math.sqrt(v[i]) + eps);
    },
  },
  {
    name: "dadapt-adamw",
    create: (options) => new DAdaptAdamW(options),
    defaults: { lr: 1, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    slots: ["s", "m", "v"],
    sums: "model",
    boxes: 6,
    variants: [],
    // Of d in float64; float32 has the same bits.
    ulps: { f32: 0, f64: 256 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      if (o.t === 1) {
        o.d = o.d0 = 1e-6;
        o.numerator = 0;
      }
      o.beta3 = Math.sqrt(o.beta2);
      o.rate = (o.d * o.lr * Math.sqrt(1 - o.beta2 ** o.t)) / (1 - o.beta1 ** o.t);
    },
    textbook(o, p, g, s) {
      let moved = 0;
      let size = 0;
      for (let i = 0; i < p.length; i++) {
        moved += (g[i] * s.s[i]) / (Math.sqrt(s.v[i]) + o.eps);
        s.m[i] = o.beta1 * s.m[i] + (1 - o.beta1) * o.rate * g[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        s.s[i] = o.beta3 * s.s[i] + (1 - o.beta3) * o.rate * g[i];
        size += Math.abs(s.s[i]);
        p[i] -= s.m[i] / (Math.sqrt(s.v[i]) + o.eps);
      }
      o.numerator = o.beta3 * o.numerator + (1 - o.beta3) * o.rate * moved;
      if (size > 0) o.d = Math.max(o.d, o.numerator / ((1 - o.beta3) * size));
    },
    hoisted(o, p, g, { s, m, v }) {
      const { rate, beta1, beta2, beta3, eps } = o;
      const gain1 = (1 - beta1) * rate;
      const gain2 = 1 - beta2;
      const gain3 = (1 - beta3) * rate;
      const n = p.length;
      let moved = 0;
      let size = 0;
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const mean = beta1 * m[i] + gain1 * gi;
        const square = beta2 * v[i] + gain2 * gi * gi;
        const sum = beta3 * s[i] + gain3 * gi;
        moved += (gi * s[i]) / (Math.sqrt(v[i]) + eps);
        size += Math.abs(sum);
        s[i] = sum;
        m[i] = mean;
        v[i] = square;
        p[i] -= mean / (Math.sqrt(square) + eps);
      }
      o.numerator = beta3 * o.numerator + gain3 * moved;
      if (size > 0) o.d = Math.max(o.d, o.numerator / ((1 - beta3) * size));
    },
  },
];
