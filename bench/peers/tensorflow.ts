import { load } from "./load.js";
import type { OptimizerName, Peer, Setting } from "./peer.js";

/** TensorFlow.js on one of its backends: variables and gradients are tensors, a step is `applyGradients`. */
export async function tensorflow(backend: "cpu" | "wasm"): Promise<Peer> {
  const tf = await load<TensorFlow>("@tensorflow/tfjs-core");
  await load(`@tensorflow/tfjs-backend-${backend}`);
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
  const threads = backend === "wasm" ? `, SIMD ${String(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))}, one thread` : "";
  return {
    optimizers: ["adam", "momentum", "sgd"],
    holds: `tensors${threads}`,
    adam: "algorithm 1",
    make(name, params, setting) {
      const enter = () => void tf.setBackend(backend);
      enter();
      const prefix = `set${serial++}`;
      const variables = params.map((values, k) => {
        const initial = tf.tensor1d(values.slice());
        const variable = tf.variable(initial, true, `${prefix}/W${k}`);
        initial.dispose();
        return variable;
      });
      const optimizer = optimizers(tf)[name](setting);
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
        dispose() {
          forget();
          optimizer.dispose();
          variables.forEach((variable) => variable.dispose());
        },
      };
    },
  };
}

let serial = 0;

function optimizers({ train }: TensorFlow): Record<OptimizerName, (setting: Setting) => Optimizer> {
  return {
    adam: ({ lr, beta1, beta2, eps }) => train.adam(lr, beta1, beta2, eps),
    momentum: ({ lr, momentum }) => train.momentum(lr, momentum),
    sgd: ({ lr }) => train.sgd(lr),
  };
}

interface TensorFlow {
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  env(): { getAsync(flag: string): Promise<unknown> };
  tensor1d(values: Float32Array): Tensor;
  variable(initial: Tensor, trainable: boolean, name: string): Variable;
  readonly train: {
    adam(lr: number, beta1: number, beta2: number, eps: number): Optimizer;
    momentum(lr: number, momentum: number): Optimizer;
    sgd(lr: number): Optimizer;
  };
}

interface Tensor {
  dataSync(): Float32Array;
  dispose(): void;
}

interface Variable extends Tensor {
  readonly name: string;
}

interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

interface Optimizer {
  applyGradients(grads: readonly NamedTensor[]): void;
  dispose(): void;
}
