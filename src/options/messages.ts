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
  const its = Object(value) as Foreign;
  if (typeof its.then === "function") return ": await it";
  if (typeof its.dataSync === "function") return ": pass its dataSync()"; // TensorFlow.js, jax-js
  if (isStrided(its)) return inRowOrder(its) ? ": pass its data" : DISORDERED; // ndarray
  const { selection } = its;
  if (isStrided(selection)) return inRowOrder(selection) ? ": pass its selection.data" : DISORDERED; // numjs
  if (its.klass === "Matrix") return its.data ? ": pass its data" : ": pass new Matrix(it).data"; // ml-matrix, its views
  if (its.isDenseMatrix === true) return ": pass its rows, valueOf(), or of a gradient toArray().flat()"; // mathjs
  if (its.isSparseMatrix === true) return ': make it dense, matrix(it, "dense"), and pass its rows, valueOf()';
  return its.w && its.dw && its.sx ? ": pass its w, and its dw as the gradient" : ""; // convnetjs
}

type Foreign = Readonly<Record<string, unknown>>;

const DISORDERED = ": it is transposed or a part of another, pass the data of a copy in row order";

interface Strided {
  readonly data: ArrayLike<unknown>;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

function isStrided(its: unknown): its is Strided {
  const { data, shape, stride } = Object(its) as Foreign;
  return Array.isArray(shape) && Array.isArray(stride) && data !== undefined;
}

/** Whether its data holds its elements and no more, row after row. */
function inRowOrder({ data, shape, stride, offset }: Strided): boolean {
  let size = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    if (stride[k] !== size && shape[k] !== 1) return false;
    size *= shape[k];
  }
  return offset === 0 && data.length === size;
}

/** Whether it is another library's, or a promise: no part of a model, whatever its fields are. */
export function isForeign(value: unknown): boolean {
  return remedyFor(value) !== "";
}
