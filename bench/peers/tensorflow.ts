import { NAMES, load, type Name, type Peer } from "./peer.js";

type Tensor = { readonly name: string; dataSync(): Float32Array; dispose(): void };
type NamedTensor = { readonly name: string; readonly tensor: Tensor };
type Optimizer = { applyGradients(grads: readonly NamedTensor[]): void; dispose(): void };

interface TensorFlow {
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  env(): { getAsync(flag: string): Promise<unknown> };
  tensor1d(values: Float32Array): Tensor;
  variable(initial: Tensor, trainable: boolean, name: string): Tensor;
  readonly train: Record<Name, (...options: number[]) => Optimizer>;
}

let serial = 0;

/** TensorFlow.js on one of its backends: variables and gradients are tensors, a step is `applyGradients`. */
export async function tensorflow(backend: "cpu" | "wasm"): Promise<Peer> {
  const tf = await load<TensorFlow>("@tensorflow/tfjs-core");
  await load(`@tensorflow/tfjs-backend-${backend}`);
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
  const threads = backend === "wasm" ? `, SIMD ${String(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))}, one thread` : "";
  return {
    optimizers: NAMES,
    remarks: `tensors${threads}`,
    make(name, params, { lr, momentum, beta1, beta2, eps }) {
      const enter = () => void tf.setBackend(backend);
      enter();
      const prefix = `set${serial++}`;
      const variables = params.map((values, k) => {
        const initial = tf.tensor1d(values.slice());
        const variable = tf.variable(initial, true, `${prefix}/W${k}`);
        initial.dispose();
        return variable;
      });
      const optimizer = tf.train[name](lr, ...{ adam: [beta1, beta2, eps], momentum: [momentum], sgd: [] }[name]);
      let grads: NamedTensor[] = [];
      const forget = () => grads.forEach(({ tensor }) => tensor.dispose());
      return {
        enter,
        feed(given) {
          forget();
          grads = given.map((values, k) => ({ name: variables[k].name, tensor: tf.tensor1d(values.slice()) }));
        },
        step: () => optimizer.applyGradients(grads),
        read: () => variables.map((variable) => variable.dataSync()),
        dispose: () => [{ dispose: forget }, optimizer, ...variables].forEach((one) => one.dispose()),
      };
    },
  };
}
