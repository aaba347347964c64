import { quote } from "../options/messages.js";
import type { Element, Floats, Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import type { TorchNames } from "./names.js";
import type { Param, ParamGroup } from "./params.js";
import { entriesOf, readFloats, readStep } from "./tensors.js";

/** What a dict has of one parameter. */
export interface State {
  /** By the slots here; none where PyTorch has not begun. */
  readonly slots: readonly Floats[];
  readonly step: number | undefined;
  /** Its own, or what is known here. */
  readonly shape: Pick<Shape, "element" | "length"> | undefined;
}

/** A dict's state by the parameters' keys. Throws for what belongs to none of them: it would be lost. */
export function readStates(
  into: Internals,
  torch: TorchNames,
  given: unknown,
  groups: readonly ParamGroup[],
): ReadonlyMap<string, State> {
  const states = entriesOf("state", given);
  const params = groups.flatMap((group) => group.params);
  const keys = new Set(params.map(({ key }) => key));
  for (const key of states.keys())
    if (!keys.has(key)) throw new RangeError(`state has ${quote(key)}, which is in no params of param_groups`);
  return new Map(params.map((param) => [param.key, readState(into, torch, param, states.get(param.key))]));
}

function readState({ title, kernels, store }: Internals, torch: TorchNames, { name }: Param, given: unknown): State {
  const state = given === undefined ? new Map<string, unknown>() : entriesOf(labelOf(name, "state"), given);
  for (const key of state.keys()) {
    if (key !== "step" && !torch.slots.includes(key))
      throw new RangeError(`state of ${quote(name)} has ${quote(key)}, which ${title} does not keep`);
  }
  const here = store.tensors.get(name);
  const read = torch.slots.map((slot) => readFloats(labelOf(name, slot), state.get(slot), here?.element));
  const found = read.filter((values) => values !== undefined);
  const step = state.get("step") === undefined ? undefined : readStep(labelOf(name, "step"), state.get("step"));
  const missing = read.findIndex((values) => values === undefined);
  if (kernels.slots.length === 0 && found.length > 0) {
    throw new RangeError(
      `${labelOf(name, torch.slots[0])} is not kept here: only by new ${title}({ ${torch.unless} }) is it`,
    );
  }
  if (kernels.slots.length > 0 && missing >= 0 && (found.length > 0 || (step ?? 0) > 0)) {
    throw new RangeError(`${labelOf(name, torch.slots[missing])} is missing in the state dict`);
  }
  const [first] = found;
  const shape = first ? { element: first.BYTES_PER_ELEMENT as Element, length: first.length } : here;
  return { slots: found, step, shape: shape && { element: shape.element, length: shape.length } };
}

/** What of whom, where a message names both. */
export function labelOf(name: string, key: string): string {
  return `${quote(name).slice(1, -1)}.${key}`;
}
