import { complain, quote } from "../options/messages.js";
import type { Element, Floats, Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { BUFFER, type TorchNames } from "./names.js";
import type { Param, ParamGroup } from "./params.js";
import { entriesOf, readFloats, readStep, scalarOf } from "./tensors.js";

/** What a dict has of one parameter. */
export interface State {
  /** By the slots here; none where PyTorch has not begun. */
  readonly slots: readonly Floats[];
  readonly step: number | undefined;
  readonly carried: Readonly<Record<string, number>> | undefined;
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
  const slots = kernels.slots.map((slot) => torch.slots[slot]);
  const kept = ["step", ...slots, ...Object.values(torch.carried ?? {})];
  for (const [key, value] of state) {
    // PyTorch's SGD has a null where there is no momentum.
    if (kept.includes(key) || (value === null && Object.values(torch.slots).includes(key))) continue;
    if (key === BUFFER && torch.unless !== undefined)
      throw new RangeError(`${labelOf(name, key)} is not kept here: only by new ${title}({ ${torch.unless} }) is it`);
    throw new RangeError(`state of ${quote(name)} has ${quote(key)}, which ${title} does not keep`);
  }
  const here = store.tensors.get(name);
  const read = slots.map((slot) => readFloats(labelOf(name, slot), state.get(slot), here?.element));
  const found = read.filter((values) => values !== undefined);
  const step = state.get("step") === undefined ? undefined : readStep(labelOf(name, "step"), state.get("step"));
  const missing = read.findIndex((values) => values === undefined);
  if (missing >= 0 && (found.length > 0 || (step ?? 0) > 0))
    throw new RangeError(`${labelOf(name, slots[missing])} is missing in the state dict`);
  const [first] = found;
  const shape = first ? { element: first.BYTES_PER_ELEMENT as Element, length: first.length } : here;
  const carried =
    found.length > 0 && torch.carried
      ? { ...store.layout.carried, ...readCarried(name, torch.carried, state) }
      : undefined;
  return { slots: found, step, carried, shape: shape && { element: shape.element, length: shape.length } };
}

function readCarried(
  name: string,
  theirs: Readonly<Record<string, string>>,
  state: ReadonlyMap<string, unknown>,
): Record<string, number> {
  const read = Object.entries(theirs).map(([carried, key]) => {
    const value = scalarOf(state.get(key));
    if (typeof value === "number" && Number.isFinite(value)) return [carried, value] as const;
    return complain(labelOf(name, key), "a finite number", value);
  });
  return Object.fromEntries(read);
}

/** What of whom, where a message names both. */
export function labelOf(name: string, key: string): string {
  return `${quote(name).slice(1, -1)}.${key}`;
}
