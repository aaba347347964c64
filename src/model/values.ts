import { complain, quote } from "../options/messages.js";
import type { Element, Floats, Numbers } from "../numbers.js";
import { firstOther } from "./lists.js";
import type { ParamValue } from "./types.js";

/** @internal A value of a map with the type it is updated in. */
export function readValue(
  label: string,
  name: string,
  value: unknown,
): { element: Element; length: number; value: ParamValue } {
  if (typeof value === "number") return { element: 8, length: 1, value };
  if (Array.isArray(value)) {
    requireNumbers(label, name, value);
    return { element: 8, length: value.length, value };
  }
  if (!isFloats(value)) return complain(at(label, name), "a number, number[], Float32Array or Float64Array", value);
  return { element: value.BYTES_PER_ELEMENT as Element, length: value.length, value };
}

/** @internal */
export function isFloats(value: unknown): value is Floats {
  if (!ArrayBuffer.isView(value)) return false;
  // The tag, unlike instanceof, also knows the arrays of other realms (frames, vm contexts).
  const tag = (value as Partial<Floats>)[Symbol.toStringTag];
  return tag === "Float32Array" || tag === "Float64Array";
}

/** @internal Whether a `number[]` still holds nothing else; typed arrays cannot. */
export function holdsNumbers(array: ArrayLike<unknown>): boolean {
  return !Array.isArray(array) || firstOther(array) === array.length;
}

/**
 * @internal Whether the first so many elements of a `number[]` can be written to, which those of typed arrays always can.
 * To write one costs 2 ns, `Object.isFrozen` 8.
 */
export function takesNumbers(array: Numbers, count = 1): boolean {
  try {
    if (Array.isArray(array)) for (let i = 0; i < count && i < array.length; i++) array[i] *= 1;
    return true;
  } catch {
    return false;
  }
}

/** @internal Whether a number on an object can be replaced: by itself, for a look. */
export function takesNumber(map: Record<string, unknown>, name: string, value: number): boolean {
  try {
    map[name] = value;
    return true;
  } catch {
    return false;
  }
}

function requireNumbers(label: string, name: string, array: readonly unknown[]): asserts array is number[] {
  const i = firstOther(array);
  if (i < array.length) complain(`${at(label, name)}[${i}]`, "a number", array[i]);
}

/** @internal A parameter in a message. */
export function at(label: string, name: string): string {
  return `${label}[${quote(name)}]`;
}

/** @internal */
export function elements(count: number): string {
  return count === 1 ? "1 element" : `${count} elements`;
}
