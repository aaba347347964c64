import { Momentum } from "optim-wasm";
import { report } from "./report.mjs";

// recipe
import brain from "brain.js";
import { Adam } from "optim-wasm";

const net = new brain.NeuralNetwork({ hiddenLayers: [32] });
stepBy(net, new Adam({ lr: 0.01, maximize: true })); // its deltas point downhill
const numbers = (length) => Array.from({ length }, Math.random);
const data = Array.from({ length: 20 }, () => ({ input: numbers(784), output: numbers(10) }));
net.train(data, { iterations: 10 });

/** The network steps by this optimizer: within train, trainAsync and trainPattern. */
function stepBy(network, optimizer) {
  let rows;
  network.adjustWeights = () => {
    const [weights, biases, deltas] = ["weights", "biases", "deltas"].map((key) => network[key].slice(1)); // no layer 0
    rows ??= structuredClone(weights);
    for (const [k, layer] of rows.entries())
      for (const [j, row] of layer.entries())
        for (let i = 0; i < row.length; i++) row[i] = deltas[k][j] * network.outputs[k][i];
    optimizer.update({ weights, biases }, { weights: rows, biases: deltas });
  };
}
// end

/** As the recipe, by flat maps. */
function stepFlat(network, optimizer) {
  network.adjustWeights = () => {
    // flat
    const [weights, biases, deltas] = ["weights", "biases", "deltas"].map((key) => network[key].slice(1));
    const rows = deltas.map((layer, k) => Array.from(layer, (delta) => network.outputs[k].map((x) => delta * x)));
    const named = (name, lists) => lists.map((list, k) => [`${name}.${k}`, list]);
    const nested = (lists) => lists.flatMap((layer, k) => named(`weights.${k}`, layer));
    const params = Object.fromEntries([...nested(weights), ...named("biases", biases)]);
    const grads = Object.fromEntries([...nested(rows), ...named("biases", deltas)]);
    // end
    optimizer.update(params, grads);
  };
}

/** A network with the same weights. */
function copyOf(network, options) {
  const copy = new brain.NeuralNetwork({ hiddenLayers: [32] });
  copy.train(data, { iterations: 1, ...options });
  for (const [layer, rows] of network.weights.entries()) {
    if (layer === 0) continue;
    for (const [node, row] of rows.entries()) copy.weights[layer][node].set(row);
    copy.biases[layer].set(network.biases[layer]);
  }
  return copy;
}

/** Its own momentum is one of the weights alone, and begins here with none. */
const options = { learningRate: 0.1, momentum: 0.9 };
const other = copyOf(net, options);
for (const row of other.changes.flat(2)) row.fill(0);
const own = "its own momentum, float32";
const asOwn = () => new Momentum({ lr: 0.1, maximize: true, groups: [{ match: /^biases/, momentum: 0 }] });
const [one, two] = [copyOf(net), copyOf(net)];
stepBy(one, asOwn());
stepFlat(two, asOwn());
for (let k = 0; k < 40; k++) for (const network of [one, two, other]) network.trainPattern(data[k % data.length]);

const modelOf = ({ weights, biases }) => [weights.slice(1), biases.slice(1)];
report({ name: "brain.js", own, recipe: modelOf(one), flat: modelOf(two), other: modelOf(other), most: 1e-4 });

const adam = copyOf(net, { praxis: "adam", learningRate: 0.01 });
let k = 0;
const next = () => data[k++ % data.length];
export const client = {
  own: "its own Adam",
  step: () => net.trainPattern(next()),
  ownStep: () => adam.trainPattern(next()),
};
