import { matrixOf, type Shaped } from "../../phases/shapes.js";

/** @internal Rows and columns of a matrix, or of a vector, which has one row. Throws a `TypeError` for what is neither. */
export function linesIn(title: string, of: Shaped): readonly [rows: number, columns: number] {
  return of.shape.length === 1 ? [1, of.length] : matrixOf(title, of);
}

/** @internal Whether it is a vector. */
export function isVector({ shape }: Shaped): boolean {
  return shape.length === 1;
}
