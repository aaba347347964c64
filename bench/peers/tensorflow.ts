import { NAMES, load, versionOf, type Name, type Peer } from "./peer.js";

type Tensor = { readonly name: string; dataSync(): Float32Array; dispose(): void };
type NamedTensor = { readonly name: string; readonly tensor: Tensor };
type Optimizer = { applyGradients(grads: readonly NamedTensor[]): void; dispose(): void };

interface TensorFlow {
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  tensor1d(values: Float32Array): Tensor;
  variable(initial: Tensor): Tensor;
  readonly train: Record<Name, (...options: number[]) => Optimizer>;
}

/** TensorFlow.js on one of its backends: variables and gradients are tensors, a step is `applyGradients`. */
export function tensorflow(backend: "cpu" | "wasm"): Peer {
  return {
    name: `tfjs-${backend}`,
    version: versionOf(`@tensorflow/tfjs-backend-${backend}`),
    optimizers: NAMES,
    remarks: backend === "wasm" ? "tensors, SIMD, one thread" : "tensors",
    async load() {
      const tf = await load<TensorFlow>("@tensorflow/tfjs-core");
      await load(`@tensorflow/tfjs-backend-${backend}`);
      tf.enableProdMode();
      if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
      const enter = () => void tf.setBackend(backend);
      return (params, { lr, momentum, beta1, beta2, eps }, name) => {
        enter();
        const initial = params.map((values) => tf.tensor1d(values.slice()));
        const variables = initial.map((tensor) => tf.variable(tensor));
        initial.forEach((tensor) => tensor.dispose());
        const optimizer = tf.train[name](lr, ...{ adam: [beta1, beta2, eps], momentum: [momentum], sgd: [] }[name]);
        const fed: NamedTensor[] = [];
        const set = (k: number, values: Float32Array) => {
          fed[k]?.tensor.dispose();
          fed[k] = { name: variables[k].name, tensor: tf.tensor1d(values.slice()) };
        };
        return {
          enter,
          grads: params.map((_, k) => ({ set: (values: Float32Array) => set(k, values) })),
          step: () => optimizer.applyGradients(fed),
          read: () => variables.map((variable) => variable.dataSync()),
          dispose: () => [optimizer, ...variables, ...fed.map(({ tensor }) => tensor)].forEach((one) => one.dispose()),
        };
      };
    },
  };
}
