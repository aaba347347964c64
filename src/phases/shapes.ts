import { at } from "../model/values.js";
import type { Shape } from "../numbers.js";
import { complain } from "../options/messages.js";

/** A parameter whose shape is known. */
export interface Shaped extends Shape {
  /** Rows first; of a vector its length alone. */
  readonly shape: readonly number[];
}

/** The shape that `shapes` gives a parameter, else a vector's. Throws a `RangeError` for one of other elements. */
export function shapeOf(shapes: unknown, { name, length }: Shape): readonly number[] {
  if (shapes === undefined) return [length];
  if (Object(shapes) !== shapes) complain("shapes", "an object of shapes by name, or a function of the name", shapes);
  const given = typeof shapes === "function" ? (shapes as (name: string) => unknown)(name) : ownOf(shapes, name);
  if (given === undefined) return [length];
  const label = at("shapes", name);
  const list = given as readonly number[];
  if (!Array.isArray(given) || !list.every((each) => Number.isSafeInteger(each) && each > 0))
    complain(label, "a list of whole numbers ≥ 1, rows first", given);
  const elements = list.reduce((product, each) => product * each, 1);
  if (elements !== length)
    throw new RangeError(`${label} is [${list.join(", ")}], ${elements} elements, where ${name} has ${length}`);
  return list;
}

function ownOf(shapes: unknown, name: string): unknown {
  return Object.hasOwn(shapes as object, name) ? (shapes as Record<string, unknown>)[name] : undefined;
}

/** Its rows and columns. Throws a `TypeError` for a parameter that is no matrix. */
export function matrixOf(title: string, { name, length, shape }: Shaped): readonly [rows: number, columns: number] {
  if (shape.length === 2) return shape as [number, number];
  const found = shape.length === 1 ? `a vector of ${length} as far as is known` : `[${shape.join(", ")}]`;
  throw new TypeError(
    `${title} moves matrices: ${name} is ${found}. Give shapes: { ${JSON.stringify(name)}: [rows, columns] }, with ` +
      `rows × columns = ${length}, or another optimizer to what is no matrix, by a Partition`,
  );
}
