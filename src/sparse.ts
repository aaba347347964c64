import { describe } from "./options.js";

/** A gradient that touches some rows of a table only. */
export class Sparse {
  constructor(
    readonly rows: readonly number[],
    readonly values: ArrayLike<number>,
  ) {}
}

/**
 * A gradient for the given rows of a table, such as an embedding: `rows.length` times the table's width values, row
 * after row. Only these rows and their state move (`torch.optim.SparseAdam`); rows given twice are added up.
 *
 * @example optimizer.update({ E }, { E: sparseRows([4, 1], values) });
 */
export function sparseRows(rows: ArrayLike<number>, values: ArrayLike<number>): Sparse {
  const [list, numbers] = [listOf("rows", rows), listOf("values", values)];
  const wrong = list.findIndex((row) => !(Number.isSafeInteger(row) && row >= 0));
  if (wrong >= 0) throw new RangeError(`rows[${wrong}] must be a whole number ≥ 0, got ${list[wrong]}`);
  const divides = list.length === 0 ? numbers.length === 0 : numbers.length % list.length === 0;
  if (!divides) throw new RangeError(`values must have as many elements for each of ${list.length} rows, got ${numbers.length}`);
  return new Sparse(list, numbers);
}

function listOf(name: string, values: unknown): number[] {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && "length" in values)) {
    throw new TypeError(`${name} must be an array of numbers, got ${describe(values)}`);
  }
  const list = Array.from(values as ArrayLike<unknown>);
  const wrong = list.findIndex((value) => typeof value !== "number");
  if (wrong >= 0) throw new TypeError(`${name}[${wrong}] must be a number, got ${describe(list[wrong])}`);
  return list as number[];
}
