import type { Floats } from "../numbers.js";
import type { Found } from "./maps.js";
import type { ParamValue } from "./types.js";
import { at } from "./values.js";

/** Where a parameter's elements are. */
export interface Range {
  readonly name: string;
  readonly memory: unknown;
  readonly begin: number;
  readonly end: number;
}

/** The ranges in each memory, in order. */
export type Ranges = Map<unknown, Range[]>;

/** What a typed array is a view of; any other value is its own. */
export function memoryOf(value: unknown): unknown {
  return (value as Partial<Floats>).buffer ?? value;
}

/** Throws where an element belongs to two names: it would be moved twice. */
export function rangesOf(label: string, entries: readonly Found[]): Ranges {
  const ranges = entries.map((entry) => ({ name: entry.name, ...placeOf(entry) }));
  const found: Ranges = new Map();
  for (const range of ranges.filter(({ begin, end }) => end > begin).toSorted((a, b) => a.begin - b.begin)) {
    const before = found.get(range.memory) ?? [];
    const other = before.at(-1);
    if (other && range.begin < other.end) {
      throw new TypeError(`${at(label, other.name)} and ${at(label, range.name)} overlap`);
    }
    before.push(range);
    found.set(range.memory, before);
  }
  return found;
}

/** Whether a gradient has elements in these ranges. */
export function reachesInto(
  moved: ReadonlyMap<unknown, readonly Range[]>,
  grad: ParamValue,
): grad is number[] | Floats {
  const { memory, begin, end } = rangeOf(grad);
  return moved.get(memory)?.some((range) => range.begin < end && begin < range.end) ?? false;
}

/** A number's is in the object that holds it. */
export function placeOf({ param, node, place }: Found): Omit<Range, "name"> {
  return typeof param === "number" ? { memory: node.holder, begin: place, end: place + 1 } : rangeOf(param);
}

function rangeOf(value: ParamValue): Omit<Range, "name"> {
  // A number[] is memory of its own, a number has none.
  const { byteOffset: begin = 0, byteLength = typeof value === "number" ? 0 : 1 } = value as Partial<Floats>;
  return { memory: memoryOf(value), begin, end: begin + byteLength };
}
