import type { Kernels } from "../backend/kernels.js";
import { at } from "../model/values.js";
import type { Binding } from "../step/binding.js";
import type { Run } from "../step/run.js";
import { codedStep } from "./coded-step.js";
import { halfStep, wholeStep, type Step } from "./direct-step.js";
import { scaleOf, typeFor, type SmallKernels, type StateType } from "./kinds.js";

/** What a class says of its small state. */
export interface Smaller<Slot extends string> {
  /** The kernels of bfloat16; without, it is refused, by what does not go with it. */
  readonly half: Kernels | string;
  /** Slots of numbers that are not below 0: their codes have no sign. */
  readonly squares?: readonly Slot[];
}

/** @internal A rule's kernels, with its state kept as `stateType` says. */
export function small<Slot extends string, Scalar extends string>(
  title: string,
  whole: Kernels<Slot, Scalar>,
  given: unknown,
  { half, squares = [] }: Smaller<Slot>,
): Kernels<Slot, Scalar> {
  if (given !== "bfloat16" && given !== "int8") return whole;
  const type: StateType = given;
  if (type === "bfloat16" && typeof half === "string")
    throw new TypeError(`${title} takes stateType "bfloat16" or ${half}, not both: "int8" goes with it`);
  const of = { type, whole, half: typeof half === "string" ? undefined : half, squares };
  const { slots } = whole;
  const kernels = {
    ...whole,
    // None is a number for each element, as kernels have it.
    slots: [],
    kept: type === "int8" ? slots.flatMap((slot) => [slot, scaleOf(slot)]) : slots,
    scalars: ["all"],
    small: of,
    stepsOf: (bindings: readonly Binding[], runOf: (binding: Binding) => Run, { gradSlot }: { gradSlot?: string }) =>
      bindings.map((binding) => stepOf(binding, runOf(binding), of, gradSlot)),
  };
  return kernels as never;
}

function stepOf(binding: Binding, run: Run, of: SmallKernels["small"], gradSlot: string | undefined): Step {
  if (binding.rows)
    throw new TypeError(
      `${at("grads", binding.name)} is sparse rows: with stateType ${JSON.stringify(of.type)} give a dense gradient`,
    );
  const type = typeFor(binding.tensor, of);
  if (type === "int8") return codedStep(binding, run, of, gradSlot);
  return type === "bfloat16" ? halfStep(run, of.half as Kernels) : wholeStep(run, of.whole);
}
