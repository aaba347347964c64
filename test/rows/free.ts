import { ScheduleFreeAdamW, ScheduleFreeSGD } from "../../src/index.js";
import type { Row } from "./row.js";

/** What both make of their options once per update; the weights are summed up over the updates. */
const weigh: Row["perUpdate"] = (o) => {
  if (o.t === 1) o.lrMax = o.weightSum = 0;
  o.rate = o.t < o.warmupSteps ? (o.lr * o.t) / o.warmupSteps : o.lr;
  o.lrMax = Math.max(o.lrMax, o.rate);
  const weight = o.t ** o.r * o.lrMax ** o.weightLrPower;
  o.weightSum += weight;
  o.gain = weight / o.weightSum;
};

/** Optimizers that need no schedule. */
export const free: readonly Row[] = [
  {
    name: "schedule-free-sgd",
    create: (options) => new ScheduleFreeSGD(options),
    defaults: { lr: 1, momentum: 0.9, warmupSteps: 0, r: 0, weightLrPower: 2 },
    slots: ["z"],
    initial: { z: NaN },
    boxes: 2,
    variants: [],
    ulps: 16,
    exchanged: { warmupSteps: 2, weightLrPower: 0 },
    below1: ["momentum"],
    upTo1: [],
    perUpdate: weigh,
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        if (o.t === 1) s.z[i] = p[i];
        p[i] = (1 - o.gain) * p[i] + o.gain * s.z[i] + o.rate * (o.momentum * (1 - o.gain) - 1) * g[i];
        s.z[i] -= o.rate * g[i];
      }
    },
    hoisted(o, p, g, { z }) {
      const { rate, gain, momentum } = o;
      const keep = 1 - gain;
      const ahead = rate * (momentum * keep - 1);
      const n = p.length;
      if (o.t === 1) for (let i = 0; i < n; i++) z[i] = p[i];
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const zi = z[i];
        p[i] = keep * p[i] + gain * zi + ahead * gi;
        z[i] = zi - rate * gi;
      }
    },
  },
  {
    name: "schedule-free-adamw",
    create: (options) => new ScheduleFreeAdamW(options),
    defaults: { lr: 0.0025, beta1: 0.9, beta2: 0.999, eps: 1e-8, warmupSteps: 0, r: 0, weightLrPower: 2 },
    slots: ["z", "v"],
    initial: { z: NaN },
    boxes: 3,
    variants: [],
    // z has 1 − β2ᵗ in it, where βᵗ is rounded beside 1: with β2 = .999999 both sides lose up to 1e6; 768 are left of that.
    ulps: { f32: 16, f64: 1024 },
    exchanged: { beta1: 0.999, beta2: 0.9 },
    below1: ["beta1", "beta2"],
    upTo1: [],
    perUpdate(o) {
      weigh(o);
      o.c2 = 1 - o.beta2 ** o.t;
    },
    textbook(o, p, g, s) {
      for (let i = 0; i < p.length; i++) {
        if (o.t === 1) s.z[i] = p[i];
        s.v[i] = o.beta2 * s.v[i] + (1 - o.beta2) * g[i] * g[i];
        const u = g[i] / (Math.sqrt(s.v[i] / o.c2) + o.eps);
        p[i] = (1 - o.gain) * p[i] + o.gain * s.z[i] + o.rate * (o.beta1 * (1 - o.gain) - 1) * u;
        s.z[i] -= o.rate * u;
      }
    },
    hoisted(o, p, g, { z, v }) {
      const { rate, gain, beta1, beta2, eps } = o;
      const keep = 1 - gain;
      const ahead = rate * (beta1 * keep - 1);
      const gain2 = 1 - beta2;
      const mend = 1 / o.c2;
      const n = p.length;
      if (o.t === 1) for (let i = 0; i < n; i++) z[i] = p[i];
      for (let i = 0; i < n; i++) {
        const gi = g[i];
        const zi = z[i];
        const square = beta2 * v[i] + gain2 * gi * gi;
        const u = gi / (Math.sqrt(mend * square) + eps);
        v[i] = square;
        p[i] = keep * p[i] + gain * zi + ahead * u;
        z[i] = zi - rate * u;
      }
    },
  },
];
