import { beforeEach, describe, expect, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import { tfOptimizer } from "../../src/tfjs/index.js";
import { BACKENDS, network, randoms, tf, train, use, variable } from "./support.js";

const values = randoms(24, 5);

/** Some steps by a gradient of ones: the last is `x - 0.1` each. */
function step(x: tf.Variable, optimizer: tf.Optimizer, count = 3): void {
  const gradient = tf.ones(x.shape);
  for (let k = 0; k < count; k++) optimizer.applyGradients([{ name: x.name, tensor: gradient }]);
  gradient.dispose();
}

const moved = (from: ArrayLike<number>, count = 3) => {
  const to = Float32Array.from(from);
  for (let k = 0; k < count; k++) for (let i = 0; i < to.length; i++) to[i] -= Math.fround(0.1);
  return Array.from(to);
};
const read = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe.each(BACKENDS)("on tf's %s back end nothing else moves along:", (backend) => {
  beforeEach(() => use(backend));
  const sgd = () => tfOptimizer(tf, new SGD({ lr: 0.1 }));

  const others: Record<string, (x: tf.Variable) => tf.Tensor> = {
    "a clone": (x) => tf.clone(x),
    "a reshape": (x) => tf.reshape(x, [24]),
    "a slice": (x) => tf.slice(x, [0, 0], [2, 6]),
    "another variable that was assigned it": (x) => {
      const target = tf.variable(tf.zeros<tf.Rank.R2>([4, 6]));
      target.assign(x as tf.Tensor2D);
      return target;
    },
    "a variable made of it": (x) => tf.variable(x),
    ...(backend === "cpu" && { "a complex tensor of it": (x: tf.Variable) => tf.complex(x, x) }),
  };

  it.each(Object.keys(others))("%s", (name) => {
    const x = variable(values, [4, 6]);
    const optimizer = sgd();
    // Before the first step, and once the array is ours.
    for (let round = 0; round < 3; round++) {
      const before = read(x);
      const other = others[name](x);
      const was = read(other);
      step(x, optimizer);
      expect(read(other)).toEqual(was);
      expect(read(x)).toEqual(moved(before));
      other.dispose();
    }
  });

  it("the caller's source array, nor what dataSync gave", () => {
    const source = values.slice();
    const tensor = tf.tensor(source, [4, 6]);
    const x = tf.variable(tensor);
    tensor.dispose();
    const optimizer = sgd();
    for (let round = 0; round < 3; round++) {
      const looked = x.dataSync();
      const was = Array.from(looked);
      step(x, optimizer);
      expect(source).toEqual(values);
      expect(Array.from(looked)).toEqual(was);
      expect(read(x)).toEqual(moved(was));
    }
  });

  it("a target network, which follows only when it is assigned", () => {
    const [online, target] = [variable(values), variable(new Float32Array(24))];
    const optimizer = sgd();
    for (let round = 0; round < 3; round++) {
      target.assign(online as tf.Tensor);
      const was = read(online);
      step(online, optimizer);
      expect(read(target)).toEqual(was);
    }
    const was = read(online);
    step(target, optimizer, 5);
    expect(read(online)).toEqual(was);
  });

  it("goes on from what was assigned between steps", () => {
    const x = variable(values);
    const optimizer = sgd();
    step(x, optimizer);
    for (let round = 0; round < 3; round++) {
      const given = randoms(24, 50 + round);
      const tensor = tf.tensor1d(given.slice());
      x.assign(tensor);
      if (round !== 1) tensor.dispose();
      step(x, optimizer);
      expect(read(x)).toEqual(moved(given));
      if (round === 1) expect(read(tensor)).toEqual(Array.from(given));
    }
  });

  it("trains as tf's own rule does where weights are packed", () => {
    const [a, b] = [network([30, 20, 10], 8), network([30, 20, 10], 8)];
    const [theirs, ours] = [train(tf.train.sgd(0.5), a, 30), train(sgdAt(0.5), b, 30)];
    expect(ours).toEqual(theirs);
    expect(ours[29]).toBeLessThan(ours[0] / 2);
    a.dispose();
    b.dispose();
  });

  const sgdAt = (lr: number) => tfOptimizer(tf, new SGD({ lr }));
});

it("goes on where the back end changes between steps", async () => {
  await use("cpu");
  const optimizer = tfOptimizer(tf, new Adam({ lr: 0.1 }));
  const other = tfOptimizer(tf, new Adam({ lr: 0.1 }));
  const [x, y] = [variable(values), variable(values)];
  for (const backend of ["cpu", "wasm", "wasm", "cpu", "wasm"]) {
    await use(backend);
    step(x, optimizer, 2);
  }
  await use("cpu");
  step(y, other, 10);
  expect(read(x)).toEqual(read(y));
});
