import { Network, type Weights } from "../digits/network.js";
import { normal, seeded, type Random } from "../random.js";

const ARMS = 3;
const HIDDEN = 48;
/** Rows that a member trains on: its own, that no other has. */
const OWN = 600;
const TEST = 900;
export const BATCH = 32;

interface Rows {
  readonly images: Float64Array;
  readonly labels: Uint8Array;
}

/** Points of three arms of a spiral, and a network that tells which arm a point is of. */
export class Spirals {
  readonly #network = new Network({ inputs: 2, hidden: HIDDEN, outputs: ARMS });
  readonly #test = spiral(seeded(1), TEST);
  readonly #own: Rows;
  readonly #random: Random;

  /** The rows that a name has. */
  constructor(name: string) {
    const seed = Array.from(name).reduce((sum, letter) => Math.imul(sum ^ (letter.codePointAt(0) as number), 31), 17);
    this.#random = seeded(seed);
    this.#own = spiral(this.#random, OWN);
  }

  /** The same for every member; in a run the first member's count. */
  initialWeights(): Weights {
    return this.#network.initialWeights(seeded(2));
  }

  /** The gradients of a batch of its own rows. */
  gradients(weights: Weights, grads: Weights): void {
    const picks = Uint32Array.from({ length: BATCH }, () => Math.floor(this.#random() * OWN));
    this.#network.lossAndGrads(weights, grads, { ...this.#own, picks });
  }

  /** Over rows that nobody trains on. */
  testLoss(weights: Weights): number {
    const picks = Uint32Array.from({ length: TEST }, (_, k) => k);
    return this.#network.lossAndGrads(weights, this.#network.initialWeights(seeded(3)), { ...this.#test, picks });
  }
}

function spiral(random: Random, count: number): Rows {
  const labels = Uint8Array.from({ length: count }, (_, k) => k % ARMS);
  const images = new Float64Array(2 * count);
  labels.forEach((arm, k) => {
    const far = 0.2 + 1.8 * random();
    const turn = 2.2 * far + (2 * Math.PI * arm) / ARMS;
    images[2 * k] = far * Math.cos(turn) + 0.15 * normal(random);
    images[2 * k + 1] = far * Math.sin(turn) + 0.15 * normal(random);
  });
  return { images, labels };
}
