import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Adam, AdamW, Lion, SGD, type Optimizer } from "../../src/index.js";
import { cosineDecay } from "../../src/schedules/index.js";
import { tfOptimizer } from "../../src/tfjs/index.js";
import { layers, randoms, saved, tf, use } from "./support.js";

const x = () => tf.tensor2d(randoms(32, 1), [8, 4]);
const y = () => tf.tensor2d(randoms(16, 2), [8, 2]);

function model(): layers.Sequential {
  const made = layers.sequential();
  made.add(layers.layers.dense({ units: 6, inputShape: [4], activation: "tanh" }));
  made.add(layers.layers.dense({ units: 2 }));
  made.setWeights(
    made.weights.map((weight, k) =>
      tf.tensor(randoms(tf.util.sizeFromShape(weight.shape as number[]), 10 + k), weight.shape as number[]),
    ),
  );
  return made;
}

const compile = (made: layers.LayersModel, optimizer: tf.Optimizer) =>
  made.compile({ optimizer, loss: "meanSquaredError" });

async function fit(made: layers.LayersModel, epochs = 3): Promise<number[]> {
  const { history } = await made.fit(x(), y(), { epochs, batchSize: 4, shuffle: false, verbose: 0 });
  return history.loss as number[];
}

const weightsOf = (made: layers.LayersModel) => made.getWeights().map((weight) => Array.from(weight.dataSync()));

beforeAll(() => use("cpu"));
beforeEach(() => tf.disposeVariables());

describe("model.compile", () => {
  it("trains as tf's own optimizer does", async () => {
    const [a, b] = [model(), model()];
    compile(a, tf.train.sgd(0.1));
    compile(b, tfOptimizer(tf, new SGD({ lr: 0.1 })));
    expect(await fit(b)).toEqual(await fit(a));
    expect(weightsOf(b)).toEqual(weightsOf(a));
    const [c, d] = [model(), model()];
    compile(c, tf.train.adam(0.001));
    compile(d, tfOptimizer(tf, new Adam({ lr: 0.001, epsMode: "corrected" })));
    const [theirs, ours] = [await fit(c, 10), await fit(d, 10)];
    ours.forEach((loss, k) => expect(Math.abs(loss / theirs[k] - 1)).toBeLessThan(5e-6));
  });

  it("matches groups by the names of variables", async () => {
    const made = model();
    const groups = [{ match: /bias/, lr: 0 }];
    compile(made, tfOptimizer(tf, new SGD({ lr: 0.1, groups })));
    const before = weightsOf(made);
    await fit(made);
    const after = weightsOf(made);
    expect([0, 1, 2, 3].map((k) => String(after[k]) !== String(before[k]))).toEqual([true, false, true, false]);
  });

  it("leaves a frozen layer and its state as they are, and goes on with them when it is free again", async () => {
    const made = model();
    const adam = new Adam({ lr: 0.01 });
    const optimizer = tfOptimizer(tf, adam);
    compile(made, optimizer);
    await fit(made, 2);
    const names = Object.keys(adam.state.m);
    const frozen = () => [
      made.layers[0].getWeights().map((weight) => Array.from(weight.dataSync())),
      names.slice(0, 2).map((name) => Array.from(adam.state.v[name])),
    ];
    const before = frozen();
    made.layers[0].trainable = false;
    compile(made, optimizer);
    await fit(made, 2);
    expect(frozen()).toEqual(before);
    made.layers[0].trainable = true;
    compile(made, optimizer);
    const [last] = (await fit(made, 2)).slice(-1);
    expect(frozen()).not.toEqual(before);
    expect(last).toBeGreaterThan(0);
    const counts = new Map((await optimizer.getWeights()).map(({ name, tensor }) => [name, tensor]));
    const beside = JSON.parse(String.fromCharCode(...counts.get("optim-wasm")!.dataSync())) as { steps: object };
    expect(Object.values(beside.steps)).toEqual([8, 8, 12, 12]);
    expect(optimizer.iterations).toBe(12);
  });
});

describe("model.save with the optimizer", () => {
  const makers: Record<string, () => Optimizer<never>> = {
    AdamW: () => new AdamW({ lr: 0.01, weightDecay: 0.1, epsMode: "corrected" }),
    Lion: () => new Lion({ lr: 0.01 }),
    "SGD with momentum": () => new SGD({ lr: 0.1, momentum: 0.9, nesterov: true }),
    "Adam with averages, by clipped norm": () => new Adam({ lr: 0.01, emaDecay: 0.9, clipNorm: 1 }),
  };

  it.each(Object.keys(makers))("goes on with the same bits: %s", async (name) => {
    const made = model();
    compile(made, tfOptimizer(tf, makers[name]()));
    await fit(made);
    const artifacts = await saved(made);
    const loaded = await layers.loadLayersModel(tf.io.fromMemory(artifacts));
    tfOptimizer.named(tf, loaded.optimizer, loaded);
    expect(await fit(loaded)).toEqual(await fit(made));
    expect(weightsOf(loaded)).toEqual(weightsOf(made));
  });

  it("refuses to begin anew where tf has renamed the variables", async () => {
    const made = model();
    compile(made, tfOptimizer(tf, new Adam()));
    await fit(made);
    const loaded = await layers.loadLayersModel(tf.io.fromMemory(await saved(made)));
    await expect(fit(loaded)).rejects.toThrow(/kernel_1" has no state, and nobody has that of .* tfOptimizer.named/);
  });

  it("goes on in a new process", async () => {
    const made = model();
    compile(made, tfOptimizer(tf, new AdamW({ lr: 0.01 })));
    await fit(made);
    const artifacts = await saved(made);
    const folder = mkdtempSync(join(tmpdir(), "optim-wasm-"));
    const file = join(folder, "model.json");
    writeFileSync(
      file,
      JSON.stringify({ ...artifacts, weightData: Buffer.from(artifacts.weightData as ArrayBuffer).toString("base64") }),
    );
    const script = fileURLToPath(new URL("go-on.ts", import.meta.url));
    const printed = execFileSync(process.execPath, ["--import", "tsx", script, file], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const losses = await fit(made);
    expect(JSON.parse(printed)).toEqual([losses, weightsOf(made)]);
  });

  it("says what JSON cannot hold, and takes a function that has it", async () => {
    const made = model();
    const lr = cosineDecay({ initValue: 0.1, decaySteps: 100 });
    compile(made, tfOptimizer(tf, new AdamW({ lr, groups: [{ match: /bias/, weightDecay: 0 }] })));
    await fit(made);
    const artifacts = await saved(made);
    expect(JSON.stringify(artifacts.trainingConfig)).toContain('"notSaved":["lr","groups"]');
    const load = () => layers.loadLayersModel(tf.io.fromMemory(artifacts));
    await expect(load()).rejects.toThrow(
      "AdamW was saved with lr, groups, which JSON cannot hold: call tfOptimizer.register",
    );
    tfOptimizer.register(
      tf,
      AdamW,
      (options) => new AdamW({ ...options, lr, groups: [{ match: /bias/, weightDecay: 0 }] }),
    );
    const loaded = await load();
    tfOptimizer.named(tf, loaded.optimizer, loaded);
    expect(await fit(loaded)).toEqual(await fit(made));
  });
});
