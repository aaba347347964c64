export const WHOLE = "a whole number ≥ 0";

export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Throws, saying what was expected of it and what came. */
export function complain(
  name: string,
  expected: string,
  value: unknown,
  Failure: ErrorConstructor = TypeError,
  when = "",
): never {
  throw new Failure(`${name} must be ${expected}, got ${describe(value)}${when}${remedyFor(value)}`);
}

/** A plain object, or one of a class; no array, no map, no function. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return describe(value) === "Object";
}

/** A value as a message names it. */
export function describe(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "bigint") return cut(`${value}n`);
  return cut(Object(value) === value ? Object.prototype.toString.call(value).slice(8, -1) : String(value));
}

/** A text from elsewhere in a message: not megabytes of it. */
export function quote(text: string): string {
  return JSON.stringify(cut(text));
}

/** Names in a message: not all, where there are many. */
export function listed(names: readonly string[]): string {
  return cut(names.join(", "), 500);
}

/** The beginning of a text, where it is long. */
export function cut(text: string, most = 99): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** How what is not there yet, or is another library's, becomes what is taken. */
function remedyFor(value: unknown): string {
  const its = Object(value) as Readonly<Record<string, unknown>>;
  if (its.then) return ": await it";
  if (its.dataSync) return ": pass its dataSync()"; // TensorFlow.js
  if (its.stride || its.selection) return ": pass its data, in row order"; // ndarray, numjs
  return its.isMatrix ? ": pass its toArray().flat()" : ""; // mathjs
}
