import { createRequire } from "node:module";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { Adam, ScheduleFreeSGD, SGD } from "../../src/index.js";
import { tfOptimizer, type TensorFlow } from "../../src/tfjs/index.js";
import { BACKENDS, layers, network, randoms, tf, train, use, variable } from "./support.js";

beforeEach(async () => {
  await use("cpu");
  tf.disposeVariables();
});

afterEach(() => vi.restoreAllMocks());

describe("tfOptimizer", () => {
  it("is an optimizer of the caller's tf, also for its types", () => {
    const optimizer = tfOptimizer(tf, new Adam());
    expectTypeOf(tf).toExtend<TensorFlow>();
    expectTypeOf(optimizer).toExtend<tf.Optimizer>();
    expectTypeOf(optimizer.learningRate).toEqualTypeOf<number>();
    expect(optimizer).toBeInstanceOf(tf.Optimizer);
    expect(optimizer.getClassName()).toBe("optim-wasm/Adam");
    layers
      .sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [1] })] })
      .compile({ optimizer, loss: "meanSquaredError" });
  });

  it("has and takes the learning rate", () => {
    const sgd = new SGD({ lr: (t) => 0.5 / (t + 1) });
    const optimizer = tfOptimizer(tf, sgd);
    const x = variable([1]);
    expect(optimizer.learningRate).toBe(0.5);
    tf.tidy(() => optimizer.applyGradients([{ name: x.name, tensor: tf.ones([1]) }]));
    expect([optimizer.learningRate, optimizer.iterations]).toEqual([0.25, 1]);
    optimizer.learningRate = 0.1;
    expect([sgd.lr, optimizer.learningRate]).toEqual([0.1, 0.1]);
    optimizer.setLearningRate(0.2);
    expect(sgd.lr).toBe(0.2);
    expect(() => optimizer.setLearningRate(-1)).toThrow("learningRate must be a finite number ≥ 0, got -1");
  });

  it("is made again of its config", () => {
    const config = tfOptimizer(tf, new Adam({ lr: 0.25, beta1: 0.5, epsMode: "corrected", clipNorm: 3 })).getConfig();
    const Class = tfOptimizer(tf, new Adam()).constructor as unknown as {
      fromConfig(cls: unknown, config: object): ReturnType<typeof tfOptimizer<typeof tf>>;
    };
    const made = Class.fromConfig(Class, JSON.parse(JSON.stringify(config)) as object);
    expect(made.getConfig()).toEqual(config);
    expect(made.learningRate).toBe(0.25);
  });

  it.each(BACKENDS)(
    "leaves what has no gradient, takes maps and lists alike, and leaks no tensors: %s",
    async (backend) => {
      await use(backend);
      const [a, b, c] = [1, 2, 3].map((seed) => variable(randoms(5, seed)));
      const adam = new Adam({ lr: 0.1 });
      const optimizer = tfOptimizer(tf, adam);
      const before = [a, b, c].map((each) => Array.from(each.dataSync()));
      const ones = tf.ones([5]);
      const base = tf.memory().numTensors;
      optimizer.applyGradients({ [a.name]: ones, [b.name]: null as never });
      optimizer.applyGradients([
        { name: a.name, tensor: ones },
        { name: c.name, tensor: undefined as never },
      ]);
      optimizer.applyGradients({});
      expect([b, c].map((each) => Array.from(each.dataSync()))).toEqual(before.slice(1));
      expect(Array.from(a.dataSync())).not.toEqual(before[0]);
      expect(Object.keys(adam.state.m)).toEqual([a.name]);
      expect(tf.memory().numTensors).toBe(base);
      await optimizer.getWeights();
      const held = tf.memory().numTensors;
      for (let k = 0; k < 3; k++) {
        optimizer.applyGradients({ [a.name]: ones });
        await optimizer.getWeights();
        expect(tf.memory().numTensors).toBe(held);
      }
      optimizer.dispose();
      expect(tf.memory().numTensors).toBe(base);
    },
  );

  it("calls variables as it is told", () => {
    const [x, y] = [variable([1]), variable([2])];
    for (const names of [{ [x.name]: "W", [y.name]: "b" }, (name: string) => (name === x.name ? "W" : "b")]) {
      const sgd = new SGD({ momentum: 0.5, groups: [{ match: ["b"], lr: 0 }] });
      const optimizer = tfOptimizer.named(tf, sgd, names);
      const [was] = y.dataSync();
      tf.tidy(() =>
        optimizer.applyGradients([
          { name: x.name, tensor: tf.ones([1]) },
          { name: y.name, tensor: tf.ones([1]) },
        ]),
      );
      expect([Object.keys(sgd.state.b ?? {}), y.dataSync()[0]]).toEqual([["W", "b"], was]);
    }
  });

  it("gives the parameters to what evaluates elsewhere than it trains", () => {
    const x = variable([1, 2]);
    const rule = new ScheduleFreeSGD({ lr: 0.1 });
    const optimizer = tfOptimizer(tf, rule);
    const step = () => tf.tidy(() => optimizer.applyGradients([{ name: x.name, tensor: tf.ones([2]) }]));
    for (let k = 0; k < 3; k++) step();
    const trained = Array.from(x.dataSync());
    optimizer.withParams((params) => rule.eval(params));
    expect(Array.from(x.dataSync())).not.toEqual(trained);
    optimizer.withParams((params) => rule.train(params));
    x.dataSync().forEach((value, k) => expect(value).toBeCloseTo(trained[k], 6));
  });

  it("says what is wrong, before anything is changed", () => {
    const x = variable([1, 2], [2], "x");
    const whole = tf.variable(tf.tensor1d([1, 2], "int32"), true, "whole");
    const sgd = new SGD();
    const optimizer = tfOptimizer(tf, sgd);
    const refused = (gradients: unknown, message: string) =>
      expect(() => optimizer.applyGradients(gradients as tf.NamedTensorMap)).toThrow(message);
    const good = tf.ones([2]);
    refused(
      { x: good, y: good },
      'there is no variable "y" in this tf: it was disposed, or belongs to another copy of tfjs-core',
    );
    refused({ x: good, whole: good }, 'the variable "whole" must be float32, got int32');
    refused({ x: tf.ones([3]) }, 'the gradient of "x" must have its shape [2], got [3]');
    refused({ x: [1, 2] }, 'the gradient of "x" must be a tensor or null, got Array');
    refused(
      [
        { name: "x", tensor: good },
        { name: "x", tensor: good },
      ],
      'gradients have "x" twice',
    );
    refused([good], "gradients[0] must be { name, tensor }, got Object");
    refused(good, "gradients must be an object of tensors or a list of { name, tensor }");
    good.dispose();
    refused({ x: good }, 'the gradient of "x" is disposed');
    expect([...x.dataSync()]).toEqual([1, 2]);
    expect([sgd.iterations, whole.size]).toEqual([0, 2]);
    expect(() => tfOptimizer({} as never, sgd)).toThrow(
      "tf must be TensorFlow.js, all that the module @tensorflow/tfjs exports, got Object",
    );
    expect(() => tfOptimizer(tf, tf.train.sgd(1) as never)).toThrow(
      "tfOptimizer takes an optimizer of optim-wasm, got ",
    );
    expect(() => optimizer.minimize(() => tf.scalar(1))).toThrow("the loss must depend on a variable");
    expect(() => optimizer.minimize(() => tf.square(x) as never)).toThrow("the loss must be a scalar, got shape [2]");
    expect(() => optimizer.minimize(() => tf.sum(x) as tf.Scalar, false, [])).toThrow(
      "none of 0 variables is trainable",
    );
    expect(() => tfOptimizer.named(tf, sgd, 3 as never)).toThrow(
      "names must be a function, an object of names or a model",
    );
    const same = tfOptimizer.named(tf, sgd, () => "z");
    variable([1, 2], [2], "y");
    const ones = tf.ones([2]);
    expect(() => same.applyGradients({ x: ones, y: ones })).toThrow('the variables "x" and "y" are both called "z"');
    expect(() => tfOptimizer.register(tf, Map as never)).toThrow("takes an optimizer of optim-wasm, got Map");
  });
});

