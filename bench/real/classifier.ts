import { seeded, shuffledIndices } from "../../examples/random.js";
import type { Mail } from "./mails.js";
import type { Task } from "./task.js";

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
export function classifier(mails: readonly Mail[], epochs: number): Task {
  const examples = mails.map(exampleOf);
  const training = examples.slice(TEST);
  const test = examples.slice(0, TEST);
  const batches = Math.floor(training.length / BATCH);
  const random = seeded(1);
  const orders = Array.from({ length: epochs }, () => shuffledIndices(training.length, random));
  return {
    lr: 0.001,
    measure: "accuracy",
    steps: epochs * batches,
    initial: () => ({ w: new Float32Array(WEIGHTS), b: new Float32Array(1) }),
    begin() {
      let touched: readonly Example[] = [];
      return ({ w, b }, { w: gw, b: gb }, step) => {
        for (const { places } of touched) for (let k = 0; k < places.length; k++) gw[places[k]] = 0;
        gb[0] = 0;
        const start = (step % batches) * BATCH;
        const picks = orders[Math.floor(step / batches)].subarray(start, start + BATCH);
        touched = Array.from(picks, (pick) => training[pick]);
        for (const example of touched) {
          const error = (sigmoid(score(w, b, example)) - example.target) / BATCH;
          const { places, value } = example;
          for (let k = 0; k < places.length; k++) gw[places[k]] += error * value;
          gb[0] += error;
        }
      };
    },
    quality({ w, b }) {
      const right = test.filter((example) => score(w, b, example) > 0 === example.target > 0);
      return right.length / test.length;
    },
  };
}

function exampleOf({ words, spam }: Mail): Example {
  const places = new Set<number>();
  let before = "";
  for (const word of words) {
    places.add(hash(word));
    places.add(hash(`${before} ${word}`));
    before = word;
  }
  return { places: Uint32Array.from(places), value: 1 / Math.sqrt(Math.max(1, places.size)), target: spam ? 1 : 0 };
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) state = Math.imul(state ^ text.charCodeAt(k), 0x01000193);
  return (state >>> 0) % WEIGHTS;
}

function score(w: Float32Array, b: Float32Array, { places, value }: Example): number {
  let sum = 0;
  for (let k = 0; k < places.length; k++) sum += w[places[k]];
  return b[0] + value * sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
