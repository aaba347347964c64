import type { Hyperparameters } from "../options/hyperparameters.js";
import { complain, quote } from "../options/messages.js";
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
  /** The combination of groups here that it is. */
  readonly combination: number;
}

/** The groups of a dict, each with its combination here. */
export function readGroups(hyper: Hyperparameters, list: unknown, given: unknown): ParamGroup[] {
  const groups = listOf("param_groups", list, "an array of objects").map((group) =>
    entriesOf("param_groups", group, "an array of objects"),
  );
  const keys = groups.map((group) =>
    listOf("params", group.get("params"), "an array in each of param_groups").map((param) => {
      if (typeof param === "string" || Number.isInteger(param)) return String(param);
      return complain("params in param_groups", "numbers", param);
    }),
  );
  const names = given === undefined ? ownNames(groups) : listOf("names", given, "an array of texts");
  const count = keys.flat().length;
  const texts = names.filter((name) => typeof name === "string");
  if (texts.length !== count || new Set(texts).size !== names.length || new Set(keys.flat()).size !== count) {
    const shown = names.slice(0, 9).map((name) => (typeof name === "string" ? quote(name) : typeof name));
    throw new RangeError(
      `names must be ${count} different names, one for each parameter, got [${shown.join()}${names.length > 9 ? ", …" : ""}]`,
    );
  }
  let at = 0;
  const read = groups.map((options, k) => {
    const params = keys[k].map((key) => ({ name: texts[at++], key }));
    return { options, params, combination: combinationOf(hyper, params, k) };
  });
  requireApart(read);
  return read;
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

/** What are two groups there must be two here: each has options of its own. */
function requireApart(groups: readonly ParamGroup[]): void {
  groups.forEach(({ combination, params: [first] }, k) => {
    const other = groups.findIndex((group) => group.combination === combination);
    const before = groups[other].params.at(0)?.name;
    if (other !== k && before !== undefined) {
      throw new RangeError(
        `${quote(first.name)} is in param_groups[${k}] and ${quote(before)} in param_groups[${other}], here they are in one group`,
      );
    }
  });
}
