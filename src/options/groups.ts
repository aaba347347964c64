import { complain, isObject } from "./messages.js";
import { own, readOptions } from "./read.js";
import type { OptionSpecs, OptionValue } from "./specs.js";

/** Which parameters a group takes: names a RegExp finds, names in a list, or names of which a function says so. */
export type Match = RegExp | readonly string[] | ((name: string) => boolean);

/** @internal */
export function matches(match: Match, name: string): boolean {
  // search, unlike test, knows nothing of lastIndex.
  if (match instanceof RegExp) return name.search(match) >= 0;
  return typeof match === "function" ? match(name) : match.includes(name);
}

/** @internal */
export interface GivenGroup {
  readonly match: Match;
  /** Whether it may match nothing at the first update. */
  readonly optional: boolean;
  readonly options: Record<string, OptionValue>;
}

/** @internal */
export function readGroups(title: string, specs: OptionSpecs, groups: unknown): GivenGroup[] {
  if (groups === undefined) return [];
  if (!Array.isArray(groups)) complain("groups", "an array of { match, ...options }", groups);
  return groups.map((group: unknown, k) => {
    if (!isObject(group)) complain(`groups[${k}]`, "{ match, ...options }", group);
    const { match, optional = false, ...rest } = own(group);
    const place = placeOf(k + 1);
    if (typeof optional !== "boolean") complain(`${place}optional`, "true or false", optional);
    const remedy = rest.params ? ": name the parameters, in place of params" : "";
    return {
      match: readMatch(`${place}match`, match, remedy),
      optional,
      options: readOptions(`groups[${k}] of ${title}`, specs, rest, place),
    };
  });
}

/** @internal */
export function readMatch(label: string, match: unknown, remedy = ""): Match {
  if (Array.isArray(match)) {
    match.forEach((name: unknown, i) => {
      if (typeof name !== "string") complain(`${label}[${i}]`, "a string", name);
    });
  } else if (!(match instanceof RegExp || typeof match === "function"))
    complain(label, "a RegExp, a list of names or a function of the name", match, TypeError, remedy);
  return match as Match;
}

/** @internal What comes before an option's name: its group, where it is in one. */
export function placeOf(group: number): string {
  return group === 0 ? "" : `groups[${group - 1}].`;
}
