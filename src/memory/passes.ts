import type { Pass } from "../backend/kernels.js";
import { SCALE } from "../kernels/scalars.js";
import accumulateWasm from "../kernels/wasm/accumulate.js";
import squaresWasm from "../kernels/wasm/squares.js";
import { isSingle, round } from "../numbers.js";

/** Adds the squares of `count` elements to eight sums in float64; `place` counts all elements so far. */
export const squares: Pass<{ squares(at: number, count: number, sums: number, place: number): void }> = {
  wasm: squaresWasm,
  js: (x, sums) => ({
    squares(at, count, _sums, place) {
      for (let i = 0; i < count; i++) sums[(place + i) & 7] += x[at + i] * x[at + i];
    },
  }),
};

/** Adds scaled gradients to a sum. */
export const accumulate: Pass<{ accumulate(sum: number, grads: number, count: number, scalars: number): void }> = {
  wasm: accumulateWasm,
  js: (x) => ({
    accumulate(sum, grads, count, scalars) {
      const single = isSingle(x);
      for (let i = 0; i < count; i++) x[sum + i] += round(single, x[scalars + SCALE] * x[grads + i]);
    },
  }),
};
