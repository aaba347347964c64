import type { Tensor } from "../memory/tensor.js";
import type { Binding } from "../step/binding.js";
import { giveOthers, takeNewest } from "./one-for-all.js";
import type { Begun, Moving } from "./phase.js";

type Whole = (all: readonly Begun[], carried: Record<string, number>) => void;

/**
 * What takes the steps of a move: once all have added up, all are moved. In the order of names, so that how a model is
 * given does not reach the bits.
 */
export function together(whole: Whole): (move: Moving) => (step: Begun) => void {
  const known = new WeakMap<Moving, (step: Begun) => void>();
  return (move) => {
    const found = known.get(move) ?? taking(move.bindings, whole);
    known.set(move, found);
    return found;
  };
}

function taking(bindings: readonly Binding[], whole: Whole): (step: Begun) => void {
  takeNewest(bindings);
  const order = bindings.map(({ tensor }) => tensor).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const steps = new Map<Tensor, Begun>();
  return (step) => {
    // Those of a step that was not finished.
    if (steps.has(step.tensor)) steps.clear();
    steps.set(step.tensor, step);
    if (steps.size < order.length) return;
    moveAll(
      order,
      order.map((tensor) => steps.get(tensor) as Begun),
      whole,
    );
    steps.clear();
  };
}

/** By the sums of all that move: `whole` makes of them what all parameters carry from here on. */
function moveAll(tensors: readonly Tensor[], steps: readonly Begun[], whole: Whole): void {
  const { next } = tensors[0].clock;
  whole(steps, next);
  for (const { clock } of tensors) Object.assign(clock.next, next);
  giveOthers(tensors, next);
  for (const step of steps) step.move(step.sums);
}
