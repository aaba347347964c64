import type { Shape } from "../numbers.js";
import { complain, isObject } from "../options/messages.js";
import { rangesOf, reachesInto, type Ranges } from "./overlap.js";
import { Sparse, type TouchedRows } from "./sparse.js";
import { at, elements, readValue, takesNumber, takesNumbers, type ParamValue } from "./values.js";

/** A parameter as a map holds it. */
export interface Found extends Shape {
  readonly param: ParamValue;
}

/** One parameter of an update as the maps hold it. */
export interface Entry extends Found {
  readonly grad: ParamValue;
  /** In place of `grad`, which is empty, where only some rows are touched. */
  readonly rows: TouchedRows | undefined;
  /** Whether its gradient is null: it stays as it is. */
  readonly stays: boolean;
}

/**
 * Reads two maps. Throws, naming the culprit, where they are not what `update` takes; changes nothing. `moved` is the
 * memory of the parameters; a gradient that would change while others move is copied.
 */
export function readMaps(params: unknown, grads: unknown): { entries: Entry[]; moved: Ranges } {
  const { found, moved } = readMap("params", params, (name) => isObject(grads) && grads[name] === null);
  requireMap("grads", grads);
  const entries = found.map((entry) => {
    const { name, length } = entry;
    if (!Object.hasOwn(grads, name)) throw new TypeError(`${at("grads", name)} is missing`);
    const given = grads[name];
    if (given === null) return { ...entry, grad: [], rows: undefined, stays: true };
    if (given instanceof Sparse) {
      const rows = given.rowsOf(entry);
      rows.take(given);
      return { ...entry, grad: [], rows, stays: false };
    }
    const { length: count, value: grad } = readValue("grads", name, given);
    if (count !== length) {
      throw new RangeError(`${at("grads", name)} has ${elements(count)}, ${at("params", name)} has ${length}`);
    }
    const changes = grad !== entry.param && reachesInto(moved, grad);
    return { ...entry, grad: changes ? grad.slice() : grad, rows: undefined, stays: false };
  });
  return { entries, moved };
}

/** Reads a map of what may be written to, but for what stays as it is. */
export function readMap(
  label: string,
  map: unknown,
  stays = (_name: string): boolean => false,
): { found: Found[]; moved: Ranges } {
  requireNames(label, map);
  const found = Object.keys(map).map((name) => readParam(label, map, name, stays(name)));
  return { found, moved: rangesOf(label, found) };
}

/** A parameter of a map, which must take what is written to it, unless it stays. */
export function readParam(label: string, map: Record<string, unknown>, name: string, stays = false): Found {
  const { element, length, value: param } = readValue(label, name, map[name]);
  if (!stays) requireWritable(label, map, name, param);
  return { name, element, length, param };
}

/** Throws for what is no map, and for one without names. */
export function requireNames(label: string, map: unknown): asserts map is Record<string, unknown> {
  requireMap(label, map);
  if (Object.keys(map).length === 0)
    throw new TypeError(`${label} has no parameters: only own enumerable fields count`);
}

function requireMap(label: string, map: unknown): asserts map is Record<string, unknown> {
  if (!isObject(map) || ("stride" in map && "shape" in map))
    complain(label, "an object of arrays", map, TypeError, map instanceof Map ? ": pass Object.fromEntries(it)" : "");
}

/** A number is replaced on the object, so the object must take it; an array must take its elements. */
function requireWritable(label: string, params: Record<string, unknown>, name: string, value: ParamValue): void {
  if (typeof value === "number" ? !takesNumber(params, name, value) : !takesNumbers(value, Infinity)) {
    throw new TypeError(`${at(label, name)} is read-only`);
  }
}

/** The state kept under a name must fit. */
export function requireSameShape(label: string, { name, element, length }: Shape, kept: Shape): void {
  if (element !== kept.element) {
    throw new TypeError(`${at(label, name)} is float${8 * element}, its state is float${8 * kept.element}`);
  }
  if (length !== kept.length) {
    throw new RangeError(`${at(label, name)} has ${elements(length)}, its state has ${kept.length}`);
  }
}
