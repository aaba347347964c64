import { normal, seeded, type Random } from "../../examples/random.js";
import type { Mail } from "./mails.js";
import type { Maps, Task } from "./task.js";

const VOCABULARY = 4096;
const SIZE = 32;
const WINDOW = 4;
const NEGATIVES = 5;
const BATCH = 128;
const TEST_MAILS = 200;
const TEST_PAIRS = 20_000;

/** A word, one from its neighbourhood, and words drawn at large: `1 + 1 + NEGATIVES` numbers each. */
type Pairs = Uint16Array;
const WIDTH = 2 + NEGATIVES;

/** Skip-gram with negative sampling (Mikolov et al. 2013) over the most frequent words. */
export function skipGram(mails: readonly Mail[], steps: number): Task {
  const texts = numbered(mails);
  const training = texts.slice(TEST_MAILS).filter((text) => text.length > 1);
  const test = pairsOf(texts.slice(0, TEST_MAILS).filter((text) => text.length > 1), TEST_PAIRS, seeded(3));
  const drawn = pairsOf(training, steps * BATCH, seeded(2));
  return {
    name: "skip-gram embeddings",
    lr: 0.001,
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
        for (let k = 1; k < WIDTH; k++) sum += Math.log1p(Math.exp(k === 1 ? -score(params, test, at, k) : score(params, test, at, k)));
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

function pairsOf(texts: readonly Uint16Array[], count: number, random: Random): Pairs {
  const pick = (from: ArrayLike<number>) => from[Math.floor(random() * from.length)];
  const pairs = new Uint16Array(count * WIDTH);
  for (let at = 0; at < pairs.length; at += WIDTH) {
    const text = texts[Math.floor(random() * texts.length)];
    const center = Math.floor(random() * text.length);
    const away = 1 + Math.floor(random() * WINDOW);
    const side = random() < 0.5 ? center - away : center + away;
    pairs[at] = text[center];
    pairs[at + 1] = text[Math.min(text.length - 1, Math.max(0, side))];
    for (let k = 2; k < WIDTH; k++) pairs[at + k] = pick(texts[Math.floor(random() * texts.length)]);
  }
  return pairs;
}

function score({ words, contexts }: Maps, pairs: Pairs, at: number, k: number): number {
  const from = pairs[at] * SIZE;
  const to = pairs[at + k] * SIZE;
  let sum = 0;
  for (let i = 0; i < SIZE; i++) sum += words[from + i] * contexts[to + i];
  return sum;
}

function learn(params: Maps, grads: Maps, pairs: Pairs, at: number): void {
  const { words, contexts } = params;
  const { words: gw, contexts: gc } = grads;
  const from = pairs[at] * SIZE;
  for (let k = 1; k < WIDTH; k++) {
    const to = pairs[at + k] * SIZE;
    const error = (1 / (1 + Math.exp(-score(params, pairs, at, k))) - (k === 1 ? 1 : 0)) / BATCH;
    for (let i = 0; i < SIZE; i++) {
      gw[from + i] += error * contexts[to + i];
      gc[to + i] += error * words[from + i];
    }
  }
}

/** Zeroes the gradients of the words in these pairs. */
function forget({ words, contexts }: Maps, pairs: Pairs): void {
  for (let at = 0; at < pairs.length; at += WIDTH) {
    words.fill(0, pairs[at] * SIZE, (pairs[at] + 1) * SIZE);
    for (let k = 1; k < WIDTH; k++) contexts.fill(0, pairs[at + k] * SIZE, (pairs[at + k] + 1) * SIZE);
  }
}
