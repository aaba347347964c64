import { complain, isObject } from "../options/messages.js";
import { requireKnown } from "../options/read.js";

/** A value as a function of the iteration, 0 at the first update. */
export type Schedule = (iteration: number) => number;

/** Checks one option and gives it back; throws an error that names it. */
export type Reader<Value> = (name: string, value: unknown) => Value;

/** The given options, checked, with the defaults of those left out. */
export function readOptions<Values extends object>(
  title: string,
  readers: { readonly [K in keyof Values]: Reader<Values[K]> },
  given: unknown = {},
): Values {
  requireKnown(title, readers, given);
  const entries = Object.entries<Reader<unknown>>(readers);
  return Object.fromEntries(entries.map(([name, read]) => [name, read(name, given[name])])) as Values;
}

export function finite(name: string, value: unknown): number {
  return numeric(name, value, "");
}

export function nonNegative(name: string, value: unknown): number {
  return numeric(name, value, " ≥ 0", 0);
}

export function positive(name: string, value: unknown): number {
  return numeric(name, value, " > 0", Number.MIN_VALUE);
}

export function proper(name: string, value: unknown): number {
  return numeric(name, value, " in [0, 1)", 0, 1);
}

function numeric(name: string, value: unknown, range: string, min = -Infinity, below = Infinity): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= min && value < below) return value;
  return refuse(name, `a finite number${range}`, value, "number");
}

export function whole(name: string, value: unknown, min = 0): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min) return value;
  return refuse(name, `a whole number ≥ ${min}`, value, "number");
}

export function flag(name: string, value: unknown): boolean {
  return typeof value === "boolean" ? value : refuse(name, "true or false", value);
}

export function either<Choice extends string>(a: Choice, b: Choice): Reader<Choice> {
  return (name, value) => (value === a || value === b ? (value as Choice) : refuse(name, `"${a}" or "${b}"`, value, "string"));
}

export function callable(name: string, value: unknown): Schedule {
  return typeof value === "function" ? (value as Schedule) : refuse(name, "a function of the iteration", value);
}

export function record(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : refuse(name, "a plain object", value);
}

/** A copy of an array, each element read. */
export function list<Value>(element: Reader<Value>): Reader<readonly Value[]> {
  return (name, value) =>
    Array.isArray(value)
      ? Array.from(value, (item, i) => element(`${name}[${i}]`, item))
      : refuse(name, "an array", value);
}

/** What the reader reads, or `otherwise` for an option left out. */
export function optional<Value, Default extends Value | undefined>(
  otherwise: Default,
  read: Reader<Value>,
): Reader<Value | Default> {
  return (name, value) => (value === undefined ? otherwise : read(name, value));
}

/** Throws a `RangeError` for a value of the right type, else a `TypeError`. */
export function refuse(name: string, expected: string, value: unknown, type?: string): never {
  return complain(name, expected, value, typeof value === type ? RangeError : TypeError);
}
