import type { Tensor } from "../memory/tensor.js";
import type { Binding } from "../step/binding.js";
import type { Begun, Sums } from "./phase.js";

type Whole = (sums: Sums, options: never, t: number, carried: Record<string, number>) => void;

/**
 * What takes the steps of a move: once all have added up, all are moved. In the order of names, so that how a model is
 * given does not reach the bits.
 */
export function together(whole: Whole): (bindings: readonly Binding[]) => (step: Begun) => void {
  const known = new WeakMap<readonly Binding[], (step: Begun) => void>();
  return (bindings) => {
    const found = known.get(bindings) ?? taking(bindings, whole);
    known.set(bindings, found);
    return found;
  };
}

function taking(bindings: readonly Binding[], whole: Whole): (step: Begun) => void {
  const order = bindings.map(({ tensor }) => tensor).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const steps = new Map<Tensor, Begun>();
  return (step) => {
    // Those of a step that was not finished.
    if (steps.has(step.tensor)) steps.clear();
    steps.set(step.tensor, step);
    if (steps.size < order.length) return;
    moveAll(
      order.map((tensor) => steps.get(tensor) as Begun),
      whole,
    );
    steps.clear();
  };
}

/**
 * By the sums over all parameters, added in their order. What is carried is that of the parameter with most steps, from here
 * on of all; `whole` makes it of the sums.
 */
function moveAll(steps: readonly Begun[], whole: Whole): void {
  const sums: Record<string, number> = {};
  for (const step of steps) for (const name in step.sums) sums[name] = (sums[name] ?? 0) + step.sums[name];
  const first = steps.reduce((most, step) => (step.tensor.clock.steps > most.tensor.clock.steps ? step : most));
  const { next, steps: before } = first.tensor.clock;
  whole(sums, first.options, before + 1, next);
  for (const { tensor } of steps) Object.assign(tensor.clock.next, next);
  for (const step of steps) step.move(sums);
}
