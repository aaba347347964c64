import { biasCorrection } from "../../bias.js";
import { complain } from "../../options/messages.js";
import type { NumberSpec, ReadSpec } from "../../options/specs.js";

/** What such a rule carries: d, which is 0 before the first step, d as it was before this one, and what n/Σ|s| is made of. */
export const estimated = { d: 0, before: 0, numerator: 0 };

export type Estimate = typeof estimated;

/** √c2/c1 of Adam. */
export function adamBias({ beta1, beta2 }: Readonly<Record<"beta1" | "beta2", number>>, t: number): number {
  return Math.sqrt(biasCorrection(beta2, t)) / biasCorrection(beta1, t);
}

/** A number above 0, which no schedule gives. */
/* @__NO_SIDE_EFFECTS__ */
export function above0(value: number): ReadSpec<number> {
  const read = (name: string, given: unknown): number => {
    if (typeof given === "number" && given > 0 && given < Infinity) return given;
    return complain(name, "a finite number > 0", given, typeof given === "number" ? RangeError : TypeError);
  };
  return { default: value, read };
}

/** A number from 1 on, or a schedule of such. */
/* @__NO_SIDE_EFFECTS__ */
export function from1(value: number): NumberSpec {
  return { default: value, min: 1 };
}
