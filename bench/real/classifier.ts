import { seeded, shuffledIndices } from "../../examples/random.js";
import { loadMails, sigmoid, type Mail } from "./mails.js";
import type { Maps, Task } from "./section.js";

const WEIGHTS = 2 ** 18;
const BATCH = 32;
const TEST = 1046;

/** A mail's features: places in the weights by hash, each word and each pair of neighbours once, scaled to length 1. */
interface Example {
  readonly places: Uint32Array;
  readonly value: number;
  readonly target: number;
}

/** Logistic regression over hashed words and pairs of words: few weights have a gradient, Adam moves them all. */
export function classifier(epochs: number): Task {
  const examples = loadMails().map(exampleOf);
  const [test, training] = [examples.slice(0, TEST), examples.slice(TEST)];
  const batches = Math.floor(training.length / BATCH);
  const random = seeded(1);
  const orders = Array.from({ length: epochs }, () => shuffledIndices(training.length, random));
  return {
    measure: "accuracy",
    steps: epochs * batches,
    initial: () => ({ w: new Float32Array(WEIGHTS), b: new Float32Array(1) }),
    begin() {
      let before: Uint32Array = new Uint32Array();
      return (params, { w, b }, step) => {
        for (const pick of before) for (const place of training[pick].places) w[place] = 0;
        b[0] = 0;
        const start = (step % batches) * BATCH;
        before = orders[Math.floor(step / batches)].subarray(start, start + BATCH);
        for (const pick of before) {
          const { places, value, target } = training[pick];
          const error = (sigmoid(score(params, training[pick])) - target) / BATCH;
          for (let k = 0; k < places.length; k++) w[places[k]] += error * value;
          b[0] += error;
        }
      };
    },
    quality: (params) =>
      test.filter((example) => score(params, example) > 0 === example.target > 0).length / test.length,
  };
}

function exampleOf({ words, spam }: Mail): Example {
  const places = new Set(words.flatMap((word, k) => [hash(word), hash(`${words[k - 1] ?? ""} ${word}`)]));
  return { places: Uint32Array.from(places), value: 1 / Math.sqrt(Math.max(1, places.size)), target: spam ? 1 : 0 };
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) state = Math.imul(state ^ text.charCodeAt(k), 0x01000193);
  return (state >>> 0) % WEIGHTS;
}

function score({ w, b }: Maps, { places, value }: Example): number {
  let sum = 0;
  for (let k = 0; k < places.length; k++) sum += w[places[k]];
  return b[0] + value * sum;
}
