import { internalsOf, partedOf, type Internals } from "../../internals.js";
import { ACCUMULATED, SLOW } from "../../memory/layout.js";
import type { Optimizer } from "../../optimizer.js";
import type { AnyOptimizer } from "./terms.js";

/**
 * Throws for an inner optimizer, or one of a partition's, that would take a round's result back to weights that it keeps
 * itself: a `TypeError`; and where a round would end amidst a window of `accumulate`: a `RangeError`.
 */
export function requireInner(inner: AnyOptimizer, every: number): void {
  const parted = partedOf(inner) !== undefined;
  for (const [k, of] of optimizersOf(inner).entries()) {
    const place = `inner${parted ? `.parts[${k}]` : ""}: ${of.title}`;
    const found = ownWeights(of);
    if (found)
      throw new TypeError(
        `${place} ${found[0]}, and would draw a round's result back to its own: ${found[1]}, or train without Rounds`,
      );
    const window = Number(of.hyper.values[0].accumulate);
    if (every % window !== 0)
      throw new RangeError(
        `${place} makes a step of each ${window} updates (accumulate), so that every must be a multiple of ${window}, got ${every}`,
      );
  }
}

/** What of an optimizer keeps weights, and what to take in its place. */
function ownWeights({ title, store, evaluating }: Internals): readonly [string, string] | undefined {
  const { slots, kernels, remade } = store.layout;
  const another = "take an optimizer inside that moves the weights it is given";
  if (evaluating !== undefined) return [`keeps weights beside those it trains, for eval(params)`, another];
  if (remade !== undefined) return [`makes the weights anew of its state ${remade} at each step`, another];
  if (slots.includes(SLOW) && !kernels.slots.includes(SLOW))
    return [
      "keeps slow weights, of the pass lookahead",
      `give ${title} no lookahead, which the outer optimizer stands for`,
    ];
  return undefined;
}

/** Drops what windows of `accumulate` have gathered by weights that are no more: the next update opens them anew. */
export function dropWindows(inner: AnyOptimizer): void {
  for (const { counts, store } of optimizersOf(inner)) {
    counts.microSteps = 0;
    for (const tensor of store.tensors.values()) {
      if (tensor.gathered) tensor.state(ACCUMULATED).fill(0);
      tensor.gathered = false;
    }
  }
}

function optimizersOf(inner: AnyOptimizer): readonly Internals[] {
  return partedOf(inner)?.of ?? [internalsOf("Rounds", inner as Optimizer)];
}
