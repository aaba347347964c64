import { NAMES, load, versionOf, type Foreign, type Peer } from "./peer.js";

/** TensorFlow.js on one of its backends: variables and gradients are tensors, a step is `applyGradients`. */
export function tensorflow(backend: "cpu" | "wasm"): Peer {
  return {
    name: `tfjs-${backend}`,
    version: versionOf(`@tensorflow/tfjs-backend-${backend}`),
    optimizers: NAMES,
    remarks: backend === "wasm" ? "tensors, SIMD, one thread" : "tensors",
    async load() {
      const tf = await load("@tensorflow/tfjs-core");
      await load(`@tensorflow/tfjs-backend-${backend}`);
      tf.enableProdMode();
      if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
      const enter = () => void tf.setBackend(backend);
      return (params, { lr, momentum, beta1, beta2, eps }, name) => {
        enter();
        const initial = params.map((values) => tf.tensor1d(values.slice()));
        const variables = initial.map((tensor) => tf.variable(tensor));
        const optimizer = tf.train[name](lr, ...{ adam: [beta1, beta2, eps], momentum: [momentum], sgd: [] }[name]);
        const fed: { name: unknown; tensor: Foreign }[] = [];
        const set = (k: number, values: Float32Array) => {
          fed[k]?.tensor.dispose();
          fed[k] = { name: variables[k].name, tensor: tf.tensor1d(values.slice()) };
        };
        const all = () => [optimizer, ...initial, ...variables, ...fed.map(({ tensor }) => tensor)];
        return {
          enter,
          grads: params.map((_, k) => ({ set: (values: Float32Array) => set(k, values) })),
          step: () => optimizer.applyGradients(fed),
          read: () => variables.map((variable) => variable.dataSync() as unknown as Float32Array),
          dispose: () => all().forEach((one) => one.dispose()),
        };
      };
    },
  };
}
