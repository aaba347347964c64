import type { Settled } from "./settings.js";

/** The rules as their sources have them, an element at a time, each operation rounded to the type of the element. */

export type Slots = Record<string, number[]>;
export type Round = (x: number) => number;

/** Moves the state of element `i` by its gradient; gives what is added to the parameter. */
type Element = (s: Slots, i: number, g: number) => number;

export interface Rule {
  readonly title: string;
  /** Names of the state; where it is another with other options, `has` says which have another value than their default. */
  slots(has: (option: "momentum") => boolean): readonly string[];
  readonly defaults: Partial<Settled>;
  /** The t-th step of a parameter, t = 1, 2, … */
  step(o: Settled, t: number, r: Round, slots: readonly string[]): Element;
}

/** v = μ·v − lr·g; the step is ahead·v + direct·g. */
function velocity(o: Settled, r: Round, step: (v: number, g: number) => number): Element {
  const [rate, mu] = [r(-o.lr), r(o.momentum)];
  return (s, i, g) => {
    s.v[i] = r(r(mu * s.v[i]) + r(rate * g));
    return step(s.v[i], g);
  };
}

/** −lr·g / (√h + eps) */
function scaled(o: Settled, r: Round, h: (before: number, g: number) => number): Element {
  const [rate, eps] = [r(-o.lr), r(o.eps)];
  return (s, i, g) => {
    s.h[i] = h(s.h[i], g);
    return r(r(rate * g) / r(r(Math.sqrt(s.h[i])) + eps));
  };
}

export const rules: readonly Rule[] = [
  {
    title: "SGD",
    slots: (has) => (has("momentum") ? ["b"] : []),
    defaults: { lr: 0.01, momentum: 0, dampening: 0, nesterov: false },
    step(o, t, r, slots) {
      const [rate, mu] = [r(-o.lr), r(o.momentum)];
      if (slots.length === 0) return (_, __, g) => r(rate * g);
      // The first buffer is the gradient, and without momentum each is.
      const gain = r(t === 1 || o.momentum === 0 ? 1 : 1 - o.dampening);
      return ({ b }, i, g) => {
        b[i] = r(r(mu * b[i]) + r(gain * g));
        return r(rate * (o.nesterov ? r(g + r(mu * b[i])) : b[i]));
      };
    },
  },
  {
    title: "Momentum",
    slots: () => ["v"],
    defaults: { lr: 0.01, momentum: 0.9 },
    step: (o, _, r) => velocity(o, r, (v) => v),
  },
  {
    title: "Nesterov",
    slots: () => ["v"],
    defaults: { lr: 0.01, momentum: 0.9, form: "bengio" },
    step(o, _, r) {
      const literal = o.form === "literal";
      const ahead = r(literal ? o.momentum * o.momentum : o.momentum);
      const direct = r(literal ? -(1 + o.momentum) * o.lr : -o.lr);
      return velocity(o, r, (v, g) => r(r(ahead * v) + r(direct * g)));
    },
  },
  {
    title: "AdaGrad",
    slots: () => ["h"],
    defaults: { lr: 0.01, eps: 1e-7 },
    step: (o, _, r) => scaled(o, r, (h, g) => r(h + r(g * g))),
  },
  {
    title: "RMSProp",
    slots: () => ["h"],
    defaults: { lr: 0.01, decayRate: 0.99, eps: 1e-7 },
    step(o, _, r) {
      const [keep, gain] = [r(o.decayRate), r(1 - o.decayRate)];
      return scaled(o, r, (h, g) => r(r(keep * h) + r(r(gain * g) * g)));
    },
  },
  {
    title: "Adam",
    slots: () => ["m", "v"],
    defaults: { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-7, epsMode: "hat" },
    step(o, t, r) {
      const [keep1, gain1] = [r(o.beta1), r(1 - o.beta1)];
      const [keep2, gain2] = [r(o.beta2), r(1 - o.beta2)];
      const root = Math.sqrt(biasCorrection(o.beta2, t));
      const rate = r((-o.lr * root) / biasCorrection(o.beta1, t));
      const eps = r(o.epsMode === "corrected" ? o.eps * root : o.eps);
      return (s, i, g) => {
        s.m[i] = r(r(keep1 * s.m[i]) + r(gain1 * g));
        s.v[i] = r(r(keep2 * s.v[i]) + r(r(gain2 * g) * g));
        return r(r(rate * s.m[i]) / r(r(Math.sqrt(s.v[i])) + eps));
      };
    },
  },
];

/** 1 − βᵗ in float64: the squares β, β², β⁴, … that t is made of, multiplied; 1 where βᵗ is below half a unit of it. */
function biasCorrection(beta: number, t: number): number {
  if (t * (1 - beta) > 40) return 1;
  let power = 1;
  for (let square = beta, rest = t; rest > 0; square *= square, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
  }
  return 1 - power;
}

/**
 * √ of the sum of squares: the k-th of all elements is added to sum k mod 8, then those in pairs. Where the sum is below
 * 2^-900, or overflows, of elements times 2^600, or 2^-600.
 */
export function normOf(all: readonly number[], times: number): number {
  const sumBy = (unit: number): number => {
    const s = [0, 0, 0, 0, 0, 0, 0, 0];
    all.forEach((x, k) => (s[k % 8] += x * unit * (x * unit)));
    return s[0] + s[1] + (s[2] + s[3]) + (s[4] + s[5] + (s[6] + s[7]));
  };
  const sum = sumBy(1);
  const unit = sum < 2 ** -900 ? 2 ** 600 : sum === Infinity ? 2 ** -600 : 1;
  return (Math.sqrt(unit === 1 ? sum : sumBy(unit)) * times) / unit;
}
