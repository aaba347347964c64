import type { Tensor } from "../memory/tensor.js";
import { hasParts, rangeOf, type Range } from "../memory/whole.js";
import { complain, isObject, isWhole, quote } from "../options/messages.js";
import type { Metadata } from "./header.js";
import { readJson } from "./json.js";

/** Whose part of a training's state a file has: that of one rank of `size`, saved with those of the same mark, and its numbers' sum. */
export interface WhoseShard {
  readonly rank: number;
  readonly size: number;
  readonly set: string;
  readonly sum: number;
}

/** What a file says that has a part of each parameter. */
export const RANGES = "ranges";
const SHARD = "shard";

/** Nothing where all parameters are whole. */
export function writeRanges(tensors: Iterable<Tensor>, shard: WhoseShard | undefined): Record<string, string> {
  const all = [...tensors];
  return {
    ...((hasParts(all) || shard) && {
      [RANGES]: JSON.stringify(Object.fromEntries(all.map((tensor) => [tensor.name, rangeOf(tensor)]))),
    }),
    ...(shard && { [SHARD]: JSON.stringify(shard) }),
  };
}

/** Of each parameter, in the file that `label` names; undefined where it says nothing. */
export function readRanges(metadata: Metadata, label: string): ReadonlyMap<string, Range> | undefined {
  if (!metadata.has(RANGES)) return undefined;
  const given = readJson(RANGES, metadata.get(RANGES));
  if (!isObject(given)) return complain(`${RANGES} in ${label}`, "an object", given);
  return new Map(
    Object.entries(given).map(([name, range]) => {
      const [from, of] = Array.isArray(range) ? (range as unknown[]) : [];
      if (!isWhole(from) || !isWhole(of) || from > of)
        complain(`the range of ${quote(name)} in ${label}`, "[from, of]", JSON.stringify(range), RangeError);
      return [name, [from as number, of as number]];
    }),
  );
}

/** Undefined where it is not of a training of several ranks. */
export function readShard(metadata: Metadata, label: string): WhoseShard | undefined {
  if (!metadata.has(SHARD)) return undefined;
  const given = Object(readJson(SHARD, metadata.get(SHARD))) as Partial<WhoseShard>;
  const { rank, size, set, sum } = given;
  if (!isWhole(rank) || !isWhole(size) || rank >= size || typeof set !== "string" || !isWhole(sum))
    complain(`${SHARD} in ${label}`, "{ rank, size, set, sum }", JSON.stringify(given), RangeError);
  return given as WhoseShard;
}
