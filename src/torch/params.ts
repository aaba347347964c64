import type { Hyperparameters } from "../options/hyperparameters.js";
import { complain, describe, quote } from "../options/messages.js";
import { entriesOf, listOf } from "./tensors.js";

/** A parameter of a dict. */
export interface Param {
  readonly name: string;
  /** Where it stands in `state`. */
  readonly key: string;
}

export interface ParamGroup {
  readonly options: ReadonlyMap<string, unknown>;
  readonly params: readonly Param[];
}

/** The groups of a dict, each with its parameters' names: `namesFor` gives those of so many, where it does not follow the dict. */
export function readGroups(list: unknown, namesFor: (count: number) => unknown): ParamGroup[] {
  const groups = listOf("param_groups", list, "an array of objects").map((group) =>
    entriesOf("param_groups", group, "an array of objects"),
  );
  const keys = groups.map((group) =>
    listOf("params", group.get("params"), "an array in each of param_groups").map((param) => {
      if (typeof param === "string" || Number.isInteger(param)) return String(param);
      return complain("params in param_groups", "numbers", param);
    }),
  );
  const count = keys.flat().length;
  const given = namesFor(count);
  const names = given === undefined ? ownNames(groups) : listOf("names", given, "an array of texts");
  const texts = names.filter((name) => typeof name === "string");
  if (texts.length !== count || new Set(texts).size !== names.length || new Set(keys.flat()).size !== count) {
    const shown = names.slice(0, 9).map(describe);
    throw new RangeError(
      `names must be ${count} different names, one for each parameter, got [${shown.join()}${names.length > 9 ? ", …" : ""}]`,
    );
  }
  let at = 0;
  return groups.map((options, k) => ({ options, params: keys[k].map((key) => ({ name: texts[at++], key })) }));
}

/** The combination of groups here that each group of a dict is: what are two there must be two here, and the other way round. */
export function combinationsOf(hyper: Hyperparameters, groups: readonly ParamGroup[]): number[] {
  const found = groups.map(({ params }, k) => combinationOf(hyper, params, k));
  found.forEach((combination, k) => {
    const before = found.indexOf(combination);
    if (before === k || groups[before].params.length === 0) return;
    const [one, other] = [groups[k].params[0].name, groups[before].params[0].name].map(quote);
    throw new RangeError(
      `${one} is in param_groups[${k}] and ${other} in param_groups[${before}], here they are in one group`,
    );
  });
  return found;
}

/** As the groups have them; `torch.distributed.checkpoint` has names in place of numbers. */
function ownNames(groups: readonly ReadonlyMap<string, unknown>[]): unknown[] {
  return groups.flatMap((group) => {
    const params = group.get("params") as unknown[];
    const named = params.length > 0 && params.every((param) => typeof param === "string");
    const names = group.get("param_names") ?? (named ? params : undefined);
    return listOf("param_names, or the names as an argument,", names, "an array in each of param_groups");
  });
}

function combinationOf(hyper: Hyperparameters, params: readonly Param[], k: number): number {
  if (params.length === 0 && k === 0) return 0;
  const [first, ...others] = params;
  if (first === undefined)
    throw new RangeError(`param_groups[${k}] has no parameters to tell which group here it is: leave it out`);
  const combination = hyper.groupOf(first.name);
  const apart = others.find(({ name }) => hyper.groupOf(name) !== combination);
  if (apart) {
    throw new RangeError(
      `param_groups[${k}] has ${quote(first.name)} and ${quote(apart.name)}, which are in different groups here`,
    );
  }
  return combination;
}
