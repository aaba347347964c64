import { placeInList } from "../model/rows.js";
import { at } from "../model/values.js";
import type { Shape } from "../numbers.js";
import { complain } from "../options/messages.js";

/** A parameter whose shape is known. */
export interface Shaped extends Shape {
  /** Rows first; of a vector its length alone. */
  readonly shape: readonly number[];
}

/** The shape that `shapes` gives a parameter, else a vector's. Throws a `RangeError` for one of other elements. */
export function shapeOf(shapes: unknown, of: Shape): readonly number[] {
  const given = givenFor(shapes, of.name);
  return given === undefined ? [of.length] : readShape(given, of);
}

/** What `shapes` has under a name. */
export function givenFor(shapes: unknown, name: string): unknown {
  if (shapes === undefined) return undefined;
  if (Object(shapes) !== shapes) complain("shapes", "an object of shapes by name, or a function of the name", shapes);
  return typeof shapes === "function" ? (shapes as (name: string) => unknown)(name) : ownOf(shapes, name);
}

/** What was given as the shape of so many elements. */
export function readShape(given: unknown, { name, length }: Shape): readonly number[] {
  const label = at("shapes", name);
  const list = given as readonly number[];
  if (!Array.isArray(given) || !list.every((each) => Number.isSafeInteger(each) && each > 0))
    complain(label, "a list of whole numbers ≥ 1, rows first", given);
  const elements = elementsOf(list);
  if (elements !== length)
    throw new RangeError(`${label} is [${list.join(", ")}], ${elements} elements, where ${name} has ${length}`);
  return list;
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, each) => product * each, 1);
}

function ownOf(shapes: unknown, name: string): unknown {
  return Object.hasOwn(shapes as object, name) ? (shapes as Record<string, unknown>)[name] : undefined;
}

/** Its rows and columns. Throws a `TypeError` for a parameter that is no matrix. */
export function matrixOf(title: string, { name, length, shape }: Shaped): readonly [rows: number, columns: number] {
  if (shape.length === 2) return shape as [number, number];
  const found = shape.length === 1 ? `a vector of ${length} as far as is known` : `[${shape.join(", ")}]`;
  const rows = placeInList(name) ? "; rows of a list are one if they have one length, type and group" : "";
  throw new TypeError(
    `${title} moves matrices: ${name} is ${found}${rows}. Give shapes: { ${JSON.stringify(name)}: [rows, columns] }, with ` +
      `rows × columns = ${length}, or another optimizer to what is no matrix, by a Partition`,
  );
}
