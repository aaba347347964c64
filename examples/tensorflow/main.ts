import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { AdamW } from "optim-wasm";
import { tfOptimizer } from "optim-wasm/tfjs";
import { CLASSES, loadDigits, PIXELS } from "../digits/data.js";

const BATCH = 32;
const STEPS = Number(process.argv[2] ?? 100);

/** The same network each time: its weights come by fixed seeds. */
function network(): tfl.Sequential {
  const dense = (units: number, seed: number, more: object) =>
    tfl.layers.dense({ units, kernelInitializer: tfl.initializers.heNormal({ seed }), ...more });
  return tfl.sequential({
    layers: [
      dense(256, 1, { activation: "relu", inputShape: [PIXELS] }),
      dense(128, 2, { activation: "relu" }),
      dense(CLASSES, 3, { activation: "softmax" }),
    ],
  });
}

/** So many steps, batch after batch: milliseconds of each, and the last loss. */
async function train(model: tfl.Sequential, from: number, steps: number): Promise<string> {
  const { images, labels } = training;
  const batches = labels.length / BATCH;
  let loss: unknown;
  const begin = performance.now();
  for (let step = from; step < from + steps; step++) {
    const at = (step % batches) * BATCH;
    const x = tf.tensor2d(images.slice(at * PIXELS, (at + BATCH) * PIXELS), [BATCH, PIXELS]);
    const y = tf.oneHot(tf.tensor1d(Array.from(labels.subarray(at, at + BATCH)), "int32"), CLASSES);
    loss = await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  }
  const each = (performance.now() - begin) / steps;
  return `${each.toFixed(1).padStart(6)} ms a step, loss ${Number(loss).toFixed(6)}`;
}

/** What the model's files would hold, with its optimizer. */
async function saved(model: tfl.LayersModel): Promise<tf.io.ModelArtifacts> {
  let files: tf.io.ModelArtifacts = {};
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    files = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  });
  await model.save(handler, { includeOptimizer: true });
  return files;
}

const { training } = loadDigits();
tf.enableProdMode();
console.log(`TensorFlow.js ${version_cpu} on its cpu back end, ${STEPS} steps of ${BATCH} digits`);
const loss = "categoricalCrossentropy";

const theirs = network();
theirs.compile({ optimizer: tf.train.adam(0.001), loss });
console.log(`tf.train.adam       ${await train(theirs, 0, STEPS)}`);

// AdamW without decay is tf's rule where eps comes after the bias correction.
const ours = network();
const adam = new AdamW({ lr: 0.001, eps: 1e-7, epsMode: "corrected", weightDecay: 0 });
ours.compile({ optimizer: tfOptimizer(tf, adam), loss });
console.log(`AdamW by tfOptimizer${await train(ours, 0, STEPS)}`);

const loaded = (await tfl.loadLayersModel(tf.io.fromMemory(await saved(ours)))) as tfl.Sequential;
// Beside the first model tf calls the variables otherwise; in a process of its own it would not.
tfOptimizer.named(tf, loaded.optimizer, loaded);
console.log(`goes on             ${await train(ours, STEPS, 10)}`);
console.log(`loaded, goes on     ${await train(loaded, STEPS, 10)}`);
