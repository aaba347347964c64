import type { Pass } from "../backend/kernels.js";
import wasm from "../kernels/wasm/rows.js";

/** What moves rows of a table; `rows` and `places` are numbers of 32 bits. */
export interface RowPasses {
  /** Brings `count` rows of a table together, and puts them back. */
  gather(table: number, rows: number, count: number, width: number, to: number): void;
  scatter(table: number, rows: number, count: number, width: number, from: number): void;
  /** Adds `count` rows, in their order, each to the row of `sums` that `places` says. */
  sumRows(given: number, places: number, count: number, width: number, sums: number): void;
}

export const rowPasses: Pass<RowPasses> = {
  wasm,
  js(x, _sums, integers) {
    const move = (to: number, from: number, count: number): void => {
      for (let i = 0; i < count; i++) x[to + i] = x[from + i];
    };
    return {
      gather(table, rows, count, width, to) {
        for (let k = 0; k < count; k++) move(to + k * width, table + integers[rows + k] * width, width);
      },
      scatter(table, rows, count, width, from) {
        for (let k = 0; k < count; k++) move(table + integers[rows + k] * width, from + k * width, width);
      },
      sumRows(given, places, count, width, to) {
        for (let k = 0; k < count; k++) {
          const sum = to + integers[places + k] * width;
          for (let i = 0; i < width; i++) x[sum + i] += x[given + k * width + i];
        }
      },
    };
  },
};
