import type { Floats, Numbers } from "./rule.js";
import type { Piece } from "./run.js";
import type { Store } from "./store.js";
import { Sparse } from "./sparse.js";

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

/** One step of the touched rows and their state: they are brought together, moved by the kernel, and put back. */
export function stepRows(store: Store, { tensor, param, rows }: Piece): void {
  const { numbers, width, values } = rows as Rows;
  const { span, offset } = tensor;
  const desk = store.desk(span, width);
  desk.coefficients.set(span.coefficients);
  desk.full = span.full;
  const each = Math.floor(desk.length / width);
  const slots = span.slots.map((name) => [desk.slot(name), span.slot(name) + offset] as const);
  for (let first = 0; first < numbers.length; first += each) {
    const some = numbers.slice(first, first + each);
    const count = some.length * width;
    desk.heap.set(values.subarray(first * width, first * width + count), desk.grads);
    const move = (out: boolean): void =>
      some.forEach((row, k) => {
        copy(param, row * width, desk.heap, desk.params + k * width, width, out);
        for (const [to, from] of slots) copy(span.heap, from + row * width, desk.heap, to + k * width, width, out);
      });
    move(false);
    desk.step(desk.params, desk.grads, 0, count);
    move(true);
  }
}

/** Between two arrays; back where `out`. */
function copy(a: Numbers, i: number, b: Numbers, k: number, count: number, out: boolean): void {
  if (out) for (let n = 0; n < count; n++) a[i + n] = b[k + n];
  else for (let n = 0; n < count; n++) b[k + n] = a[i + n];
}
