import { DECAY, GAIN, HIGH, L2, SCALE } from "../kernels/scalars.js";
import type { Floats } from "../numbers.js";
import type { Kernel, RuleKernels, Wasm } from "../backend/kernels.js";

/** What a step may be asked for beside the rule. */
export const SCALES = 1;
export const CLIPS = 2;
export const ADDS = 4;
export const DECAYS = 8;
export const AVERAGES = 16;

/** The kernels of a rule whose module for what is asked is made at the first use; `unit` is that of positions in x. */
export function wovenOf(
  moduleFor: (asked: number) => Wasm,
  x: Floats,
  unit: number,
  kernelOf: (module: Wasm) => Kernel,
): RuleKernels {
  const kernels: Kernel[] = [];
  const run = (asked: number, ranges: readonly number[]): void =>
    (kernels[asked] ??= kernelOf(moduleFor(asked)))(ranges);
  const full: Kernel = (ranges) => run(askedBy(x, ranges[ranges.length - 1] / unit), ranges);
  return { plain: (ranges) => run(0, ranges), scaled: full, full };
}

/** What the scalars at x[k] ask for. */
export function askedBy(x: Floats, k: number): number {
  let asked = x[k + SCALE] === 1 ? 0 : SCALES;
  if (x[k + HIGH] !== Infinity) asked |= CLIPS;
  if (x[k + L2] !== 0) asked |= ADDS;
  if (x[k + DECAY] !== 0) asked |= DECAYS;
  if (x[k + GAIN] !== 0) asked |= AVERAGES;
  return asked;
}
