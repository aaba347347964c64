import { CLASSES, loadDigits, PIXELS, type Digits } from "../../examples/digits/data.js";
import { Network } from "../../examples/digits/network.js";
import { seeded, shuffledIndices } from "../../examples/random.js";
import type { Problem } from "./problem.js";

const SHAPE = { inputs: PIXELS, hidden: 100, outputs: CLASSES };
const EXAMPLES = 1000;
const BATCH = 25;
const EPOCHS = 2;
const PER_EPOCH = EXAMPLES / BATCH;

/** The network of `examples/digits` on some of its digits. */
export const digits: Problem = {
  name: "Digits",
  about:
    `the ${PIXELS}-${SHAPE.hidden}-${CLASSES} network of \`examples/digits\` in float32, ${EPOCHS} epochs over ` +
    `${EXAMPLES} of its training digits in batches of ${BATCH}: mean cross-entropy over those digits`,
  steps: EPOCHS * PER_EPOCH,
  begin() {
    const random = seeded(1);
    const network = new Network(SHAPE);
    const params = network.initialWeights(random);
    const grads = {
      W1: new Float32Array(params.W1.length),
      b1: new Float32Array(params.b1.length),
      W2: new Float32Array(params.W2.length),
      b2: new Float32Array(params.b2.length),
    };
    const all = Uint32Array.from({ length: EXAMPLES }, (_, i) => i);
    const { images, labels } = training();
    let order: Uint32Array = all;
    return {
      params,
      grads,
      slope(step) {
        const at = step % PER_EPOCH;
        if (at === 0) order = shuffledIndices(EXAMPLES, random);
        const picks = order.subarray(at * BATCH, (at + 1) * BATCH);
        return network.lossAndGrads(params, grads, { images, labels, picks });
      },
      value() {
        const losses = [...all].map((i) => -Math.log(network.predict(params, images, i)[labels[i]]));
        return losses.reduce((sum, loss) => sum + loss, 0) / EXAMPLES;
      },
    };
  },
};

/** Read once, when first wanted. */
const training = once(() => loadDigits().training);

function once(make: () => Digits): () => Digits {
  let made: Digits | undefined;
  return () => (made ??= make());
}
