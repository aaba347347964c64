import { report } from "./report.mjs";

// recipe
import * as tf from "@tensorflow/tfjs";
import gpt from "gpt-tfjs";
import { AdamW } from "optim-wasm";
import { tfOptimizer } from "optim-wasm/tfjs";

const shape = { nLayer: 2, nHead: 2, nEmbd: 32, vocabSize: 8, blockSize: 16, bias: true };
const config = { ...shape, dropout: 0, embdDrop: 0, residDrop: 0 };
const model = gpt.model.GPT(config);
const x = tf.randomUniformInt([4, 16], 0, 8);
const y = tf.oneHot(x, 8); // your data
const loss = () => tf.losses.softmaxCrossEntropy(y, model.apply(x));

const options = { lr: 0.001, clipNorm: 1, groups: [{ match: /bias|gamma|beta|wte|wpe/, weightDecay: 0 }] };
const optimizer = tfOptimizer(tf, new AdamW(options));
const step = () => optimizer.minimize(loss);
// end

const [twin, other] = [gpt.model.GPT(config), gpt.model.GPT(config)];
const lossOf = (network) => () => tf.losses.softmaxCrossEntropy(y, network.apply(x));
const variablesOf = (network) => network.weights.map(({ val }) => val);
for (const network of [twin, other]) network.setWeights(model.getWeights());

const before = new AdamW(options);
const variables = variablesOf(twin);
const stepFlat = () =>
  tf.tidy(() => {
    const { grads } = tf.variableGrads(lossOf(twin), variables);
    // flat
    const valuesOf = (tensors) =>
      Object.fromEntries(tensors.map(([name, tensor]) => [name, tensor.dataSync().slice()]));
    const params = valuesOf(variables.map((variable) => [variable.name, variable]));
    const gradients = valuesOf(Object.entries(grads));
    // end
    before.update(params, gradients);
    // flat
    for (const variable of variables) variable.assign(tf.tensor(params[variable.name], variable.shape));
    // end
  });

const { AdamW: Theirs, clipByGlobalNormObj } = gpt.optimizers;
const theirs = new Theirs({
  learningRate: 0.001,
  weightDecayRate: 0.01,
  epsilon: 1e-8,
  includeInWeightDecay: variablesOf(other).flatMap(({ name }) => (/kernel/.test(name) ? [name] : [])),
});
const ownStep = () =>
  tf.tidy(() => {
    const { grads } = theirs.computeGradients(lossOf(other), variablesOf(other));
    theirs.applyGradients(clipByGlobalNormObj(grads, 1));
  });

for (let i = 0; i < 5; i++) for (const each of [step, stepFlat, ownStep]) each();
const numbers = (network) => network.getWeights().map((tensor) => tensor.dataSync());
const own = "its own AdamW, float32";
report({ name: "gpt-tfjs", own, recipe: numbers(model), flat: numbers(twin), other: numbers(other), most: 1e-3 });
export const client = { own, step, ownStep };
