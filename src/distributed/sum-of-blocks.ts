import type { Pass } from "../backend/kernels.js";
import blocksWasm from "../kernels/wasm/blocks.js";
import { isSingle, round } from "../numbers.js";

/**
 * The weighted sum of so many blocks, in the order of the ranks: block k is `apart * k` behind `from`, but for that of `rank`,
 * which is at `to`, where the sum goes.
 */
export const blocks: Pass<{
  blocks(to: number, from: number, apart: number, count: number, size: number, rank: number, weights: number): void;
}> = {
  wasm: blocksWasm,
  js: (x) => ({
    blocks(to, from, apart, count, size, rank, weights) {
      const single = isSingle(x);
      for (let i = 0; i < count; i++) {
        let sum = round(single, x[weights] * x[(rank === 0 ? to : from) + i]);
        for (let k = 1; k < size; k++) {
          const at = rank === k ? to : from + k * apart;
          sum = round(single, sum + round(single, x[weights + k] * x[at + i]));
        }
        x[to + i] = sum;
      }
    },
  }),
};
