import { complain, quote } from "../options/messages.js";
import { floatsOf, type Floats, type Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { keyOf, shapeOf, sidesOf, slotsOf } from "./slots.js";
import { BUFFER, type TorchNames } from "./names.js";
import type { Param, ParamGroup } from "./params.js";
import { entriesOf, readFloats, readStep, scalarOf } from "./tensors.js";

/** What messages call a dict. */
export const WHENCE = "the state dict";

/** What a dict has of one parameter. */
export interface State {
  /** Whether PyTorch has begun it. */
  readonly begun: boolean;
  /** By the slots here, where the shape is known; zeros where PyTorch has not begun. */
  readonly slots: Readonly<Record<string, Floats>>;
  readonly step: number | undefined;
  readonly carried: Readonly<Record<string, number>> | undefined;
  /** Its own, or what is known here. */
  readonly shape: Omit<Shape, "name"> | undefined;
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

function readState(into: Internals, torch: TorchNames, { name }: Param, given: unknown): State {
  const { title, kernels, store } = into;
  const state = given === undefined ? new Map<string, unknown>() : entriesOf(labelOf(name, "state"), given);
  const slots = slotsOf(kernels);
  const kept = ["step", ...slots.map((slot) => keyOf(torch, slot)), ...Object.values(torch.carried ?? {})];
  for (const [key, value] of state) {
    // PyTorch's SGD has a null where there is no momentum.
    if (kept.includes(key) || (value === null && Object.values(torch.slots).includes(key))) continue;
    if (key === BUFFER && torch.unless !== undefined)
      throw new RangeError(`${labelOf(name, key)} is not kept here: only by new ${title}({ ${torch.unless} }) is it`);
    throw new RangeError(`state of ${quote(name)} has ${quote(key)}, which ${title} does not keep`);
  }
  const here = store.tensors.get(name);
  const read = slots.flatMap((slot) => {
    const key = keyOf(torch, slot);
    const values = readFloats(labelOf(name, key), state.get(key), here?.element);
    return values === undefined ? [] : [[slot, values] as const];
  });
  const found = new Map(read);
  const shape = shapeOf(torch, found) ?? here;
  // What does not fit is refused with the others that are kept here.
  const fits = here === undefined || (here.element === shape?.element && here.length === shape.length);
  const sides = fits && shape ? sidesOf(into, torch, { ...pick(shape), name }, found) : undefined;
  const step = state.get("step") === undefined ? undefined : readStep(labelOf(name, "step"), state.get("step"));
  const missing = slots.find((slot) => sides?.[slot] !== 0 && !found.has(slot));
  if (fits && missing !== undefined && (found.size > 0 || (step ?? 0) > 0))
    throw new RangeError(`${labelOf(name, keyOf(torch, missing))} is missing in the state dict`);
  const begun = found.size > 0;
  const carried =
    begun && torch.carried ? { ...store.layout.carried, ...readCarried(name, torch.carried, state) } : undefined;
  const values = slots.flatMap((slot) => {
    const own = found.get(slot) ?? (shape && new (floatsOf(shape.element))(sides?.[slot] ?? shape.length));
    return own ? [[slot, own] as const] : [];
  });
  return { begun, slots: Object.fromEntries(values), step, carried, shape: shape && pick(shape) };
}

function pick({ element, length }: Omit<Shape, "name">): Omit<Shape, "name"> {
  return { element, length };
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
