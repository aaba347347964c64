import { DECAY, GAIN, HIGH, L2, SCALE } from "../kernels/scalars.js";
import type { Floats } from "../numbers.js";
import type { Kernel } from "./kernels.js";

/** What a step may be asked for beside the rule. */
export const SCALES = 1;
export const CLIPS = 2;
export const ADDS = 4;
export const DECAYS = 8;
export const AVERAGES = 16;

/** The kernel with what its scalars ask for and no more, which is made at the first use; `unit` is that of positions. */
export function wovenOf(x: Floats, unit: number, kernelFor: (asked: number) => Kernel): Kernel {
  const kernels: Kernel[] = [];
  return (ranges) => {
    const k = ranges[ranges.length - 1] / unit;
    let asked = x[k + SCALE] === 1 ? 0 : SCALES;
    if (x[k + HIGH] !== Infinity) asked |= CLIPS;
    if (x[k + L2] !== 0) asked |= ADDS;
    if (x[k + DECAY] !== 0) asked |= DECAYS;
    if (x[k + GAIN] !== 0) asked |= AVERAGES;
    (kernels[asked] ??= kernelFor(asked))(ranges);
  };
}
