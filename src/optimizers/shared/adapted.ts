import { biasCorrection } from "../../bias.js";

/** What such a rule carries: d, which is 0 before the first step, d as it was before this one, and what n/Σ|s| is made of. */
export const estimated = { d: 0, before: 0, numerator: 0 };

export type Estimate = typeof estimated;

/** √c2/c1 of Adam. */
export function adamBias({ beta1, beta2 }: Readonly<Record<"beta1" | "beta2", number>>, t: number): number {
  return Math.sqrt(biasCorrection(beta2, t)) / biasCorrection(beta1, t);
}
