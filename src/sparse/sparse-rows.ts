import type { Sparse } from "../model/sparse.js";
import { complain, isWhole, WHOLE } from "../options/messages.js";
import { GivenRows } from "./rows.js";

/**
 * A gradient for the given rows of a table, such as an embedding: `rows.length` times the table's width values, row
 * after row. Both are copied. Only these rows and their state move (`torch.optim.SparseAdam`); rows given twice are
 * added up.
 *
 * @example optimizer.update({ E }, { E: sparseRows([4, 1], values) });
 */
export function sparseRows(rows: ArrayLike<number>, values: ArrayLike<number>): Sparse {
  requireNumbers("rows", rows);
  requireNumbers("values", values);
  for (let k = 0; k < rows.length; k++) if (!isWhole(rows[k])) complain(`rows[${k}]`, WHOLE, rows[k], RangeError);
  const divides = rows.length === 0 ? values.length === 0 : values.length % rows.length === 0;
  if (!divides) throw new RangeError(`values must have as many elements for each of ${rows.length} rows, got ${values.length}`);
  return new GivenRows(copyOf(rows), copyOf(values));
}

function requireNumbers(name: string, values: ArrayLike<unknown>): void {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && "length" in values)) {
    complain(name, "an array of numbers", values);
  }
  // The first of a typed array speaks for all.
  const count = Array.isArray(values) ? values.length : Math.min(1, values.length);
  for (let k = 0; k < count; k++) if (typeof values[k] !== "number") complain(`${name}[${k}]`, "a number", values[k]);
}

/** Up to so many elements a list is made sooner than a typed array: 40 ns at 32, 300 there, Emerald Rapids. */
const SHORT = 128;

function copyOf(values: ArrayLike<number>): ArrayLike<number> {
  if (values.length > SHORT && !Array.isArray(values)) return (values as Float64Array).slice();
  const copy: number[] = [];
  for (let k = 0; k < values.length; k++) copy.push(values[k]);
  return copy;
}
