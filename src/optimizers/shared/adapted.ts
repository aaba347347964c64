import { biasCorrection } from "../../bias.js";
import type { Internals } from "../../internals.js";
import { newestIn } from "../../phases/one-for-all.js";
import type { Summed } from "../../phases/phased.js";

/**
 * What such a rule carries: d, which is 0 before the first step, d as it was before this one, what n/Σ|s| is made of, and
 * the steps that the optimizer has made.
 */
export const estimated = { d: 0, before: 0, numerator: 0, updates: NaN };

export type Estimate = typeof estimated;

/** What a step begins with. */
export function begin({ d0 }: { readonly d0: number }, carried: Readonly<Estimate>, next: Estimate): void {
  next.before = next.d = carried.d || d0;
  next.numerator = carried.numerator;
  next.updates = carried.updates + 1;
}

/** The sums over the model, what moved by the rate of each parameter. */
export function inAll(all: readonly Summed<{ readonly lr: number }, "moved" | "size">[]): {
  moved: number;
  size: number;
} {
  let [moved, size] = [0, 0];
  for (const { sums, options } of all) {
    moved += options.lr * sums.moved;
    size += sums.size;
  }
  return { moved, size };
}

/** d after the latest step. */
export function estimateOf({ store, hyper }: Internals): number {
  return newestIn(store.tensors)?.carried.d || (hyper.get("d0") as number);
}

/** √c2/c1 of Adam, after as many steps as the optimizer has made. */
export function adamBias(
  { beta1, beta2 }: Readonly<Record<"beta1" | "beta2", number>>,
  { updates }: Pick<Estimate, "updates">,
): number {
  return Math.sqrt(biasCorrection(beta2, updates)) / biasCorrection(beta1, updates);
}
