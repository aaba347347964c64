import type { Pass } from "../backend/kernels.js";
import wasm from "../kernels/wasm/lines.js";
import type { Tensor } from "../memory/tensor.js";
import { isSingle, round, type Element, type Floats } from "../numbers.js";

/** What is done by rows and columns of a matrix without gaps; positions as a kernel takes them, `sums` one in float64. */
export interface LinePasses {
  /** In float64: of each row the sum of squares, then of each column. */
  lineSquares(x: number, rows: number, columns: number, sums: number): void;
  /** Divides each element by the product of its row's and its column's number, at least `least`; the sum of squares. */
  divide(x: number, rows: number, columns: number, left: number, top: number, least: number): number;
  /**
   * Divides each element by the root of its square and the lesser of its row's and its column's number, plus eps; the rows'
   * numbers become the greatest of these sums, as `next`, which begins at 0, does of the columns'.
   */
  cover(x: number, rows: number, columns: number, left: number, top: number, next: number, eps: number): void;
}

export const linePasses: Pass<LinePasses> = {
  wasm,
  js(x, doubles) {
    const single = isSingle(x);
    return {
      lineSquares(from, rows, columns, sums) {
        const down = sums + rows;
        doubles.fill(0, down, down + columns);
        for (let row = 0, at = from; row < rows; row++) {
          const lanes = [0, 0, 0, 0, 0];
          const whole = columns - (columns % 4);
          for (let j = 0; j < columns; j++, at++) {
            const square = x[at] * x[at];
            lanes[j < whole ? j % 4 : 4] += square;
            doubles[down + j] += square;
          }
          doubles[sums + row] = added(lanes);
        }
      },
      divide(from, rows, columns, left, top, least) {
        const bound = round(single, least);
        const vector = single ? 4 : 2;
        const whole = columns - (columns % vector);
        let total = 0;
        for (let row = 0, at = from; row < rows; row++) {
          const lanes = [0, 0, 0, 0, 0];
          for (let j = 0; j < columns; j++, at++) {
            const by = round(single, x[left + row] * x[top + j]);
            x[at] /= by < bound ? bound : by;
            lanes[j < whole ? j % vector : 4] += x[at] * x[at];
          }
          total += added(lanes);
        }
        return total;
      },
      cover(from, rows, columns, left, top, next, eps) {
        const small = round(single, eps);
        for (let row = 0, at = from; row < rows; row++) {
          const own = x[left + row];
          let most = 0;
          for (let j = 0; j < columns; j++, at++) {
            const g = x[at];
            const sum = round(single, round(single, g * g) + Math.min(own, x[top + j]));
            const root = round(single, Math.sqrt(round(single, sum + small)));
            x[at] = g * (sum > 0 ? round(single, 1 / root) : 0);
            x[next + j] = Math.max(x[next + j], sum);
            most = Math.max(most, sum);
          }
          x[left + row] = most;
        }
      },
    };
  },
};

function added([a, b, c, d, rest]: readonly number[]): number {
  return a + b + (c + d) + rest;
}

/** Elements to work in for `linesOf`: two numbers a line in its own type, after one in float64. */
export function roomForLines(rows: number, columns: number, element: Element): number {
  return (rows + columns) * (8 / element + 1);
}

/** A parameter's rows and columns, of a vector one row; the passes on what lies in its slot, and rooms to work in. */
export function linesOf(tensor: Tensor, slot: string) {
  const { span, element, length, shape = [length] } = tensor;
  const [rows, columns] = shape.length === 1 ? [1, length] : shape;
  const { machine } = span.arena;
  const [unit, at] = [machine.unit(element), span.slot(slot) + tensor.offset];
  const passes = machine.pass(linePasses, element);
  const doubles = (span.work * element) / 8;
  const sums = machine.heaps[8].subarray(doubles, doubles + rows + columns);
  const left = span.work + ((rows + columns) * 8) / element;
  const top = left + rows;
  const view = (begin: number, count: number): Floats => span.view(begin, count);
  return {
    rows,
    columns,
    /** Sums of squares, first of rows, then of columns. */
    squares(): Floats {
      passes.lineSquares(at * unit, rows, columns, doubles * machine.unit(8));
      return sums;
    },
    left: view(left, rows),
    top: view(top, columns),
    /** By `left` and `top`. */
    divide: (least: number) => passes.divide(at * unit, rows, columns, left * unit, top * unit, least),
    /** By `left`, which becomes what it is next, and by what begins there in the memory; `top` is what that is next. */
    cover: (by: Floats, eps: number) =>
      passes.cover(at * unit, rows, columns, left * unit, (by.byteOffset / element) * unit, top * unit, eps),
  };
}
