import { readFile } from "node:fs/promises";
import own from "../../package.json" with { type: "json" };
import { load as loadBuild, rowOf } from "../harness/build.js";
import { mapValues } from "../harness/records.js";
import { jax } from "./jax.js";
import { NAMES, load, still, versionOf, type Foreign, type Peer } from "./peer.js";
import { tensorflow } from "./tensorflow.js";

export const OURS = "optim-wasm";
const copies = (values: readonly Float32Array[]) => values.map((one) => one.slice());

/** Everyone, this library on allocated arrays first. */
export const peers: readonly Peer[] = [
  {
    name: OURS,
    version: own.version,
    optimizers: NAMES,
    adam: "eps hat",
    remarks: "Float32Array",
    async load() {
      const build = await loadBuild();
      return (initial, setting, name) => {
        const row = rowOf(name);
        const given: Record<string, number> = setting;
        const optimizer = build.create(
          row,
          mapValues(row.defaults, (_, option) => given[option]),
        );
        const { params, grads } = optimizer.allocate({ ...initial });
        const step = () => optimizer.update(params, grads);
        return { grads: Object.values(grads), step, read: () => Object.values(params) };
      };
    },
  },
  tensorflow("wasm"),
  tensorflow("cpu"),
  jax,
  {
    name: "ruvector",
    version: versionOf("@ruvector/attention-wasm"),
    optimizers: NAMES,
    fixed: { beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    remarks:
      "Float32Array, copied to wasm and back at each step; its Adam's betas and eps are set (fitted: .9, .999, ≤ 1e-8)",
    async load() {
      const { initSync, WasmAdam, WasmSGD } = await load("@ruvector/attention-wasm");
      const file = new URL("ruvector_attention_wasm_bg.wasm", import.meta.resolve("@ruvector/attention-wasm"));
      initSync({ module: await readFile(file) });
      return (initial, { lr, momentum }, name) => {
        const [params, grads] = [copies(initial), copies(initial)];
        const sgd = (count: number) => new WasmSGD(count, lr, name === "momentum" ? momentum : 0);
        const all = params.map(({ length }) => (name === "adam" ? new WasmAdam(length, lr) : sgd(length)));
        const step = () => {
          for (let k = 0; k < all.length; k++) all[k].step(params[k], grads[k]);
        };
        return { grads, step, read: () => params, dispose: () => all.forEach((optimizer) => optimizer.free()) };
      };
    },
  },
  {
    name: "toygrad",
    version: versionOf("toygrad"),
    optimizers: NAMES,
    remarks: "Float32Array; its trainer zeroes the gradients: restoring them is in the time",
    async load() {
      const { Trainers } = await load("toygrad");
      return (initial, { lr: learningRate, momentum, beta1, beta2, eps }, name) => {
        const [params, grads] = [copies(initial), copies(initial)];
        if (name === "adam") return still(params, grads, Trainers.Adam, { learningRate, beta1, beta2, eps });
        return still(params, grads, Trainers.SGD, { learningRate, momentum: name === "momentum" ? momentum : 0 });
      };
    },
  },
  {
    name: "convnetjs",
    version: versionOf("convnetjs"),
    optimizers: ["momentum", "sgd"],
    remarks:
      "Float64Array; no Adam in the version on the registry (SGD, Momentum, AdaGrad, Adadelta); its trainer zeroes " +
      "the gradients: restoring them is in the time",
    async load() {
      const { Trainer } = (await load("convnetjs")).default;
      return (initial, { lr, momentum }, name) => {
        const [params, grads] = [0, 1].map(() => initial.map((values) => Float64Array.from(values)));
        const options = { method: "sgd", learning_rate: lr, momentum: name === "momentum" ? momentum : 0 };
        return still(params, grads, Trainer, options);
      };
    },
  },
  {
    name: "brain.js",
    version: versionOf("brain.js"),
    optimizers: ["adam", "momentum"],
    remarks: "Float32Array; no plain SGD (momentum must be above 0); Adam moves a bias by the mean before (not here)",
    // It multiplies a node's delta by what came in: with a delta of −1 (its deltas point downhill), what comes in is
    // the gradient of the node's weights. A network of one node for each tensor.
    async load() {
      const { NeuralNetwork } = (await load("brain.js")).default;
      return (initial, { lr: learningRate, momentum, beta1, beta2, eps: epsilon }, name) => {
        const adam = { praxis: "adam", learningRate, beta1, beta2, epsilon };
        const networks = initial.map((values) => {
          const network = new NeuralNetwork();
          network.updateTrainingOptions(name === "adam" ? adam : { learningRate, momentum });
          Object.assign(network, { sizes: [values.length, 1] }).initialize();
          network.weights[1][0].set(values);
          Object.assign(network.deltas[1], [-1]);
          return network;
        });
        const step = () => {
          for (let k = 0; k < networks.length; k++) networks[k].adjustWeights();
        };
        const arrays = (of: (network: Foreign) => Foreign) => networks.map(of) as unknown as Float32Array[];
        const read = () => arrays(({ weights }) => weights[1][0]);
        return { grads: arrays(({ outputs }) => outputs[0]), step, read };
      };
    },
  },
  {
    name: "js-pytorch",
    version: versionOf("js-pytorch"),
    optimizers: ["adam"],
    most: 1e6,
    remarks: "number[]; its moments keep every step's history, 60 bytes per parameter and step: cut after each here",
    async load() {
      const { torch } = await load("js-pytorch");
      return (initial, { lr, beta1, beta2, eps }) => {
        const params = initial.map((values) => torch.tensor(Array.from(values), true));
        const optimizer = new torch.optim.Adam(params, lr, 0, [beta1, beta2], eps);
        const gradient = (values: Float32Array) => ({ _grad: torch.tensor(Array.from(values)) });
        return {
          grads: params.map((param) => ({ set: (values) => void Object.assign(param, gradient(values)) })),
          step() {
            optimizer.step();
            for (const param of params) Object.assign(param, { children: [] });
            for (const moment of params.flatMap(({ m, v }) => [m, v])) Object.assign(moment, { operation: null });
          },
          read: () => params.map(({ data }) => data as unknown as number[]),
        };
      };
    },
  },
];
