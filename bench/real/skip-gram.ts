import { normal, seeded, type Random } from "../../examples/random.js";
import { loadMails, sigmoid, type Mail } from "./mails.js";
import type { Maps, Task } from "./section.js";

const VOCABULARY = 4096;
const SIZE = 32;
const WINDOW = 4;
const NEGATIVES = 5;
const BATCH = 128;
const TEST_MAILS = 200;
const TEST_PAIRS = 20_000;
/** A word, one from its neighbourhood, and words drawn at large. */
const WIDTH = 2 + NEGATIVES;

/** Skip-gram with negative sampling (Mikolov et al. 2013) over the most frequent words. */
export function skipGram(steps: number): Task {
  const texts = numbered(loadMails());
  const longer = (text: Uint16Array) => text.length > 1;
  const test = pairsOf(texts.slice(0, TEST_MAILS).filter(longer), TEST_PAIRS, seeded(3));
  const drawn = pairsOf(texts.slice(TEST_MAILS).filter(longer), steps * BATCH, seeded(2));
  return {
    measure: "mean loss",
    steps,
    initial() {
      const random = seeded(4);
      const small = () => normal(random) / SIZE;
      return { words: new Float32Array(VOCABULARY * SIZE).map(small), contexts: new Float32Array(VOCABULARY * SIZE) };
    },
    begin() {
      let before = drawn.subarray(0, 0);
      return (params, grads, step) => {
        forget(grads, before);
        before = drawn.subarray(step * BATCH * WIDTH, (step + 1) * BATCH * WIDTH);
        for (let at = 0; at < before.length; at += WIDTH) learn(params, grads, before, at);
      };
    },
    quality(params) {
      let sum = 0;
      for (let at = 0; at < test.length; at += WIDTH) {
        for (let k = 1; k < WIDTH; k++) {
          sum += Math.log1p(Math.exp((k === 1 ? -1 : 1) * score(params, test, at, k)));
        }
      }
      return sum / TEST_PAIRS;
    },
  };
}

/** The mails as numbers of words, by frequency; rarer words than the vocabulary holds are left out. */
function numbered(mails: readonly Mail[]): Uint16Array[] {
  const counts = new Map<string, number>();
  for (const { words } of mails) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const frequent = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, VOCABULARY);
  const numbers = new Map(frequent.map(([word], number) => [word, number]));
  return mails.map(({ words }) => Uint16Array.from(words.flatMap((word) => numbers.get(word) ?? [])));
}

function pairsOf(texts: readonly Uint16Array[], count: number, random: Random): Uint16Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const pairs = new Uint16Array(count * WIDTH);
  for (let at = 0; at < pairs.length; at += WIDTH) {
    const text = texts[below(texts.length)];
    const center = below(text.length);
    const away = (1 + below(WINDOW)) * (random() < 0.5 ? -1 : 1);
    pairs[at] = text[center];
    pairs[at + 1] = text[Math.min(text.length - 1, Math.max(0, center + away))];
    for (let k = 2; k < WIDTH; k++) {
      const other = texts[below(texts.length)];
      pairs[at + k] = other[below(other.length)];
    }
  }
  return pairs;
}

function score({ words, contexts }: Maps, pairs: Uint16Array, at: number, k: number): number {
  const [from, to] = [pairs[at] * SIZE, pairs[at + k] * SIZE];
  let sum = 0;
  for (let i = 0; i < SIZE; i++) sum += words[from + i] * contexts[to + i];
  return sum;
}

function learn(params: Maps, grads: Maps, pairs: Uint16Array, at: number): void {
  const from = pairs[at] * SIZE;
  for (let k = 1; k < WIDTH; k++) {
    const to = pairs[at + k] * SIZE;
    const error = (sigmoid(score(params, pairs, at, k)) - (k === 1 ? 1 : 0)) / BATCH;
    for (let i = 0; i < SIZE; i++) {
      grads.words[from + i] += error * params.contexts[to + i];
      grads.contexts[to + i] += error * params.words[from + i];
    }
  }
}

/** Zeroes the gradients of the words in these pairs. */
function forget({ words, contexts }: Maps, pairs: Uint16Array): void {
  pairs.forEach((word, at) => (at % WIDTH === 0 ? words : contexts).fill(0, word * SIZE, (word + 1) * SIZE));
}
