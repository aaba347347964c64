import type { Tensor } from "../memory/tensor.js";
import { requireWhole } from "../memory/whole.js";
import type { Internals } from "../internals.js";
import type { Values } from "../options/hyperparameters.js";
import { describe } from "../options/messages.js";
import { isSchedule } from "../options/read.js";
import { namesOf, type TorchNames } from "./names.js";
import { keyOf, slotsOf } from "./slots.js";

/** The layout of PyTorch's `Optimizer.state_dict()`, with arrays in place of tensors. */
export interface StateDict {
  readonly state: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly param_groups: readonly Readonly<Record<string, unknown>>[];
}

/** @internal */
export function write(from: Internals, approximate: boolean): StateDict {
  const { title, hyper, store, counts } = from;
  const torch = namesOf(title);
  requireFloats(from, "stateDict");
  requireWhole(from, "stateDict");
  const tensors = [...store.tensors.values()].toSorted((a, b) => a.span.group - b.span.group);
  const groups = [...new Set([0, ...tensors.map(({ span }) => span.group)])];
  if (!approximate) for (const group of groups) requireExact(from, torch, group, tensors);
  hyper.settle(Math.max(0, counts.iterations - 1));
  const begun = tensors.flatMap((tensor, k) => (torch.early || tensor.clock.steps > 0 ? [[k, tensor] as const] : []));
  return {
    state: Object.fromEntries(begun.map(([k, tensor]) => [k, stateOf(from, torch, tensor)])),
    param_groups: groups.map((group) => {
      const params = tensors.flatMap((tensor, k) => (tensor.span.group === group ? [k] : []));
      const options = optionsOf(torch, { ...hyper.values[0], ...hyper.values[group] });
      return { ...options, params, param_names: params.map((k) => tensors[k].name) };
    }),
  };
}

/** @internal Throws for state that is kept smaller: PyTorch has none. */
export function requireFloats({ title, hyper }: Internals, who: string): void {
  const { stateType = "float32" } = hyper.values[0];
  if (stateType !== "float32")
    throw new RangeError(`${who}: PyTorch's state is float32, stateType of ${title} is ${describe(stateType)} here`);
}

/** Throws for what PyTorch would read as another rule. */
function requireExact({ title, hyper }: Internals, torch: TorchNames, group: number, tensors: readonly Tensor[]): void {
  const refuse = (there: string, here: string, remedy: string): never => {
    throw new RangeError(
      `PyTorch's ${torch.title} has ${there}, ${title} has ${here} here: give ${remedy}, or stateDict(optimizer, { approximate: true })`,
    );
  };
  const { weightDecay, l2, ...values } = hyper.values[group];
  const [decoupled, coupled] = ["weightDecay", "l2"].map((name) => hyper.option(group, name) !== 0);
  if (decoupled && coupled) refuse("one weight_decay", "both weightDecay and l2", "one of them");
  if (torch.undecayed && (decoupled || coupled)) refuse("no decay", "some", "neither weightDecay nor l2");
  if (coupled && torch.decoupledAlone) refuse("decoupled decay alone", `l2 ${describe(l2)}`, "weightDecay");
  if (decoupled && !torch.decouples && !torch.decoupledAlone)
    refuse("coupled decay alone", `weightDecay ${describe(weightDecay)}`, "l2");
  if (values.maximize && torch.minimizes) refuse("no maximize", "it", "maximize: false");
  for (const [name, [, meant]] of Object.entries(torch.meant)) {
    const [here, there] = [values[name], meant].map(describe);
    if (meant !== undefined && here !== there) refuse(`no ${name} but ${there}`, here, `${name}: ${there}`);
  }
  const moved = torch.rated && tensors.some((tensor) => tensor.span.group === group && tensor.clock.steps > 0);
  if (moved && isSchedule(hyper.option(group, "lr")))
    refuse("the rate outside of the velocity", "a schedule of the rate within", `${torch.instead}`);
}

function stateOf({ kernels, hyper }: Internals, torch: TorchNames, tensor: Tensor): Record<string, unknown> {
  const factor = torch.rated ? -1 / (hyper.values[tensor.span.group].lr as number) : 1;
  const kept = slotsOf(kernels).filter((slot) => tensor.sides?.[slot]?.length !== 0);
  const slots = kept.map((slot) => {
    const values = tensor.state(slot).map((value) => value * factor);
    return [keyOf(torch, slot), values] as const;
  });
  const carried = Object.entries(torch.carried ?? {}).map(([name, key]) => [key, tensor.clock.carried[name]] as const);
  if (factor === -Infinity) throw new RangeError("lr is 0, so that there is no momentum_buffer: it is −v / lr");
  return { step: tensor.clock.steps, ...Object.fromEntries([...slots, ...carried]) };
}

function optionsOf(torch: TorchNames, values: Values): Record<string, unknown> {
  const options: Record<string, unknown> = { ...torch.also };
  for (const [name, path] of Object.entries(torch.options)) {
    const [key, place] = path.split(".");
    const word = torch.words?.[name]?.find(([here]) => here === values[name]);
    const value = word ? word[1] : values[name];
    options[key] = place === undefined ? value : [...((options[key] ?? []) as unknown[]), value];
  }
  for (const [name, [key]] of Object.entries(torch.meant)) options[key] = values[name];
  const { weightDecay, l2, maximize } = values;
  if (!torch.undecayed || weightDecay || l2) options.weight_decay = weightDecay || l2;
  if (torch.decouples || (torch.decoupledAlone ? l2 : weightDecay)) options.decoupled_weight_decay = weightDecay !== 0;
  // Beside the other there is no word for it in PyTorch, which passes over this one.
  if (weightDecay && l2) options.l2 = l2;
  return torch.minimizes && !maximize ? options : { ...options, maximize };
}
