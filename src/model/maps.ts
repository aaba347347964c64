import { complain, isObject } from "../options/read.js";
import { firstOther } from "../memory/lists.js";
import { gather, Sparse, type Rows } from "../step/sparse.js";
import type { Element, Floats, Numbers } from "../rule.js";

/** A parameter. A `Float32Array` is updated in float32, the others in float64. */
export type ParamValue = number | number[] | Float32Array | Float64Array;
export type ParamMap = Record<string, ParamValue>;

/** A gradient: of its parameter's length, in any of the formats. */
export type GradValue = number | readonly number[] | Float32Array | Float64Array;
export type GradMap = Readonly<Record<string, GradValue | Sparse>>;

/** The typed arrays that `allocate` makes of a map: a number becomes an array of one element. */
export type Allocated<M> = {
  readonly [Name in keyof M]: ArrayFor<M[Name]>;
};
type ArrayFor<Value> = Value extends Float32Array ? Float32Array : Float64Array;

/** A parameter as a map holds it. */
export interface Found {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
  readonly param: ParamValue;
}

/** One parameter of an update as the maps hold it. */
export interface Entry extends Found {
  readonly grad: ParamValue;
  /** In place of `grad`, which is empty, where only some rows are touched. */
  readonly rows: Rows | undefined;
}

/**
 * Reads two maps. Throws, naming the culprit, where they are not what `update` takes; changes nothing. `moved` is the
 * memory of the parameters; a gradient that would change while others move is copied.
 */
export function readMaps(params: unknown, grads: unknown): { entries: Entry[]; moved: ReadonlyMap<unknown, readonly Range[]> } {
  const { found, moved } = readMap("params", params);
  requireMap("grads", grads);
  const entries = found.map((entry) => {
    const { name, length } = entry;
    if (!Object.hasOwn(grads, name)) throw new TypeError(`${at("grads", name)} is missing`);
    const given = grads[name];
    if (given instanceof Sparse) return { ...entry, grad: [], rows: readRows(entry, given) };
    const { length: count, value: grad } = readValue("grads", name, given);
    if (count !== length) {
      throw new RangeError(`${at("grads", name)} has ${elements(count)}, ${at("params", name)} has ${length}`);
    }
    const changes = grad !== entry.param && reachesInto(moved, grad);
    return { ...entry, grad: changes ? grad.slice() : grad, rows: undefined };
  });
  return { entries, moved };
}

/** Reads a map of what may be written to. */
export function readMap(label: string, map: unknown): { found: Found[]; moved: Map<unknown, Range[]> } {
  requireMap(label, map);
  const found = Object.keys(map).map((name) => {
    const { element, length, value: param } = readValue(label, name, map[name]);
    requireWritable(label, map, name, param);
    return { name, element, length, param };
  });
  return { found, moved: rangesOf(label, found) };
}

function readRows({ name, element, length }: Found, sparse: Sparse): Rows {
  const rows = gather(sparse, element === 4 ? Float32Array : Float64Array);
  if (rows.numbers.length === 0) return rows;
  if (rows.width === 0 || length % rows.width !== 0) {
    throw new RangeError(`${at("grads", name)} has rows of ${elements(rows.width)}, which do not divide ${at("params", name)} of ${length}`);
  }
  const height = length / rows.width;
  const wrong = rows.numbers.find((row) => row >= height);
  if (wrong !== undefined) throw new RangeError(`${at("grads", name)} has row ${wrong}, ${at("params", name)} has ${height} rows`);
  return rows;
}

export function requireMap(label: string, map: unknown): asserts map is Record<string, unknown> {
  if (!isObject(map)) complain(label, "an object of arrays", map);
}

/** A value of a map with the type it is updated in. */
export function readValue(label: string, name: string, value: unknown): { element: Element; length: number; value: ParamValue } {
  if (typeof value === "number") return { element: 8, length: 1, value };
  if (Array.isArray(value)) {
    requireNumbers(label, name, value);
    return { element: 8, length: value.length, value };
  }
  if (!isFloats(value)) return complain(at(label, name), "a number, number[], Float32Array or Float64Array", value);
  return { element: value.BYTES_PER_ELEMENT as Element, length: value.length, value };
}

