import { version_cpu as version } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { Adam, SGD } from "optim-wasm";
import { gatherRows, tfOptimizer } from "optim-wasm/tfjs";

const BATCH = 8;

/** Losses of a few steps of each: by name, and what is wrong. */
export async function train() {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const losses = {
    "tf's own SGD": steps(tf.train.sgd(0.3)),
    SGD: steps(tfOptimizer(tf, new SGD({ lr: 0.3 }))),
    Adam: steps(tfOptimizer(tf, new Adam({ lr: 0.05 }))),
  };
  const failures = [];
  if (losses.SGD.join() !== losses["tf's own SGD"].join()) failures.push("SGD's losses are not those of tf's own");
  if (!(losses.Adam.at(-1) < losses.Adam[0])) failures.push(`Adam does not learn: ${losses.Adam}`);
  return { version, backend: new SGD().backend, losses, failures };
}

/** Of a network with a table before it. */
function steps(optimizer) {
  const table = tf.variable(tf.tensor2d(numbers(20 * 6), [20, 6]));
  const W = tf.variable(tf.tensor2d(numbers(6 * 3), [6, 3]));
  const b = tf.variable(tf.zeros([3]));
  const ids = Array.from({ length: BATCH }, (_, k) => (7 * k) % 20);
  const labels = tf.cast(
    tf.oneHot(
      tf.tensor1d(
        ids.map((id) => id % 3),
        "int32",
      ),
      3,
    ),
    "float32",
  );
  const loss = () => {
    const logits = tf.add(tf.matMul(gatherRows(tf, table, ids), W), b);
    return tf.mean(tf.square(tf.sub(logits, labels)));
  };
  return Array.from({ length: 20 }, () => optimizer.minimize(loss, true, [table, W, b]).dataSync()[0]);
}

/** The same everywhere: exact in float32. */
function numbers(count) {
  return Float32Array.from({ length: count }, (_, k) => (((k * 37) % 101) - 50) / 64);
}
