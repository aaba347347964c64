import type { Kernels } from "../backend/kernels.js";
import type { StateLayout } from "../memory/layout.js";
import type { Shape } from "../numbers.js";

/** How state is kept. */
export type StateType = "float32" | "bfloat16" | "int8";

/** Elements of a block of codes, which has a scale of its own. */
export const BLOCK = 256;
/** Parameters of fewer keep float32. */
const LEAST = 4096;

/** The kernels of a rule whose state is smaller than its parameters. */
export interface SmallKernels extends Kernels {
  readonly small: {
    readonly type: StateType;
    /** Those of the rule, of whatever state is as wide as its parameter. */
    readonly whole: Kernels;
    /** Those of bfloat16, if they are wanted. */
    readonly half: Kernels | undefined;
    /** Slots of numbers that are not below 0. */
    readonly squares: readonly string[];
  };
}

/** The kernels of a layout whose state is small. */
export function smallOf({ kernels }: Pick<StateLayout, "kernels">): SmallKernels["small"] | undefined {
  return (kernels as Partial<SmallKernels>).small;
}

/** How a parameter's is kept: of float64 as it is. */
export function typeFor({ element, length }: Shape, { type }: SmallKernels["small"]): StateType {
  return element === 8 || (type === "int8" && length < LEAST) ? "float32" : type;
}

/** What the scales of a slot's blocks are called. */
export function scaleOf(slot: string): string {
  return `${slot}Scale`;
}
