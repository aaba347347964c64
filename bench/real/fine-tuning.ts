import { loadDigits, PIXELS, type Digits } from "../../examples/digits/data.js";
import { accuracy, predictAll } from "../../examples/digits/evaluate.js";
import { Network, type Weights } from "../../examples/digits/network.js";
import { SHAPE, train } from "../../examples/digits/train.js";
import { seeded, shuffledIndices } from "../../examples/random.js";
import { Adam } from "../../dist/index.js";
import { mapValues } from "../harness/records.js";
import type { Maps, Task } from "./section.js";

const SIDE = Math.sqrt(PIXELS);

/** The digits network, trained on upright digits, meets mirrored ones, one at a time. */
export function fineTuning(steps: number): Task {
  const { training, test } = loadDigits();
  const { weights } = train(training, new Adam({ lr: 0.001 }), { epochs: 1, seed: 1, dropout: 0 });
  const stream = mirrored(training);
  const unseen = mirrored(test);
  const order = shuffledIndices(stream.labels.length, seeded(5));
  return {
    measure: "accuracy",
    steps,
    initial: () => mapValues(weights as Maps, (values) => values.slice()),
    begin() {
      const network = new Network(SHAPE);
      return (params, grads, step) => {
        const picks = order.subarray(step % order.length, (step % order.length) + 1);
        network.lossAndGrads(params as Weights, grads as Weights, { ...stream, picks });
      };
    },
    quality: (params) => accuracy(predictAll(params as Weights, unseen), unseen),
  };
}

/** Rows become columns. */
function mirrored({ images, labels }: Digits): Digits {
  const turned = images.map((_, at) => {
    const pixel = at % PIXELS;
    return images[at - pixel + (pixel % SIDE) * SIDE + Math.floor(pixel / SIDE)];
  });
  return { images: turned, labels };
}
