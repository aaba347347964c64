import { Digest } from "./digest.mjs";
import { fill, shapes } from "./maps.mjs";
import { awkward, generator } from "./numbers.mjs";

/** Classes of rules that are defined at run time: one that divides, one that moves the parameter, and one with sums. */
export function defined({ defineOptimizer, positive, share, bias }) {
  const Belief = defineOptimizer({
    title: "OwnBelief",
    options: { lr: positive(0.01), beta1: share(0.9), beta2: share(0.99) },
    scalars: ({ lr, beta1, beta2 }, t) => ({
      rate: -lr / bias(beta1, t),
      keep1: beta1,
      gain1: 1 - beta1,
      keep2: beta2,
      gain2: 1 - beta2,
      c2: 1 / bias(beta2, t),
    }),
    rule: `
      m = keep1 * m + gain1 * g
      const d = g - m
      s = keep2 * s + gain2 * (d * d)
      return rate * m / (sqrt(s * c2) + all(1e-8))`,
    slots: { s: { initial: 0.25 } },
  });
  const Signs = defineOptimizer({
    title: "OwnSigns",
    options: { lr: positive(0.01) },
    scalars: ({ lr }) => ({ rate: -lr, bound: 0.5 }),
    rule: `
      const grows = abs(g) > abs(m)
      m = select(grows, g, min(max(m, -bound), bound) - -zero)
      p += rate * sign(m) * select(m < zero, all(0.1), all(3))`,
  });
  const Trust = defineOptimizer({
    title: "OwnTrust",
    options: { lr: positive(0.01) },
    scalars: () => ({ keep: 0.75, gain: 0.25 }),
    rule: "m = keep * m + gain * g",
    sums: { pp: "p * p", mm: "m * m" },
    second: {
      scalars: ({ pp, mm }, { lr }) => ({ rate: pp > 0 && mm > 0 ? -lr * Math.sqrt(pp / mm) : -lr }),
      rule: "return rate * m",
    },
  });
  return [Belief, Signs, Trust];
}

/** All that options ask for, which is woven into what is made of a rule. */
const ASKED = {
  weightDecay: 0.01,
  l2: 0.02,
  clipValue: 100,
  clipNorm: 1_000,
  emaDecay: 0.9,
  groups: [{ match: /^b/, weightDecay: 0, optional: true }],
};

/** Steps of each with hard gradients, with and without what options ask for. */
export function digestOfDefined(library, backend) {
  const digest = new Digest();
  const place = backend && { backend };
  for (const Own of defined(library)) {
    for (const options of [place, { ...place, ...ASKED }]) {
      for (const shape of shapes) {
        const random = generator(digest.count + 1);
        const optimizer = new Own(options);
        const { params, grads } = shape.make(optimizer, random);
        for (let step = 0; step < 4; step++) {
          fill(grads, () => awkward(random));
          optimizer.update(params, grads);
        }
        digest.optimizer(optimizer, params);
      }
    }
  }
  return digest;
}
