import type { Carried } from "../memory/layout.js";
import type { Shape } from "../numbers.js";
import { complain, isObject, isWhole, quote, WHOLE } from "../options/messages.js";
import type { Counts } from "../step/counts.js";

/** Whence an optimizer goes on, as messages have it. */
export type Whence = "the file" | "the snapshot" | "the state dict" | "the weights";

const COUNTS = ["iterations", "skipped", "microSteps"] as const;

export type SavedCounts = Pick<Counts, (typeof COUNTS)[number]>;

/** Each count, by what gives it. */
export function countsOf<Value>(give: (count: keyof SavedCounts) => Value): Record<keyof SavedCounts, Value> {
  return Object.fromEntries(COUNTS.map((count) => [count, give(count)])) as Record<keyof SavedCounts, Value>;
}

export function readEntries(label: string, map: unknown, whence: Whence): [name: string, value: unknown][] {
  return isObject(map) ? Object.entries(map) : complain(`${label} in ${whence}`, "an object", map);
}

export function readCount(label: string, count: unknown, whence: Whence): number {
  return isWhole(count) ? count : complain(`${label} in ${whence}`, WHOLE, count, RangeError);
}

/** A parameter's type and length; `types` are what float32 and float64 are called there. */
export function readShape(
  name: string,
  [type, length]: readonly unknown[],
  [single, double]: readonly [string, string],
): Shape | undefined {
  const known = (type === single || type === double) && isWhole(length);
  return known ? { name, element: type === single ? 4 : 8, length } : undefined;
}

/** Each parameter has its count, and nothing else has. */
export function readSteps(map: unknown, shapes: readonly Shape[], whence: Whence): ReadonlyMap<string, number> {
  const steps = new Map(
    readEntries("steps", map, whence).map(([name, count]) => [
      name,
      readCount(`steps of ${quote(name)}`, count, whence),
    ]),
  );
  const missing = shapes.find(({ name }) => !steps.has(name));
  if (missing) throw new RangeError(`steps of ${quote(missing.name)} are missing in ${whence}`);
  return steps;
}

/** As JSON, which has no word for what is not finite. */
export function writeCarried(carried: Carried): Readonly<Record<string, number | string>> {
  return Object.fromEntries(
    Object.entries(carried).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]),
  );
}

const NON_FINITE: readonly unknown[] = ["NaN", "Infinity", "-Infinity"];

/** Each parameter has what the rule carries; what begins as NaN files of older versions may lack. */
export function readCarried(
  map: unknown,
  shapes: readonly Shape[],
  initial: Carried,
  whence: Whence,
): ReadonlyMap<string, Carried> {
  const found = new Map(readEntries("carried", map, whence));
  return new Map(
    shapes.map(({ name: of }) => {
      const given = found.get(of);
      if (!isObject(given)) complain(`carried of ${quote(of)} in ${whence}`, "an object", given);
      const read = Object.keys(initial).map((name) => {
        const there = given[name] ?? (Number.isNaN(initial[name]) ? NaN : undefined);
        const value = NON_FINITE.includes(there) ? Number(there) : there;
        if (typeof value === "number") return [name, value] as const;
        return complain(`${name} of ${quote(of)} in ${whence}`, "a number", value, RangeError);
      });
      return [of, Object.fromEntries(read)];
    }),
  );
}

/** Throws where something else was saved than what is expected, as a rule of what is here. */
export function requireSame(name: string, there: string, expected: string, whence: Whence, where = "here"): void {
  if (there !== expected) throw new RangeError(`${name} is ${there} in ${whence} and ${expected} ${where}`);
}
