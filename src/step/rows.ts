import type { Numbers } from "../rule.js";
import type { Piece } from "./run.js";
import type { Store } from "./store.js";
import type { Rows } from "./sparse.js";

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
