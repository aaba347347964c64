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
  if (typeof its.then === "function") return ": await it";
  if (typeof its.dataSync === "function") return ": pass its dataSync()"; // TensorFlow.js, jax-js
  if (isArray(its) || isArray(Object(its.selection))) return ": pass its data, in row order"; // ndarray, numjs
  if (its.klass === "Matrix") return ": pass its data"; // ml-matrix
  return its.isMatrix === true ? ": pass its toArray().flat(), or its rows, valueOf()" : ""; // mathjs
}

function isArray(its: Readonly<Record<string, unknown>>): boolean {
  return its.stride !== undefined && its.shape !== undefined;
}

/** Whether it is another library's, or a promise: no part of a model, whatever its fields are. */
export function isForeign(value: unknown): boolean {
  return remedyFor(value) !== "";
}
