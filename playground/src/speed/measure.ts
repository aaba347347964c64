import { kindNamed } from "../optimizers.js";
import { loops } from "./loops.js";

export const CANDIDATES = ["kernel", "ours", "byHand"] as const;
export type Candidate = (typeof CANDIDATES)[number];

/** Sizes of a model, in parameters. */
export const SIZES = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];

/** Milliseconds: of one sample at least, far above what a coarse clock tells apart, and of running warm before. */
const SAMPLE = 25;
const WARM = 25;
const SAMPLES = 5;

/** Nanoseconds a parameter of one update, the best of some samples; undefined where there is no such candidate. */
export function measure(title: string, candidate: Candidate, size: number, clock: () => number): number | undefined {
  const update = updateOf(title, candidate, size);
  if (update === undefined) return undefined;
  let [times, count] = [1, 0];
  for (const end = clock() + WARM; clock() < end; count++) update();
  times = Math.max(1, Math.ceil((count * SAMPLE) / WARM));
  const samples = Array.from({ length: SAMPLES }, () => {
    const start = clock();
    for (let k = 0; k < times; k++) update();
    return clock() - start;
  });
  return (1e6 * Math.min(...samples)) / times / size;
}

/** One step of a model of this size, over and over. */
export function updateOf(title: string, candidate: Candidate, size: number): (() => void) | undefined {
  const gradients = Float32Array.from({ length: size }, (_, k) => ((k * 37) % 101) / 50 - 1);
  if (candidate === "byHand") {
    const loop = loops[title];
    const params = new Float32Array(size).fill(1);
    const state = Array.from({ length: loop.slots }, () => new Float32Array(size));
    let t = 0;
    return () => loop.step(params, gradients, state, ++t);
  }
  const optimizer = kindNamed(title)?.create(candidate === "ours" ? { backend: "js" } : {});
  if (optimizer === undefined || (candidate === "kernel" && optimizer.backend !== "wasm")) return undefined;
  const { params, grads } = optimizer.allocate({ w: new Float32Array(size).fill(1) });
  grads.w.set(gradients);
  return () => optimizer.update(params, grads);
}

/** The least step of a clock, in milliseconds. */
export function grain(clock: () => number): number {
  let least = Infinity;
  for (let k = 0; k < 5; k++) {
    const start = clock();
    let now = start;
    while (now === start) now = clock();
    least = Math.min(least, now - start);
  }
  return least;
}
