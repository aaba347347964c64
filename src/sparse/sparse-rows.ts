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
  // What is looked at is what is kept.
  const [which, numbers] = [copyOf("rows", rows), copyOf("values", values)];
  for (let k = 0; k < which.length; k++) if (!isWhole(which[k])) complain(`rows[${k}]`, WHOLE, which[k], RangeError);
  const divides = which.length === 0 ? numbers.length === 0 : numbers.length % which.length === 0;
  if (!divides)
    throw new RangeError(`values must have as many elements for each of ${which.length} rows, got ${numbers.length}`);
  return new GivenRows(which, numbers);
}

/** Up to so many elements a list is made sooner than a typed array: 40 ns at 32, 300 there, Emerald Rapids. */
const SHORT = 128;

/** A plain copy, whatever class the array is of: its own `slice` may share the memory. */
function copyOf(name: string, values: ArrayLike<number>): ArrayLike<number> {
  const isList = Array.isArray(values);
  if (!isList && !(ArrayBuffer.isView(values) && "length" in values)) complain(name, "an array of numbers", values);
  if (!isList && values.length > SHORT && typeof values[0] === "number")
    return values instanceof Float32Array ? new Float32Array(values) : new Float64Array(values);
  const copy: number[] = [];
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    copy.push(typeof value === "number" ? value : complain(`${name}[${k}]`, "a number", value));
  }
  return copy;
}
