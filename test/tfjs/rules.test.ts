import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AdaDelta, AdaGrad, Adam, Adamax, RMSProp, SGD, type Optimizer } from "../../src/index.js";
import { tfOptimizer } from "../../src/tfjs/index.js";
import { BACKENDS, randoms, tf, use, variable } from "./support.js";

interface Pair {
  readonly name: string;
  readonly theirs: () => tf.Optimizer;
  readonly ours: () => Optimizer<never>;
  /** The most that an element of size 1 may be apart after 40 steps. */
  readonly apart: number;
  /** Of the gradients, so that epsilons show beside them. Default 1. */
  readonly scale?: number;
  /** The class's default form, which must be far apart. */
  readonly not?: () => Optimizer<never>;
}

/** Of docs/tensorflow.md, in its order. */
const pairs: Pair[] = [
  { name: "sgd", theirs: () => tf.train.sgd(0.1), ours: () => new SGD({ lr: 0.1 }), apart: 0 },
  {
    name: "momentum",
    theirs: () => tf.train.momentum(0.1, 0.9),
    ours: () => new SGD({ lr: 0.1, momentum: 0.9 }),
    apart: 0,
  },
  {
    name: "momentum, useNesterov",
    theirs: () => tf.train.momentum(0.1, 0.9, true),
    ours: () => new SGD({ lr: 0.1, momentum: 0.9, nesterov: true }),
    apart: 1e-6,
  },
  {
    name: "rmsprop",
    theirs: () => tf.train.rmsprop(0.01),
    ours: () => new RMSProp({ lr: 0.01, decayRate: 0.9, eps: 1e-7, epsMode: "root" }),
    apart: 1e-6,
  },
  {
    name: "rmsprop with momentum",
    theirs: () => tf.train.rmsprop(0.01, 0.95, 0.9, 1e-6),
    ours: () => new RMSProp({ lr: 0.01, decayRate: 0.95, momentum: 0.9, eps: 1e-6, epsMode: "root" }),
    apart: 5e-6,
  },
  {
    name: "rmsprop, centered, with an epsilon of 0",
    theirs: () => tf.train.rmsprop(0.01, 0.9, 0.5, 0, true),
    ours: () => new RMSProp({ lr: 0.01, decayRate: 0.9, momentum: 0.5, eps: 0, epsMode: "root", centered: true }),
    apart: 5e-6,
  },
  {
    name: "adagrad",
    theirs: () => tf.train.adagrad(0.1),
    ours: () => new AdaGrad({ lr: 0.1, initialAccumulator: 0.1, eps: 1e-7, epsMode: "root" }),
    apart: 1e-6,
  },
  {
    name: "adam",
    theirs: () => tf.train.adam(0.01),
    ours: () => new Adam({ lr: 0.01, eps: 1e-7, epsMode: "corrected" }),
    apart: 1e-5,
  },
  {
    name: "adamax",
    theirs: () => tf.train.adamax(0.01),
    ours: () => new Adamax({ lr: 0.01, eps: 1e-7, epsMode: "outside" }),
    apart: 1e-6,
    scale: 1e-9,
    not: () => new Adamax({ lr: 0.01, eps: 1e-7 }),
  },
  {
    name: "adamax with an epsilon of 0.1",
    theirs: () => tf.train.adamax(0.01, 0.8, 0.5, 0.1),
    ours: () => new Adamax({ lr: 0.01, beta1: 0.8, beta2: 0.5, eps: 0.1, epsMode: "outside" }),
    apart: 1e-6,
    scale: 0.001,
    not: () => new Adamax({ lr: 0.01, beta1: 0.8, beta2: 0.5, eps: 0.1 }),
  },
  {
    name: "adadelta",
    theirs: () => tf.train.adadelta(0.001),
    ours: () => new AdaDelta({ lr: 0.001, decayRate: 0.95, eps: 1e-7, form: "tfjs" }),
    apart: 0,
    not: () => new AdaDelta({ lr: 0.001, decayRate: 0.95, eps: 1e-7 }),
  },
  {
    name: "adadelta with an epsilon of 0.01",
    theirs: () => tf.train.adadelta(0.1, 0.9, 0.01),
    ours: () => new AdaDelta({ lr: 0.1, eps: 0.01, form: "tfjs" }),
    apart: 0,
    not: () => new AdaDelta({ lr: 0.1, eps: 0.01 }),
  },
];

const SIZE = 300;
const initial = randoms(SIZE, 1);
const gradients = Array.from({ length: 40 }, (_, k) => randoms(SIZE, k + 2, 10 ** ((k % 5) - 2)));

function run(make: () => tf.Optimizer, scale: number): Float32Array {
  const x = variable(initial, [20, SIZE / 20]);
  const optimizer = make();
  for (const values of gradients) {
    const tensor = tf.tensor(
      values.map((value) => scale * value),
      x.shape,
    );
    optimizer.applyGradients([{ name: x.name, tensor }]);
    tensor.dispose();
  }
  const result = Float32Array.from(x.dataSync());
  optimizer.dispose();
  x.dispose();
  return result;
}

const distance = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]) / Math.max(1, Math.abs(value))), 0);

describe.each(BACKENDS)("on tf's %s back end", (backend) => {
  beforeAll(() => use(backend));
  afterAll(() => tf.disposeVariables());

  it.each(pairs)("$name is what the table says", ({ theirs, ours, apart, scale = 1, not }) => {
    const moved = (rule: () => Optimizer<never>) => run(() => tfOptimizer(tf, rule()), scale);
    const [a, b] = [run(theirs, scale), moved(ours)];
    expect(a.some((value, k) => value !== initial[k])).toBe(true);
    expect(distance(a, b)).toBeLessThanOrEqual(apart);
    if (not) expect(distance(a, moved(not))).toBeGreaterThan(1e-4);
  });

  it("centered rmsprop of tf subtracts its epsilon, and is NaN where that is too much", () => {
    const x = variable([1]);
    tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true).applyGradients([{ name: x.name, tensor: tf.tensor1d([1e-3]) }]);
    expect(x.dataSync()[0]).toBeNaN();
    const y = variable([1]);
    const rule = new RMSProp({ lr: 0.01, decayRate: 0.9, eps: 1e-7, epsMode: "root", centered: true });
    tfOptimizer(tf, rule).applyGradients([{ name: y.name, tensor: tf.tensor1d([1e-3]) }]);
    expect(y.dataSync()[0]).toBeCloseTo(1 - (0.01 * 1e-3) / Math.sqrt(0.09e-6 + 1e-7), 6);
  });

  it("tf's adadelta takes a first step of lr·g, by its form ours too, and else the paper's", () => {
    const x = variable([1]);
    tf.train.adadelta(0.1, 0.95, 1e-6).applyGradients([{ name: x.name, tensor: tf.tensor1d([0.5]) }]);
    expect(x.dataSync()[0]).toBeCloseTo(0.95, 6);
    const first = (rule: Optimizer) => {
      const y = variable([1]);
      tfOptimizer(tf, rule).applyGradients([{ name: y.name, tensor: tf.tensor1d([0.5]) }]);
      return y.dataSync()[0];
    };
    const options = { lr: 0.1, decayRate: 0.95, eps: 1e-6 };
    expect(first(new AdaDelta({ ...options, form: "tfjs" }))).toBe(x.dataSync()[0]);
    expect(first(new AdaDelta(options))).toBeCloseTo(1 - (0.1 * 1e-3 * 0.5) / Math.sqrt(0.05 * 0.25 + 1e-6), 7);
  });
});
