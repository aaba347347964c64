import { beforeEach, describe, expect, it } from "vitest";
import {
  AdaDelta,
  AdaGrad,
  Adam,
  Adamax,
  AdEMAMix,
  Momentum,
  NAdam,
  RMSProp,
  SGD,
  type Optimizer,
} from "../../src/index.js";
import { tfOptimizer } from "../../src/tfjs/index.js";
import { randoms, tf, use, variable } from "./support.js";

type NamedTensors = Awaited<ReturnType<tf.Optimizer["getWeights"]>>;

beforeEach(async () => {
  await use("cpu");
  tf.disposeVariables();
});

const model = () => ({ W: variable(randoms(6, 1), [2, 3], "W"), b: variable(randoms(3, 2), [3], "b") });

function step(optimizer: tf.Optimizer, from = 0, steps = 4): void {
  for (let k = from; k < from + steps; k++) {
    tf.tidy(() =>
      optimizer.applyGradients([
        { name: "W", tensor: tf.tensor2d(randoms(6, 100 + k), [2, 3]) },
        { name: "b", tensor: tf.tensor1d(randoms(3, 200 + k)) },
      ]),
    );
  }
}

const pairs: Record<string, readonly [theirs: () => tf.Optimizer, ours: () => Optimizer<never>]> = {
  sgd: [() => tf.train.sgd(0.1), () => new SGD({ lr: 0.1 })],
  momentum: [() => tf.train.momentum(0.1, 0.9), () => new SGD({ lr: 0.1, momentum: 0.9 })],
  adagrad: [
    () => tf.train.adagrad(0.1),
    () => new AdaGrad({ lr: 0.1, initialAccumulator: 0.1, eps: 1e-7, epsMode: "root" }),
  ],
  rmsprop: [() => tf.train.rmsprop(0.01), () => new RMSProp({ lr: 0.01, decayRate: 0.9, eps: 1e-7, epsMode: "root" })],
  "rmsprop with momentum": [
    () => tf.train.rmsprop(0.01, 0.9, 0.9),
    () => new RMSProp({ lr: 0.01, decayRate: 0.9, momentum: 0.9, eps: 1e-7, epsMode: "root" }),
  ],
  adadelta: [() => tf.train.adadelta(0.01), () => new AdaDelta({ lr: 0.01, decayRate: 0.95, eps: 1e-7, form: "tfjs" })],
  adam: [() => tf.train.adam(0.01), () => new Adam({ lr: 0.01, epsMode: "corrected" })],
};

const close = (a: Float32Array, b: Float32Array) => a.forEach((value, k) => expect(b[k]).toBeCloseTo(value, 5));

describe("getWeights", () => {
  it.each(Object.keys(pairs))("has tf's own order, names, types and shapes: %s", async (name) => {
    const [theirs, ours] = pairs[name].map((make) => make());
    const wrapped = tfOptimizer(tf, ours as Optimizer<never>);
    const whole = model();
    step(theirs as tf.Optimizer);
    step(wrapped);
    const [a, b] = [await (theirs as tf.Optimizer).getWeights(), await wrapped.getWeights()];
    const shown = (weights: NamedTensors) =>
      weights.map((weight) => [weight.name, weight.tensor.dtype, weight.tensor.shape]);
    expect(shown(b).slice(0, a.length)).toEqual(shown(a));
    expect(b.slice(a.length).map(({ name: beside }) => beside)).toEqual(
      name === "rmsprop with momentum" ? ["optim-wasm"] : [],
    );
    expect(b[0].tensor.dataSync()[0]).toBe(4);
    expect(wrapped.variables()).toEqual(b.map(({ tensor }) => tensor));
    tf.dispose(Object.values(whole));
  });

  it("goes on from tf's own weights, as tf does", async () => {
    for (const [theirs, ours] of Object.values(pairs)) {
      const { W, b } = model();
      const from = theirs();
      step(from);
      const weights = await from.getWeights();
      const copies = weights.map(({ name, tensor }) => ({
        name,
        tensor: tf.tensor(tensor.dataSync().slice(), tensor.shape, tensor.dtype),
      }));
      const at = [W, b].map((each) => each.dataSync().slice() as Float32Array);
      step(from, 4);
      const end = [W, b].map((each) => each.dataSync().slice() as Float32Array);
      [W, b].forEach((each, k) => each.assign(tf.tensor(at[k], each.shape)));
      const wrapped = tfOptimizer(tf, ours());
      await wrapped.setWeights(copies);
      expect(wrapped.iterations).toBe(4);
      step(wrapped, 4);
      [W, b].forEach((each, k) => close(end[k], each.dataSync() as Float32Array));
      tf.dispose([W, b]);
    }
  });

  it("gives tf what it goes on from", async () => {
    for (const name of ["momentum", "adagrad", "rmsprop", "adadelta", "adam"]) {
      const [theirs, ours] = pairs[name];
      const { W, b } = model();
      const from = tfOptimizer(tf, ours());
      step(from);
      const to = theirs();
      await to.setWeights(await from.getWeights());
      const at = [W, b].map((each) => each.dataSync().slice() as Float32Array);
      step(from, 4);
      const end = [W, b].map((each) => each.dataSync().slice() as Float32Array);
      [W, b].forEach((each, k) => each.assign(tf.tensor(at[k], each.shape)));
      step(to, 4);
      [W, b].forEach((each, k) => close(end[k], each.dataSync() as Float32Array));
      tf.dispose([W, b]);
    }
  });
});

