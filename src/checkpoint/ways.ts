import { complain, isObject, quote } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import type { Params } from "../model/types.js";

/** What `load` is asked for beside the state. */
export interface LoadOptions<Model extends object = object> {
  /**
   * A model, whose parameters take the file's values, kept by `save(optimizer, params)`: arrays in place, numbers on the object.
   * Default: none.
   */
  params?: Params<Model>;
  /**
   * Names of options that stay as they are here: `["lr"]`. A number then needs no schedule in the file's place.
   * Default: none.
   */
  keep?: readonly string[];
  /** What parameters of the file are called here: `{ old: new }`. Default: what they are called there. */
  rename?: Readonly<Record<string, string>>;
  /**
   * Takes what fits by name, type and length, and leaves the rest as it is. Default false: all must fit. After a torn
   * step all that is kept here must.
   */
  partial?: boolean;
}

/** Names of parameters; all in `loaded` unless `partial` was asked for. */
export interface Loaded {
  /** Those that took something from the file. */
  loaded: string[];
  /** Those that are here, and that the file has not, or in another type or length. */
  missing: string[];
  /** Those that the file has, and that are not here, or in another type or length. */
  unexpected: string[];
}

const LOAD = { params: 0, keep: 0, rename: 0, partial: 0 };

export function readWays(options: unknown, known: object): LoadOptions {
  requireKnown("load", LOAD, options, ": a model goes in as { params }");
  const ways = own(options);
  const { keep = [], rename = {}, partial = false } = ways;
  if (!Array.isArray(keep)) complain("keep", "a list of options' names", keep);
  for (const name of keep as unknown[])
    if (typeof name !== "string" || !Object.hasOwn(known, name))
      complain("keep", `a list of names among ${Object.keys(known).join(", ")}`, name, RangeError);
  if (!isObject(rename)) complain("rename", "an object of names, { old: new }", rename);
  for (const [name, to] of Object.entries(rename))
    if (typeof to !== "string") complain(`rename[${quote(name)}]`, "a string", to);
  if (typeof partial !== "boolean") complain("partial", "true or false", partial);
  return ways as LoadOptions;
}

/** What the names of a file are here. */
export function renames(names: Iterable<string>, rename: LoadOptions["rename"] = {}): (name: string) => string {
  const given = new Map(Object.entries(rename));
  const there = new Set(names);
  for (const name of given.keys())
    if (!there.has(name)) throw new RangeError(`rename has ${quote(name)}, which is not in the file`);
  const here = new Set<string>();
  for (const name of there) {
    const to = given.get(name) ?? name;
    if (here.has(to)) throw new RangeError(`the file has two parameters that are ${quote(to)} here`);
    here.add(to);
  }
  return (name) => given.get(name) ?? name;
}
