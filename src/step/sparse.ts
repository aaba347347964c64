import { complain, isWhole, WHOLE } from "../options/read.js";
import type { Floats } from "../rule.js";

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
  const wrong = list.findIndex((row) => !isWhole(row));
  if (wrong >= 0) complain(`rows[${wrong}]`, WHOLE, list[wrong], RangeError);
  const divides = list.length === 0 ? numbers.length === 0 : numbers.length % list.length === 0;
  if (!divides) throw new RangeError(`values must have as many elements for each of ${list.length} rows, got ${numbers.length}`);
  return new Sparse(list, numbers);
}

function listOf(name: string, values: unknown): number[] {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && "length" in values)) {
    complain(name, "an array of numbers", values);
  }
  const list = Array.from(values as ArrayLike<unknown>);
  const wrong = list.findIndex((value) => typeof value !== "number");
  if (wrong >= 0) complain(`${name}[${wrong}]`, "a number", list[wrong]);
  return list as number[];
}

/** The touched rows of a table in one gradient: each once, with all that was given for it. */
export interface Rows {
  readonly numbers: readonly number[];
  readonly width: number;
  /** One row after the other. */
  readonly values: Floats;
}

/** Duplicate rows added up in the type of the table, in the order in which they come. */
export function gather({ rows, values }: Sparse, Type: Float32ArrayConstructor | Float64ArrayConstructor): Rows {
  const width = rows.length === 0 ? 0 : values.length / rows.length;
  const places = new Map<number, number>();
  for (let k = 0; k < rows.length; k++) if (!places.has(rows[k])) places.set(rows[k], places.size * width);
  const given = Type.from(values);
  const sums = new Type(places.size * width);
  for (let k = 0; k < rows.length; k++) {
    const at = places.get(rows[k]) as number;
    for (let i = 0; i < width; i++) sums[at + i] += given[k * width + i];
  }
  return { numbers: [...places.keys()], width, values: sums };
}
