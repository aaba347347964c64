import { placeInList } from "../model/rows.js";
import { at } from "../model/values.js";
import type { Shape } from "../numbers.js";
import { complain, isObject, listed } from "../options/messages.js";

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
  if (Object(shapes) !== shapes) complain("shapes", SHAPES, shapes);
  return typeof shapes === "function" ? (shapes as (name: string) => unknown)(name) : ownOf(shapes, name);
}

/** Throws a `TypeError` for what is no shapes. */
export function requireShapes(shapes: unknown): void {
  if (shapes === undefined || typeof shapes === "function") return;
  if (!isObject(shapes)) complain("shapes", SHAPES, shapes, TypeError, ", as { W: [rows, columns] }");
  for (const [name, shape] of Object.entries(shapes)) if (shape !== undefined) readList(name, shape);
}

/** Throws a `RangeError` for a shape that is of none of these names, and of no list of which they are rows. */
export function requireNames(shapes: unknown, names: readonly string[]): void {
  if (!isObject(shapes)) return;
  const known = new Set(names.flatMap((name) => [name, placeInList(name)?.list]));
  for (const name of Object.keys(shapes))
    if (!known.has(name))
      throw new RangeError(
        `${at("shapes", name)} is of no parameter among ${listed(names)}: name one, or the list of its rows; for what may ` +
          "be in no update, give a function of the name",
      );
}

const SHAPES = "an object of shapes by name, or a function of the name";

function readList(name: string, given: unknown): readonly number[] {
  if (Array.isArray(given) && given.every((each) => Number.isSafeInteger(each) && (each as number) >= 0)) return given;
  return complain(at("shapes", name), "a list of whole numbers ≥ 0, rows first", given);
}

/** What was given as the shape of so many elements. */
export function readShape(given: unknown, { name, length }: Shape): readonly number[] {
  const label = at("shapes", name);
  const list = readList(name, given);
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

/** Its rows and columns, of an empty one 0 and 0. Throws a `TypeError` for a parameter that is no matrix. */
export function matrixOf(title: string, { name, length, shape }: Shaped): readonly [rows: number, columns: number] {
  if (shape.length === 2) return shape as [number, number];
  if (length === 0) return [0, 0];
  const found = shape.length === 1 ? `a vector of ${length} as far as is known` : `[${shape.join(", ")}]`;
  const rows = placeInList(name) ? "; rows of a list are one if they have one length, type and group" : "";
  throw new TypeError(
    `${title} moves matrices: ${name} is ${found}${rows}. Give shapes: { ${JSON.stringify(name)}: [rows, columns] }, with ` +
      `rows × columns = ${length}, or another optimizer to what is no matrix, by a Partition`,
  );
}
