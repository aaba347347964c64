import { complain, describe, quote } from "../options/messages.js";
import { own, readPlain } from "../options/read.js";
import { HARMLESS, WRITTEN, type TorchNames } from "./names.js";
import { listOf, scalarOf } from "./tensors.js";

/** A group's options by the names here. Throws for what has no counterpart here, and for what the class would have. */
export function readGroupOptions(
  title: string,
  torch: TorchNames,
  group: ReadonlyMap<string, unknown>,
  decoupled: boolean | undefined,
): Record<string, unknown> {
  const paths = Object.entries(torch.options).map(([name, path]) => [name, ...path.split(".")] as const);
  const theirs = [...paths.map(([, key]) => key), ...Object.keys(torch.also)];
  if (!torch.undecayed) theirs.push("weight_decay");
  const ours = [
    ...Object.values(torch.meant).map(([key]) => key),
    "maximize",
    "weight_decay",
    "decoupled_weight_decay",
    "l2",
  ];
  // It has been there for as long as maximize.
  if (torch.decouples && !torch.asks && group.has("maximize")) theirs.push("decoupled_weight_decay");
  // From here it is the other than there, or beside a second decay.
  const implied = torch.decoupledAlone === true && !group.has("l2");
  if (!torch.decouples && group.get("decoupled_weight_decay") === implied)
    throw new RangeError(`param_groups has "decoupled_weight_decay", which PyTorch's ${torch.title} has not`);
  for (const key of group.keys()) {
    if (!HARMLESS.has(key) && !theirs.includes(key) && !ours.includes(key))
      throw new RangeError(`param_groups has ${quote(key)}, which ${title} has no counterpart for`);
  }
  if (torch.young || WRITTEN.some((key) => group.has(key))) {
    for (const key of theirs)
      if (group.get(key) === undefined)
        throw new RangeError(`param_groups has no ${key}, which PyTorch's ${torch.title} has`);
  }
  for (const [key, expected] of Object.entries(torch.also)) {
    const value = scalarOf(group.get(key) ?? expected);
    const instead = torch.instead === undefined ? "" : `: ${torch.instead} takes it`;
    if (value !== expected) complain(`${key} in param_groups`, String(expected), value, RangeError, instead);
  }
  const options = own<Record<string, unknown>>({});
  for (const [name, key, place] of paths) {
    const found = group.get(key);
    if (found === undefined) continue;
    const value = scalarOf(
      place === undefined ? found : listOf(`${key} in param_groups`, found, "a pair of numbers")[Number(place)],
    );
    options[name] = wordOf(torch, name, key, value);
  }
  for (const [name, [key, meant]] of Object.entries(torch.meant)) {
    const value = group.get(key) ?? meant;
    if (value !== undefined) options[name] = value;
  }
  if (torch.minimizes) options.maximize = false;
  if (group.has("maximize")) options.maximize = group.get("maximize");
  return Object.assign(options, readDecay(torch, group, decoupled));
}

/** An option's value here. Throws for one that is written otherwise there. */
function wordOf({ words, title }: TorchNames, name: string, key: string, value: unknown): unknown {
  const known = words?.[name] ?? [];
  const found = known.find(([, there]) => there === value);
  if (found) return found[0];
  if (known.some(([here]) => here === value)) {
    const theirs = known.flatMap(([here, there]) => (here === value ? [describe(there)] : []));
    throw new RangeError(
      `${key} in param_groups has ${describe(value)}, which stands for ${theirs.join(" or ")} of PyTorch's ${title} here: give that`,
    );
  }
  return value;
}

/** One weight_decay there, one of two options here; both where the dict is from here. */
function readDecay(
  torch: TorchNames,
  group: ReadonlyMap<string, unknown>,
  given: boolean | undefined,
): Record<string, unknown> {
  const decay = scalarOf(group.get("weight_decay")) ?? (torch.undecayed ? 0 : undefined);
  if (decay === undefined) return {};
  const told = group.get("decoupled_weight_decay");
  if (torch.decoupledAlone && told === undefined && given === false)
    throw new RangeError(`decoupled is false, and PyTorch's ${torch.title} has decoupled decay alone`);
  const implied = torch.decoupledAlone ?? (torch.asks && decay !== 0 ? undefined : false);
  const said = told ?? given ?? implied;
  if (said === undefined) {
    throw new RangeError(
      `param_groups has weight_decay ${describe(decay)} and no decoupled_weight_decay: give loadStateDict { decoupled: true } ` +
        `for a dict of PyTorch's ${torch.title}W, { decoupled: false } for one of its ${torch.title}`,
    );
  }
  const decoupled = readPlain("decoupled_weight_decay", { default: false, flag: true }, said);
  return decoupled ? { weightDecay: decay, l2: group.get("l2") ?? 0 } : { weightDecay: 0, l2: decay };
}
