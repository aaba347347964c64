import { seededArrays } from "../harness/shapes.js";
import { medians, type Candidates, type Section } from "../harness/case.js";
import { load as loadBuild, rowOf, type Build } from "../harness/build.js";
import { after } from "../harness/measure.js";
import { OPTIMIZER, SIZE, figure } from "../harness/text.js";
import { load, type Foreign, type Name } from "./peer.js";
import { OURS } from "./peers.js";

/** tf's own rule, and the same here. */
const RULES: Readonly<Record<Name, { readonly theirs: readonly number[]; readonly ours: object }>> = {
  adam: { theirs: [0.001], ours: { lr: 0.001, epsMode: "corrected" } },
  momentum: { theirs: [0.01, 0.9], ours: { lr: 0.01, momentum: 0.9 } },
  sgd: { theirs: [0.01], ours: { lr: 0.01 } },
};
const THEIRS = "tfjs";
const BATCH = 32;
const LAYERS = [784, 256, 128, 10];

interface Model {
  readonly variables: readonly Foreign[];
  readonly loss: () => Foreign;
}

/** Whole steps of TensorFlow.js, loss and gradients included, with its own optimizers and with ours in their place. */
export const wholeSteps: Section = {
  name: "tensorflow",
  async *cases({ only }) {
    if (only !== undefined && !only.startsWith(THEIRS)) return;
    const tf = await load("@tensorflow/tfjs-core");
    // It registers the gradients of all operations.
    await load("@tensorflow/tfjs-layers");
    tf.enableProdMode();
    const build = await loadBuild();
    for (const backend of ["cpu", "wasm"] as const) {
      await load(`@tensorflow/tfjs-backend-${backend}`);
      const enter = () => void tf.setBackend(backend);
      if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
      for (const [label, make, names] of [
        ["digits", digits, ["adam", "momentum", "sgd"]],
        ["100 × 64", many, ["adam"]],
      ] as const) {
        for (const name of names) {
          const made: Foreign[] = [];
          yield {
            optimizer: name,
            element: "f32",
            label: `${label}, ${backend}`,
            n: label === "digits" ? 235_146 : 6400,
            over: OURS,
            candidates: () => candidates(tf, build, name, () => make(tf), enter, made),
          };
          for (const one of made) one.dispose();
        }
      }
    }
  },
  judge: ({ times }) => ({ figures: { theirs: times[THEIRS].median / 1e6, ours: times[OURS].median / 1e6 } }),
  rivals: ({ ratios }) => medians(ratios),
  tables: {
    tensorflow: {
      columns: [
        OPTIMIZER,
        SIZE,
        ["tf's own, ms a step", figure("theirs", (value) => value.toFixed(2))],
        ["optim-wasm/tfjs, ms", figure("ours", (value) => value.toFixed(2))],
        ["times as fast", ({ ratios }) => ratios[THEIRS]?.median.toFixed(2) ?? ""],
      ],
    },
  },
};

async function candidates(
  tf: Foreign,
  build: Build,
  name: Name,
  make: () => Model,
  enter: () => void,
  made: Foreign[],
): Promise<Candidates> {
  const { tfOptimizer } = (await import(new URL("../../dist/tfjs.js", import.meta.url).href)) as {
    tfOptimizer: (given: Foreign, optimizer: object) => Foreign;
  };
  const { theirs, ours } = RULES[name];
  // tf's momentum has the rate outside of the buffer.
  const row = rowOf(name === "momentum" ? "sgd" : name);
  const optimizers = { [THEIRS]: tf.train[name](...theirs), [OURS]: tfOptimizer(tf, build.create(row, ours)) };
  return Object.fromEntries(
    Object.entries(optimizers).map(([who, optimizer]) => {
      const { variables, loss } = make();
      made.push(optimizer, ...variables);
      const steps = (repeat: number) => {
        for (let k = 0; k < repeat; k++) optimizer.minimize(loss, false, variables);
      };
      return [who, after(enter, steps)];
    }),
  );
}

/** Three dense layers on a batch, and their cross entropy. */
function digits(tf: Foreign): Model {
  const array = (count: number, seed: number) =>
    seededArrays({ label: "", element: "f32", tensors: 1, length: count }, seed)[0];
  const variables = LAYERS.slice(1).flatMap((out, l) => {
    const size = LAYERS[l] * out;
    const scale = 1 / Math.sqrt(LAYERS[l]);
    const weights = tf.tensor2d(
      array(size, l + 1).map((value) => value * scale),
      [LAYERS[l], out],
    );
    return [tf.variable(weights), tf.variable(tf.zeros([out]))];
  });
  const x = tf.tensor2d(array(BATCH * LAYERS[0], 9), [BATCH, LAYERS[0]]);
  const labels = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: BATCH }, (_, k) => k % 10),
      "int32",
    ),
    10,
  );
  const loss = () => {
    let h = x;
    for (let l = 0; l < variables.length; l += 2) {
      h = tf.add(tf.matMul(h, variables[l]), variables[l + 1]);
      if (l + 2 < variables.length) h = tf.relu(h);
    }
    return tf.losses.softmaxCrossEntropy(labels, h);
  };
  return { variables, loss };
}

function many(tf: Foreign): Model {
  const arrays = seededArrays({ label: "", element: "f32", tensors: 100, length: 64 }, 1);
  const variables = arrays.map((values) => tf.variable(tf.tensor1d(values.slice())));
  return { variables, loss: () => tf.addN(variables.map((variable) => tf.sum(tf.square(variable)))) };
}
