import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import own from "../../package.json" with { type: "json" };
import { load as loadBuild, rowOf } from "../harness/build.js";
import { recordOf } from "../harness/records.js";
import { jax } from "./jax.js";
import { NAMES, load, still, versionOf, type Peer, type Trainer } from "./peer.js";
import { tensorflow } from "./tensorflow.js";
import type { AdamOfTorch, BrainNetwork, Ruvector, ToyTensor } from "./types.js";

export const OURS = "optim-wasm";

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
        const known = Object.keys(rowOf(name).defaults) as (keyof typeof setting)[];
        const optimizer = build.create(rowOf(name), recordOf(known, (option) => setting[option as keyof typeof setting]));
        const { params, grads } = optimizer.allocate({ ...initial });
        return {
          grads: Object.values(grads),
          step: () => void optimizer.update(params, grads),
          read: () => Object.values(params),
        };
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
      "Float32Array, copied to wasm and back at each step; betas and eps of its Adam cannot be set (fitted: .9, .999, 1e-8 " +
      "or less)",
    async load() {
      const { initSync, WasmAdam, WasmSGD } = await load<Ruvector>("@ruvector/attention-wasm");
      const module = new URL("ruvector_attention_wasm_bg.wasm", import.meta.resolve("@ruvector/attention-wasm"));
      initSync({ module: await readFile(fileURLToPath(module)) });
      return (initial, { lr, momentum }, name) => {
        const [params, grads] = [0, 1].map(() => initial.map((values) => values.slice()));
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
      const { Tensor, Trainers } = await load<{ Tensor: ToyTensor; Trainers: Record<"Adam" | "SGD", Trainer> }>("toygrad");
      return (initial, { lr: learningRate, momentum, beta1, beta2, eps }, name) => {
        const held = initial.map((values) => {
          const { w, dw } = new Tensor(1, 1, values.length, 0);
          w.set(values);
          return { params: w, grads: dw };
        });
        if (name === "adam") return still(held, Trainers.Adam, { learningRate, beta1, beta2, eps });
        return still(held, Trainers.SGD, { learningRate, momentum: name === "momentum" ? momentum : 0 });
      };
    },
  },
  {
    name: "convnetjs",
    version: versionOf("convnetjs"),
    optimizers: ["momentum", "sgd"],
    remarks:
      "Float64Array; no Adam in the version on the registry (SGD, Momentum, AdaGrad, Adadelta); its trainer zeroes the " +
      "gradients: restoring them is in the time",
    async load() {
      const { Trainer } = (await load<{ default: { readonly Trainer: Trainer } }>("convnetjs")).default;
      return (initial, { lr, momentum }, name) => {
        const params = initial.map((values) => Float64Array.from(values));
        const held = params.map((values) => ({ params: values, grads: new Float64Array(values.length) }));
        return still(held, Trainer, { method: "sgd", learning_rate: lr, momentum: name === "momentum" ? momentum : 0 });
      };
    },
  },
  {
    name: "brain.js",
    version: versionOf("brain.js"),
    optimizers: ["adam", "momentum"],
    remarks:
      "Float32Array; no plain SGD: its momentum must be above 0; its Adam moves a bias by the mean of the step before (not " +
      "among the weights measured here)",
    // It multiplies a node's delta by what came in: with a delta of −1 (its deltas point downhill), what comes in is the
    // gradient of the node's weights. A network of one node for each tensor.
    async load() {
      const { NeuralNetwork } = (await load<{ default: { NeuralNetwork: BrainNetwork } }>("brain.js")).default;
      return (initial, { lr: learningRate, momentum, beta1, beta2, eps: epsilon }, name) => {
        const adam = { praxis: "adam", learningRate, beta1, beta2, epsilon };
        const networks = initial.map((values) => {
          const network = new NeuralNetwork();
          network.updateTrainingOptions(name === "adam" ? adam : { learningRate, momentum });
          network.sizes = [values.length, 1];
          network.initialize();
          network.weights[1][0].set(values);
          network.deltas[1][0] = -1;
          return network;
        });
        const step = () => {
          for (let k = 0; k < networks.length; k++) networks[k].adjustWeights();
        };
        const read = () => networks.map(({ weights }) => weights[1][0]);
        return { grads: networks.map(({ outputs }) => outputs[0]), step, read };
      };
    },
  },
  {
    name: "js-pytorch",
    version: versionOf("js-pytorch"),
    optimizers: ["adam"],
    remarks:
      "number[]; its moments keep every step's history in memory, 60 bytes per parameter and step: cut after each step here",
    async load() {
      const { torch } = await load<{ torch: AdamOfTorch }>("js-pytorch");
      return (initial, { lr, beta1, beta2, eps }) => {
        const params = initial.map((values) => torch.tensor(Array.from(values), true));
        const optimizer = new torch.optim.Adam(params, lr, 0, [beta1, beta2], eps);
        const set = (param: object, values: Float32Array) =>
          void Object.assign(param, { _grad: torch.tensor(Array.from(values)) });
        return {
          grads: params.map((param) => ({ set: (values: Float32Array) => set(param, values) })),
          step() {
            optimizer.step();
            for (const param of params) param.children = [];
            for (const moment of params.flatMap(({ m, v }) => [m, v])) moment.operation = null;
          },
          read: () => params.map(({ data }) => data),
        };
      };
    },
  },
];