it("works where a second copy of tfjs-core makes the optimizer", () => {
  const second = createRequire(import.meta.url)("@tensorflow/tfjs-core/dist/tf-core.js") as typeof tf;
  expect(second.Optimizer).not.toBe(tf.Optimizer);
  const [a, b] = [network([5, 4, 3], 6), network([5, 4, 3], 6)];
  const theirs = train(tfOptimizer(tf, new SGD({ lr: 0.3 })), a, 5);
  expect(train(tfOptimizer(second, new SGD({ lr: 0.3 })), b, 5)).toEqual(theirs);
});

it("says once, on a back end of a device, that tf's own rule would stay there", async () => {
  tf.registerBackend("webgl", () => new MathBackendCPU());
  tf.copyRegisteredKernels("cpu", "webgl");
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const [a, b] = [network([5, 4, 3], 6), network([5, 4, 3], 6)];
  const theirs = train(tf.train.sgd(0.3), a, 5);
  await use("webgl");
  expect(train(tfOptimizer(tf, new SGD({ lr: 0.3 })), b, 5)).toEqual(theirs);
  train(tfOptimizer(tf, new Adam()), b, 1);
  const said = warn.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith("optim-wasm"));
  expect(said).toEqual([
    "optim-wasm: on the webgl back end values go through JavaScript at each step; tf's own rule stays on the device",
  ]);
  await use("cpu");
});
