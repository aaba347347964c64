import { SCALE } from "../kernels/scalars.js";
import { ACCUMULATED } from "../memory/layout.js";
import type { Tensor } from "../memory/tensor.js";
import { readParam, requireSameShape } from "../model/maps.js";
import { at } from "../model/values.js";
import { bindingOf } from "./binding.js";
import { Move } from "./move.js";
import type { Plan } from "./plan.js";

/** Adds a call's gradients to those of the window's calls before. */
export function gather({ move, spans }: Plan, scale: number): void {
  const { parts, bindings } = move;
  for (let k = 0; k < spans.length; k++) spans[k].scalars[SCALE] = scale;
  for (let k = 0; k < parts.length; k++) {
    const { runs } = parts[k];
    for (let j = 0; j < runs.length; j++) runs[j].accumulate();
  }
  for (let k = 0; k < bindings.length; k++) bindings[k].tensor.gathered = true;
}

/** The step of a window's last call: of all that it moves, and of what gathered before and has a gradient of null in it. */
export function closing(plan: Plan, tensors: ReadonlyMap<string, Tensor>): Move {
  const { bindings, staying } = plan;
  let here = 0;
  for (let k = 0; k < bindings.length; k++) if (bindings[k].tensor.gathered) here++;
  let open = 0;
  for (const { gathered } of tensors.values()) if (gathered) open++;
  if (open === here) return plan.closing;
  const known = new Map(bindings.map((binding) => [binding.name, binding]));
  for (const tensor of tensors.values()) {
    const { name, gathered } = tensor;
    if (!gathered || known.has(name)) continue;
    const still = staying.get(name);
    if (still === undefined)
      throw new RangeError(
        `${at("params", name)} is missing in the call that makes the step, for which it gathered a gradient: ` +
          "give it, with a gradient of null if it has none",
      );
    const entry = readParam("params", still, false);
    requireSameShape("params", entry, tensor);
    known.set(name, bindingOf(tensor, { ...entry, grad: [] }));
  }
  // In the model's order, by which the norm is added up.
  return new Move(
    plan.names.flatMap((name) => known.get(name) ?? []),
    ACCUMULATED,
  );
}
