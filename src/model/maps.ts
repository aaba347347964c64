import type { Element } from "../numbers.js";
import { complain, isObject } from "../options/messages.js";
import { rangesOf, reachesInto, type Ranges } from "./overlap.js";
import { Sparse, type TouchedRows } from "./sparse.js";
import { at, elements, readValue, takesNumber, type ParamValue } from "./values.js";

/** A parameter's name, type and length. */
export interface Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
}

/** A parameter as a map holds it. */
export interface Found extends Shape {
  readonly param: ParamValue;
}

/** One parameter of an update as the maps hold it. */
export interface Entry extends Found {
  readonly grad: ParamValue;
  /** In place of `grad`, which is empty, where only some rows are touched. */
  readonly rows: TouchedRows | undefined;
}

/**
 * Reads two maps. Throws, naming the culprit, where they are not what `update` takes; changes nothing. `moved` is the
 * memory of the parameters; a gradient that would change while others move is copied.
 */
export function readMaps(params: unknown, grads: unknown): { entries: Entry[]; moved: Ranges } {
  const { found, moved } = readMap("params", params);
  requireMap("grads", grads);
  const entries = found.map((entry) => {
    const { name, length } = entry;
    if (!Object.hasOwn(grads, name)) throw new TypeError(`${at("grads", name)} is missing`);
    const given = grads[name];
    if (given instanceof Sparse) {
      const rows = given.rowsOf(entry);
      rows.take(given);
      return { ...entry, grad: [], rows };
    }
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
export function readMap(label: string, map: unknown): { found: Found[]; moved: Ranges } {
  requireMap(label, map);
  const found = Object.keys(map).map((name) => {
    const { element, length, value: param } = readValue(label, name, map[name]);
    requireWritable(label, map, name, param);
    return { name, element, length, param };
  });
  return { found, moved: rangesOf(label, found) };
}

export function requireMap(label: string, map: unknown): asserts map is Record<string, unknown> {
  if (!isObject(map)) complain(label, "an object of arrays", map);
}

/** A number is replaced on the object, so the object must take it; an array must take its elements. */
function requireWritable(label: string, params: Record<string, unknown>, name: string, value: ParamValue): void {
  if (typeof value === "number" ? !takesNumber(params, name, value) : Object.isFrozen(value)) {
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
