import type { Kernels } from "../backend/kernels.js";

/** What is said of a rule's rate and decay, for what goes by them. */
export type Marks = Pick<Kernels, "rate" | "decoupled">;

/** @internal Kernels with such marks. */
/* @__NO_SIDE_EFFECTS__ */
export function marked<Chosen extends Kernels>(kernels: Chosen, marks: Marks): Chosen {
  return { ...kernels, ...marks };
}
