import { placeOf } from "../options/groups.js";
import type { Hyperparameters } from "../options/hyperparameters.js";
import { describe } from "../options/messages.js";
import { isSchedule, readPlain } from "../options/read.js";
import type { OptionValue, OtherSpec, Spec } from "../options/specs.js";

/** What one combination of groups is to have. */
export interface Wanted {
  readonly combination: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * What the base and each group must have of their own, so that every combination has what is wanted: where they have it
 * now, and else in as few more groups as can be. What a schedule gives here is left to it.
 */
export function spread(hyper: Hyperparameters, wanted: readonly Wanted[]): Record<string, OptionValue>[] {
  const own: Record<string, OptionValue>[] = hyper.given.map(() => ({}));
  for (const name of new Set(wanted.flatMap(({ options }) => Object.keys(options)))) {
    const values = wanted.flatMap(({ combination, options }) =>
      Object.hasOwn(options, name) ? [{ groups: hyper.combinations[combination], value: options[name] }] : [],
    );
    const giving = hyper.given.flatMap((given, k) => (k === 0 || Object.hasOwn(given, name) ? [k] : []));
    const found = give(hyper, name, values, giving) ?? giveMore(hyper, name, values, giving);
    if (found === undefined) {
      throw new RangeError(
        `${name} cannot be ${values.map(({ value }) => describe(value)).join(", ")} by the groups here: their options are shared`,
      );
    }
    const spec = hyper.specs[0][name] as Exclude<Spec, OtherSpec>;
    for (const [giver, value] of found) own[giver][name] = readPlain(placeOf(giver) + name, spec, value);
  }
  return own;
}

type Values = readonly { readonly groups: readonly number[]; readonly value: unknown }[];

/** The values of those that give, or undefined where one would have to give two. */
function give(
  { given }: Hyperparameters,
  name: string,
  values: Values,
  giving: readonly number[],
): Map<number, unknown> | undefined {
  const found = new Map<number, unknown>();
  for (const { groups, value } of values) {
    const giver = groups.findLast((group) => giving.includes(group)) ?? 0;
    if (isSchedule(given[giver][name])) continue;
    if (found.has(giver) && !isSame(found.get(giver), value)) return undefined;
    found.set(giver, value);
  }
  // Who gives nothing to these goes along where they agree.
  const [{ value: first }] = values;
  if (!found.has(0) && !isSchedule(given[0][name]) && values.every(({ value }) => isSame(value, first)))
    found.set(0, first);
  return found;
}

/** Whether two values are one, also as lists. */
function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other);
  return one.length === other.length && one.every((value, k) => isSame(value, other[k]));
}

/** The later a group, the freer: each that can gives, and those that need not do not. */
function giveMore(
  hyper: Hyperparameters,
  name: string,
  values: Values,
  giving: readonly number[],
): Map<number, unknown> | undefined {
  let more = [...giving];
  let rest = values;
  for (let group = hyper.given.length - 1; group > 0; group--) {
    const own = rest.filter(({ groups }) => groups.includes(group));
    if (!giving.includes(group) && own.every(({ value }) => isSame(value, own[0].value))) more.push(group);
    if (more.includes(group)) rest = rest.filter((each) => !own.includes(each));
  }
  for (const group of more) {
    const fewer = more.filter((each) => each !== group);
    if (!giving.includes(group) && give(hyper, name, values, fewer)) more = fewer;
  }
  return give(hyper, name, values, more);
}
