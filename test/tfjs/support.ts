import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
import { version_wasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { generator } from "../support.js";

export { layers, tf };

tf.enableProdMode();

/** The versions of the back ends, which importing them registers. */
export const VERSIONS = { cpu: version_cpu, wasm: version_wasm };

/** Those that tests run on. */
export const BACKENDS = ["cpu", "wasm"] as const;

export async function use(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start`);
}

export function randoms(count: number, seed: number, scale = 1): Float32Array {
  const random = generator(seed);
  return Float32Array.from({ length: count }, () => scale * (2 * random() - 1));
}

/** A variable of values of its own. */
export function variable(values: ArrayLike<number>, shape: number[] = [values.length], name?: string): tf.Variable {
  const tensor = tf.tensor(Float32Array.from(values), shape);
  const made = tf.variable(tensor, true, name);
  tensor.dispose();
  return made;
}

/** A network of dense layers and its loss on fixed inputs. */
export function network(sizes: readonly number[], batch: number) {
  const variables = sizes.slice(1).flatMap((out, l) => {
    const values = randoms(sizes[l] * out, l + 1, 1 / Math.sqrt(sizes[l]));
    return [variable(values, [sizes[l], out]), variable(new Float32Array(out))];
  });
  const [inputs, outputs] = [sizes[0], sizes[sizes.length - 1]];
  const x = tf.tensor2d(randoms(batch * inputs, 99), [batch, inputs]);
  const labels = tf.tidy(() =>
    tf.cast(
      tf.oneHot(
        tf.tensor1d(
          Array.from({ length: batch }, (_, k) => k % outputs),
          "int32",
        ),
        outputs,
      ),
      "float32",
    ),
  );
  const forward = (): tf.Tensor => {
    let h: tf.Tensor = x;
    for (let l = 0; l < variables.length; l += 2) {
      h = tf.add(tf.matMul(h, variables[l]), variables[l + 1]);
      if (l + 2 < variables.length) h = tf.relu(h);
    }
    return h;
  };
  const loss = () => tf.losses.softmaxCrossEntropy(labels, forward()) as tf.Scalar;
  const dispose = () => tf.dispose([variables, x, labels]);
  return { variables, loss, forward, dispose };
}

/** The losses of so many steps. */
export function train(
  optimizer: tf.Optimizer,
  { loss, variables }: { loss: () => tf.Scalar; variables?: tf.Variable[] },
  steps: number,
): number[] {
  return Array.from({ length: steps }, () => {
    const value = optimizer.minimize(loss, true, variables) as tf.Scalar;
    const [number] = value.dataSync();
    value.dispose();
    return number;
  });
}

/** What `model.save` would write, kept here. */
export async function saved(model: layers.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (given) => {
    artifacts = given;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  });
  await model.save(handler, { includeOptimizer: true });
  return artifacts as tf.io.ModelArtifacts;
}
