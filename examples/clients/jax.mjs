import { report } from "./report.mjs";

// recipe
import { defaultDevice, grad, init, jit, nn, numpy as np, tree } from "@jax-js/jax";
import { Adam } from "optim-wasm";

await init("wasm");
defaultDevice("wasm");
const numbers = (length) => Float32Array.from({ length }, () => Math.random() - 0.5);
const [x, y] = [np.array(numbers(100 * 64)).reshape([100, 64]), np.array(numbers(100 * 10)).reshape([100, 10])];
const params = {
  hidden: { W: numbers(64 * 32), b: new Float32Array(32) },
  out: { W: numbers(32 * 10), b: new Float32Array(10) },
};

function loss({ hidden, out }) {
  const h = nn.relu(np.dot(x.ref, hidden.W.reshape([64, 32])).add(hidden.b));
  return np
    .square(
      np
        .dot(h, out.W.reshape([32, 10]))
        .add(out.b)
        .sub(y.ref),
    )
    .mean();
}
const gradients = jit(grad(loss));
const optimizer = new Adam({ lr: 0.01 });

function step() {
  const grads = gradients(tree.map(np.array, params));
  const values = tree.map((array) => array.dataSync(), grads);
  optimizer.update(params, values);
}
// end

// flat
const flatten = (layers) =>
  Object.entries(layers).flatMap(([layer, own]) =>
    Object.entries(own).map(([key, values]) => [`${layer}.${key}`, values]),
  );
const mapOf = (layers) => Object.fromEntries(flatten(layers));
// end
const twin = structuredClone(params);
const before = new Adam({ lr: 0.01 });

/** Optax's Adam with eps as here, in one jitted function. Reading its last array makes all of it happen. */
function moved(p, m, v, rate) {
  const g = grad(loss)(tree.ref(p));
  const mean = tree.map((old, now) => old.mul(0.9).add(now.mul(0.1)), m, tree.ref(g));
  const square = tree.map((old, now) => old.mul(0.999).add(now.ref.mul(now).mul(0.001)), v, g);
  const stepOf = (of, its) => of.mul(rate.ref).div(np.sqrt(its).add(1e-7));
  const next = tree.map((old, of, its) => old.sub(stepOf(of, its)), p, tree.ref(mean), tree.ref(square));
  return [next, mean, square, rate];
}
const jitted = jit(moved);
const zeros = () => tree.map((values) => np.zeros([values.length]), params);
let state = [tree.map(np.array, params), zeros(), zeros()];
let t = 0;

function ownStep() {
  t++;
  const [p, m, v, mark] = jitted(...state, np.array((0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)));
  state = [p, m, v];
  mark.dataSync();
}

for (let i = 0; i < 50; i++) {
  step();
  const grads = gradients(tree.map(np.array, twin));
  // flat
  const values = tree.map((array) => array.dataSync(), grads);
  // end
  before.update(mapOf(twin), mapOf(values));
  ownStep();
}

const other = tree.map((array) => array.ref.dataSync(), state[0]);
const own = "Optax's Adam under its jit, float32";
report({ name: "jax-js", own, recipe: params, flat: twin, other, most: 1e-4 });
export const client = { own, step, ownStep };
