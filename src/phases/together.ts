import type { Binding } from "../step/binding.js";
import type { Sums } from "./phase.js";
import type { Begun } from "./phased-step.js";

type Whole = (sums: Sums, options: never, t: number, carried: Record<string, number>) => void;

/** What takes the steps of a move, by its bindings in the model's order: once all have added up, all are moved. */
export function together(whole: Whole): (bindings: readonly Binding[]) => (step: Begun) => void {
  const known = new WeakMap<readonly Binding[], (step: Begun) => void>();
  return (bindings) => {
    const steps = new Map<number, Begun>();
    const take = (step: Begun): void => {
      const k = bindings.findIndex(({ tensor }) => tensor === step.tensor);
      // Those of a step that was not finished.
      if (steps.has(k)) steps.clear();
      steps.set(k, step);
      if (steps.size < bindings.length) return;
      moveAll(
        bindings.map((_, j) => steps.get(j) as Begun),
        whole,
      );
      steps.clear();
    };
    const found = known.get(bindings) ?? take;
    known.set(bindings, found);
    return found;
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