export function isFloats(value: unknown): value is Floats {
  if (!ArrayBuffer.isView(value)) return false;
  // The tag, unlike instanceof, also knows the arrays of other realms (frames, vm contexts).
  const tag = (value as Partial<Floats>)[Symbol.toStringTag];
  return tag === "Float32Array" || tag === "Float64Array";
}

/** Whether a `number[]` still holds nothing else; typed arrays cannot. */
export function holdsNumbers(array: ArrayLike<unknown>): boolean {
  return !Array.isArray(array) || firstOther(array) === array.length;
}

/** Whether a `number[]` can still be written to, which typed arrays always can. To write costs 2 ns, `Object.isFrozen` 8. */
export function takesNumbers(array: Numbers): boolean {
  try {
    if (Array.isArray(array) && array.length) array[0] *= 1;
    return true;
  } catch {
    return false;
  }
}

function requireNumbers(label: string, name: string, array: readonly unknown[]): asserts array is number[] {
  const i = firstOther(array);
  if (i < array.length) complain(`${at(label, name)}[${i}]`, "a number", array[i]);
}

/** A number is replaced on the object, so the object must take it; an array must take its elements. */
function requireWritable(label: string, params: Record<string, unknown>, name: string, value: ParamValue): void {
  if (typeof value === "number" ? !Reflect.set(params, name, value) : Object.isFrozen(value)) throw new TypeError(`${at(label, name)} is read-only`);
}

/** Where a parameter's elements are. */
interface Range {
  readonly name: string;
  readonly memory: unknown;
  readonly begin: number;
  readonly end: number;
}

function rangeOf(value: ParamValue): Omit<Range, "name"> {
  // A number[] is memory of its own, a number has none.
  const { byteOffset: begin = 0, byteLength = typeof value === "number" ? 0 : 1 } = value as Partial<Floats>;
  return { memory: memoryOf(value), begin, end: begin + byteLength };
}

/** What a typed array is a view of; any other value is its own. */
export function memoryOf(value: unknown): unknown {
  return (value as Partial<Floats>).buffer ?? value;
}

/** The ranges in each memory, in order. Throws where an element belongs to two names: it would be moved twice. */
function rangesOf(label: string, entries: readonly Found[]): Map<unknown, Range[]> {
  const ranges = entries.map(({ name, param }) => ({ name, ...rangeOf(param) }));
  const found = new Map<unknown, Range[]>();
  for (const range of ranges.filter(({ begin, end }) => end > begin).toSorted((a, b) => a.begin - b.begin)) {
    const before = found.get(range.memory) ?? [];
    const other = before.at(-1);
    if (other && range.begin < other.end) throw new TypeError(`${at(label, other.name)} and ${at(label, range.name)} overlap`);
    before.push(range);
    found.set(range.memory, before);
  }
  return found;
}

/** Whether a gradient has elements in these ranges. */
function reachesInto(moved: ReadonlyMap<unknown, readonly Range[]>, grad: ParamValue): grad is number[] | Floats {
  const { memory, begin, end } = rangeOf(grad);
  return moved.get(memory)?.some((range) => range.begin < end && begin < range.end) ?? false;
}

/** The state kept under a name must fit. */
export function requireSameShape(label: string, entry: Omit<Found, "param">, kept: Omit<Found, "param">): void {
  const { name, element, length } = entry;
  if (element !== kept.element) {
    throw new TypeError(`${at(label, name)} is float${8 * element}, its state is float${8 * kept.element}`);
  }
  if (length !== kept.length) {
    throw new RangeError(`${at(label, name)} has ${elements(length)}, its state has ${kept.length}`);
  }
}

function at(label: string, name: string): string {
  return `${label}[${JSON.stringify(name)}]`;
}

function elements(count: number): string {
  return count === 1 ? "1 element" : `${count} elements`;
}