describe("setWeights", () => {
  const makers: Record<string, () => Optimizer<never>> = {
    Momentum: () => new Momentum(),
    NAdam: () => new NAdam(),
    Adamax: () => new Adamax(),
    AdEMAMix: () => new AdEMAMix(),
    "RMSProp, centered, with momentum": () => new RMSProp({ centered: true, momentum: 0.5 }),
    "Adam with amsgrad": () => new Adam({ amsgrad: true }),
    "Adam with averages": () => new Adam({ emaDecay: 0.9 }),
    "SGD in windows of three": () => new SGD({ accumulate: 3 }),
  };

  it.each(Object.keys(makers))("goes on with the same bits: %s", async (name) => {
    const { W, b } = model();
    const one = tfOptimizer(tf, makers[name]());
    const other = tfOptimizer(tf, makers[name]());
    step(one);
    const at = [W, b].map((each) => each.dataSync().slice());
    await other.setWeights(await one.getWeights());
    expect((await other.getWeights()).map(({ tensor }) => tensor.dataSync())).toEqual(
      (await one.getWeights()).map(({ tensor }) => tensor.dataSync()),
    );
    step(one, 4);
    const end = [W, b].map((each) => each.dataSync().slice());
    [W, b].forEach((each, k) => each.assign(tf.tensor(at[k], each.shape)));
    step(other, 4);
    expect([W, b].map((each) => each.dataSync())).toEqual(end);
  });

  it("takes an optimizer back to where it was, also to where a variable had no state", async () => {
    model();
    const adam = new Adam();
    const optimizer = tfOptimizer(tf, adam);
    tf.tidy(() => optimizer.applyGradients({ b: tf.ones([3]) }));
    const then = (await optimizer.getWeights()).map(({ name, tensor }) => ({ name, tensor: tensor.clone() }));
    step(optimizer);
    await optimizer.setWeights(then);
    expect([optimizer.iterations, Object.keys(adam.state.m)]).toEqual([1, ["b"]]);
    await tfOptimizer(tf, new Adam()).setWeights([{ name: "iter", tensor: tf.scalar(7, "int32") }]);
  });

  it("says what is wrong, and changes nothing", async () => {
    model();
    const adam = new Adam();
    const optimizer = tfOptimizer(tf, adam);
    step(optimizer);
    const before = structuredClone(adam.state.v.W.slice());
    const refused = async (weights: unknown, message: string | RegExp) => {
      await expect(optimizer.setWeights(weights as NamedTensors)).rejects.toThrow(message);
      expect([adam.iterations, adam.state.v.W.slice()]).toEqual([4, before]);
    };
    const iter = { name: "iter", tensor: tf.scalar(3, "int32") };
    const given = (name: string, count = 3) => ({ name, tensor: tf.zeros([count]) });
    await refused({}, "weights must be a list of { name, tensor }, got Object");
    await refused([iter, { name: "b/m" }], "weights[1] must be { name, tensor }, got Object");
    await refused([given("b/m")], 'weights must begin with "iter", the steps so far, got "b/m"');
    await refused([iter, given("b/m")], '"b/v" is missing in the weights: Adam keeps it here');
    await refused([iter, given("b/rms")], 'the weights have "b/rms", which Adam does not keep here');
    await refused([iter, given("b/m"), given("b/v", 4)], '"b/v" must have the shape [3] of the others, got [4]');
    await refused([iter, given("optim-wasm")], '"optim-wasm" in the weights is not JSON');
  });
});
