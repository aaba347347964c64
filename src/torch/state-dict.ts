import { carryOut, tensorName } from "../checkpoint/file.js";
import { ACCUMULATED } from "../memory/layout.js";
import { holdsNumbers, isFloats } from "../model/values.js";
import { floatsOf, type Element, type Floats } from "../numbers.js";
import type { Internals } from "../optimizer.js";
import { complain, isObject, isWhole, quote, WHOLE } from "../options/messages.js";
import { readPlain } from "../options/read.js";
import { TORCH, type TorchNames } from "./names.js";

/** The layout of PyTorch's `Optimizer.state_dict()`, with arrays in place of tensors. */
export interface StateDict {
  readonly state: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly param_groups: readonly Readonly<Record<string, unknown>>[];
}

/** @internal */
export function write({ title, kernels, hyper, store, counts }: Internals): StateDict {
  const torch = namesOf(title);
  hyper.settle(Math.max(0, counts.iterations - 1));
  const tensors = [...store.tensors.values()].toSorted((a, b) => a.group - b.group);
  const state = tensors.map((tensor, k) => {
    const factor = torch.rated ? -1 / (hyper.values[tensor.group].lr as number) : 1;
    if (factor === -Infinity) throw new RangeError("lr is 0, so that there is no momentum_buffer: it is −v / lr");
    const slots = kernels.slots.map(
      (slot, j) => [torch.slots[j], tensor.state(slot).map((value) => value * factor)] as const,
    );
    return [k, { step: counts.iterations, ...Object.fromEntries(slots) }] as const;
  });
  const groups = hyper.values.map((values, group) => {
    const options: Record<string, unknown> = { ...torch.also };
    for (const [name, path] of Object.entries(torch.options)) {
      const [key, place] = path.split(".");
      options[key] = place === undefined ? values[name] : [...((options[key] ?? []) as unknown[]), values[name]];
    }
    if (values.weightDecay && values.l2)
      throw new RangeError("PyTorch has one weight_decay, not both weightDecay and l2");
    options.weight_decay = values.weightDecay || values.l2;
    options.decoupled_weight_decay = values.weightDecay !== 0;
    options.maximize = values.maximize;
    const numbers = tensors.flatMap((tensor, k) => (tensor.group === group ? [k] : []));
    return { ...options, params: numbers, param_names: numbers.map((k) => tensors[k].name) };
  });
  return { state: Object.fromEntries(state), param_groups: groups };
}

/** @internal */
export function read(into: Internals, dict: unknown, given?: readonly string[]): void {
  const { title, kernels, hyper, store } = into;
  const torch = namesOf(title);
  if (!isObject(dict)) complain("a state dict", "{ state, param_groups }", dict);
  const { state, param_groups: groups } = dict;
  if (!isObject(state)) complain("state", "an object", state);
  if (!Array.isArray(groups) || !groups.every(isObject)) complain("param_groups", "an array of objects", groups);
  const params = groups.flatMap((group, k) =>
    requireArray("params", group.params).map((param) => ({ param, group, k })),
  );
  const names =
    given !== undefined
      ? requireArray("names", given)
      : groups.flatMap((group) => requireArray("param_names, or the names as an argument,", group.param_names));
  const count = params.length;
  const distinct = new Set(names).size === count && new Set(params.map(({ param }) => param)).size === count;
  if (names.length !== count || !distinct || !names.every((name) => typeof name === "string")) {
    throw new RangeError(
      `names must be ${count} different names, one for each parameter, got ${JSON.stringify(names)}`,
    );
  }

  const tensors = new Map<string, Floats>();
  const shapes = [];
  const steps = new Set<number>();
  for (const [number, { param, group, k }] of params.entries()) {
    const name = names[number];
    const { lr } = group;
    if (torch.rated && !Number.isFinite(lr)) complain("lr", "a finite number", lr);
    const factor = torch.rated ? -(lr as number) : 1;
    if (hyper.groupOf(name) !== k) throw new RangeError(`${name} is in group ${k}, here in ${hyper.groupOf(name)}`);
    const found = state[String(param)];
    const kept = isObject(found) ? found : {};
    if (kept.step !== undefined) steps.add(readStep(name, kept.step));
    const here = store.tensors.get(name);
    const slots = torch.slots.map((slot) => readArray(`${name}.${slot}`, kept[slot], here?.element));
    const begun = slots.find((values) => values !== undefined);
    const element = (begun?.BYTES_PER_ELEMENT as Element | undefined) ?? here?.element;
    const length = (begun ?? here)?.length;
    if (element === undefined || length === undefined) continue;
    shapes.push({ name, element, length });
    // PyTorch has no state before the first step.
    const zeros = new (floatsOf(element))(length);
    kernels.slots.forEach((slot, j) => {
      const values = slots[j];
      if (begun && !values) throw new RangeError(`${name}.${torch.slots[j]} is missing in the state dict`);
      tensors.set(tensorName(name, slot), values?.map((value) => value * factor) ?? zeros);
    });
    if (store.slots.includes(ACCUMULATED)) tensors.set(tensorName(name, ACCUMULATED), zeros);
  }
  if (steps.size > 1) throw new RangeError(`all parameters must be at one step, got ${[...steps].join(", ")}`);
  const options = groups.map((group, k) => optionsOf(torch, group, hyper.values[k] ?? hyper.values[0]));
  carryOut(into, shapes, tensors, { iterations: [...steps][0] ?? 0, skipped: 0, microSteps: 0 }, options);
}

/** A group's options by the names here, leaving out what a schedule gives. */
function optionsOf(
  torch: TorchNames,
  group: Readonly<Record<string, unknown>>,
  here: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  for (const [key, expected] of Object.entries(torch.also)) {
    const value = group[key] ?? expected;
    if (value !== expected) complain(`${key} in param_groups`, String(expected), value, RangeError);
  }
  const options: Record<string, unknown> = {};
  for (const [name, path] of Object.entries(torch.options)) {
    const [key, place] = path.split(".");
    const found = place === undefined ? group[key] : (group[key] as readonly unknown[] | undefined)?.[Number(place)];
    const value = found === undefined ? torch.meant?.[name] : found;
    if (value !== undefined) options[name] = value;
  }
  const { maximize, weight_decay: decay, decoupled_weight_decay: decoupled = here.weightDecay !== 0 } = group;
  if (maximize !== undefined) options.maximize = maximize;
  readPlain("decoupled_weight_decay", { default: false, flag: true }, decoupled);
  if (decay !== undefined) {
    options.weightDecay = decoupled ? decay : 0;
    options.l2 = decoupled ? 0 : decay;
  }
  return options;
}

function namesOf(title: string): TorchNames {
  if (!Object.hasOwn(TORCH, title))
    throw new TypeError(`PyTorch has no ${quote(title)}: its state dicts have no form for it`);
  return TORCH[title];
}

function requireArray(name: string, value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : complain(name, "an array in each of param_groups", value);
}

function readStep(name: string, step: unknown): number {
  const number = ArrayBuffer.isView(step) || Array.isArray(step) ? (step as ArrayLike<unknown>)[0] : step;
  return isWhole(number) ? number : complain(`${name}.step`, WHOLE, step, RangeError);
}

/** A slot's values, if there are any. A list becomes an array of the parameter's type. */
function readArray(name: string, value: unknown, element: number | undefined): Floats | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && holdsNumbers(value)) return (element === 4 ? Float32Array : Float64Array).from(value);
  return isFloats(value) ? value : complain(name, "a Float32Array, a Float64Array or number[]", value);
}
