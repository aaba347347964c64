import { readFileSync } from "node:fs";
import { AdamW } from "../../src/index.js";
import { tfOptimizer } from "../../src/tfjs/index.js";
import { layers, randoms, tf, use } from "./support.js";

// Goes on with the model in the file named, as test/tfjs/layers.test.ts does with its own; prints losses and weights.
await use("cpu");
const { weightData, ...rest } = JSON.parse(readFileSync(process.argv[2], "utf8")) as { weightData: string };
tfOptimizer.register(tf, AdamW);
const bytes = Uint8Array.from(Buffer.from(weightData, "base64"));
const model = await layers.loadLayersModel(tf.io.fromMemory({ ...rest, weightData: bytes.buffer }));
const x = tf.tensor2d(randoms(32, 1), [8, 4]);
const y = tf.tensor2d(randoms(16, 2), [8, 2]);
const { history } = await model.fit(x, y, { epochs: 3, batchSize: 4, shuffle: false, verbose: 0 });
console.log(JSON.stringify([history.loss, model.getWeights().map((weight) => Array.from(weight.dataSync()))]));
