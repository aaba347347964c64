import { generator } from "../../support.js";

export const ROWS = 1600;
export const BATCH = 64;
const [INPUTS, CLASSES] = [8, 4];

export type Net = { W: Float32Array; b: Float64Array };

export function fresh(): Net {
  return { W: new Float32Array(INPUTS * CLASSES), b: new Float64Array(CLASSES) };
}

/** Rows of four classes that overlap: no model gets all of them right. */
export class Classes {
  readonly #inputs: Float64Array;
  readonly #labels: Uint8Array;

  constructor(seed: number) {
    const random = generator(seed);
    const normal = () => random() + random() + random() + random() - 2;
    const centers = Array.from({ length: INPUTS * CLASSES }, () => 0.8 * normal());
    this.#labels = Uint8Array.from({ length: ROWS }, () => Math.floor(random() * CLASSES));
    this.#inputs = Float64Array.from({ length: ROWS * INPUTS }, (_, k) => {
      const label = this.#labels[Math.floor(k / INPUTS)];
      return normal() + centers[label * INPUTS + (k % INPUTS)];
    });
  }

  /** The mean loss of rows, and its gradients into `grads`. */
  lossAndGrads({ W, b }: Net, rows: readonly number[], grads: Net = fresh()): number {
    grads.W.fill(0);
    grads.b.fill(0);
    let loss = 0;
    for (const row of rows) {
      const x = this.#inputs.subarray(row * INPUTS, (row + 1) * INPUTS);
      const scores = Array.from(b, (bias, c) => x.reduce((sum, each, i) => sum + each * W[c * INPUTS + i], bias));
      const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = powers.reduce((sum, each) => sum + each, 0);
      powers.forEach((each, c) => {
        const wrong = each / total - (c === this.#labels[row] ? 1 : 0);
        grads.b[c] += wrong / rows.length;
        for (let i = 0; i < INPUTS; i++) grads.W[c * INPUTS + i] += (wrong * x[i]) / rows.length;
      });
      loss -= Math.log(powers[this.#labels[row]] / total) / rows.length;
    }
    return loss;
  }

  lossOfAll(params: Net): number {
    return this.lossAndGrads(
      params,
      Array.from({ length: ROWS }, (_, k) => k),
    );
  }
}

/** Batches of the rows k, k + of, k + 2·of, …. */
export function batches(k: number, of: number): () => number[] {
  const random = generator(k + 1);
  return () => Array.from({ length: BATCH }, () => k + of * Math.floor((random() * ROWS) / of));
}
