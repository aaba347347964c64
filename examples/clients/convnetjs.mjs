import { report } from "./report.mjs";

// recipe
import convnetjs from "convnetjs";
import { Momentum } from "optim-wasm";

const net = new convnetjs.Net();
net.makeLayers([
  { type: "input", out_sx: 28, out_sy: 28, out_depth: 1 },
  { type: "fc", num_neurons: 32, activation: "relu" },
  { type: "softmax", num_classes: 10 },
]);
const data = Array.from({ length: 40 }, (_, k) => [new convnetjs.Vol(28, 28, 1), k % 10]); // random

const optimizer = new Momentum({ lr: 0.01, momentum: 0.9 });
const pairs = net.getParamsAndGrads();
const [params, grads] = ["params", "grads"].map((key) => pairs.map((pair) => pair[key]));

function step([x, label]) {
  net.forward(x, true);
  net.backward(label);
  optimizer.update(params, grads);
  for (const values of grads) values.fill(0); // as its trainer does
}
// end

const copyOf = () => {
  const copy = new convnetjs.Net();
  copy.fromJSON(JSON.parse(JSON.stringify(net.toJSON())));
  return copy;
};
const [twin, other] = [copyOf(), copyOf()];

// flat
const all = twin.getParamsAndGrads();
const mapOf = (key) => Object.fromEntries(all.map((pair, k) => [k, pair[key]]));
const [values, gradients] = [mapOf("params"), mapOf("grads")];
// end
const before = new Momentum({ lr: 0.01, momentum: 0.9 });
const trainer = new convnetjs.Trainer(other, { learning_rate: 0.01, momentum: 0.9 });
for (let i = 0; i < 5; i++) {
  for (const [x, label] of data) {
    step([x, label]);
    twin.forward(x, true);
    twin.backward(label);
    before.update(values, gradients);
    // flat
    for (const { grads: zeroed } of all) zeroed.fill(0);
    // end
    trainer.train(x, label);
  }
}

const own = "its Trainer, momentum 0.9";
const otherParams = other.getParamsAndGrads().map((pair) => pair.params);
report({ name: "convnetjs", own, recipe: params, flat: Object.values(values), other: otherParams, most: 0 });
let k = 0;
const next = () => data[k++ % data.length];
export const client = {
  own,
  step: () => step(next()),
  ownStep: () => trainer.train(...next()),
};
