import { rangeOf, type Range } from "../memory/whole.js";
import type { Shape } from "../numbers.js";
import type { Internals } from "../internals.js";
import { complain, isObject, isWhole, quote } from "../options/messages.js";

/** Throws where a snapshot has another part of a parameter than is kept here. */
export function requireSameRanges({ title, store }: Internals, given: unknown, shapes: readonly Shape[]): void {
  if (given !== undefined && !isObject(given)) complain("ranges in the snapshot", "an object", given);
  for (const { name, length } of shapes) {
    const there = given === undefined ? ([0, length] as const) : readRange(name, given[name], length);
    const kept = store.tensors.get(name);
    const here = kept ? rangeOf(kept) : ([0, there[1]] as const);
    // Of another length of the whole, others say more.
    if (kept && here[1] === kept.length && there[1] === length) continue;
    const count = kept ? kept.length : there[1];
    if (here[0] !== there[0] || here[1] !== there[1] || count !== length)
      throw new RangeError(
        `the snapshot has ${shown(there, length)} of ${quote(name)}, and this ${title} keeps ${shown(here, count)}: ` +
          "a shard goes on from a snapshot of its own rank and size; save files of all ranks for any other",
      );
  }
}

function readRange(name: string, range: unknown, length: number): Range {
  const [from, of] = Array.isArray(range) ? (range as unknown[]) : [];
  return isWhole(from) && isWhole(of) && from + length <= of
    ? [from, of]
    : complain(`the range of ${quote(name)} in the snapshot`, "[from, of]", JSON.stringify(range), RangeError);
}

function shown([from, of]: Range, length: number): string {
  return length === of ? "all elements" : `the elements from ${from} to ${from + length} of ${of}`;
}
