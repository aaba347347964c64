import { isFloats } from "../model/values.js";
import type { Floats } from "../numbers.js";
import { complain, isObject, isWhole, WHOLE } from "../options/messages.js";

/** An object's own properties, each read once. */
export function entriesOf(name: string, value: unknown, expected = "an object"): Map<string, unknown> {
  if (!isObject(value)) return complain(name, expected, value);
  try {
    return new Map(Object.entries(value));
  } catch (error) {
    throw new TypeError(`${name} cannot be read: ${String(error).slice(0, 99)}`, { cause: error });
  }
}

export function listOf(name: string, value: unknown, expected: string): readonly unknown[] {
  return Array.isArray(value) ? [...(value as unknown[])] : complain(name, expected, value);
}

/** A number, also as a tensor of one element. */
export function scalarOf(value: unknown): unknown {
  const list = ArrayBuffer.isView(value) || Array.isArray(value) ? (value as ArrayLike<unknown>) : undefined;
  return list?.length === 1 ? list[0] : value;
}

/** A count, of any type that PyTorch keeps counts in. */
export function readStep(name: string, given: unknown): number {
  const value = scalarOf(given);
  const number = typeof value === "bigint" ? Number(value) : value;
  return isWhole(number) ? number : complain(name, WHOLE, given, RangeError);
}

/** A slot's values, if there are any. Numbers, in lists or alone, become an array of the parameter's type. */
export function readFloats(name: string, value: unknown, element: number | undefined): Floats | undefined {
  if (value === undefined || value === null) return undefined;
  if (isFloats(value)) return value;
  const numbers: number[] = [];
  if (!flatten(value, numbers, 0)) complain(name, "a Float32Array, a Float64Array or number[]", value);
  return (element === 4 ? Float32Array : Float64Array).from(numbers);
}

/** Row after row, as PyTorch lays tensors out; deeper than any tensor is no list of numbers. */
function flatten(value: unknown, into: number[], depth: number): boolean {
  if (typeof value === "number") return into.push(value) > 0;
  return Array.isArray(value) && depth < DEEPEST && value.every((each) => flatten(each, into, depth + 1));
}

const DEEPEST = 64;
