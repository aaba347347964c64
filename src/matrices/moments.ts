import type { Pass } from "../backend/kernels.js";
import wasm from "../kernels/wasm/moments.js";
import { isSingle, round } from "../numbers.js";

/** Adam's means on an array. */
export interface Moments {
  /** The means m of g and v of g²; g becomes m / (√v + eps). */
  moments(
    g: number,
    m: number,
    v: number,
    count: number,
    keep1: number,
    gain1: number,
    keep2: number,
    gain2: number,
    eps: number,
  ): void;
}

export const momentsPass: Pass<Moments> = {
  wasm,
  js(x) {
    const single = isSingle(x);
    const rounded = (value: number): number => round(single, value);
    return {
      moments(g, m, v, count, ...scalars) {
        const [keep1, gain1, keep2, gain2, eps] = scalars.map(rounded);
        for (let i = 0; i < count; i++) {
          const at = x[g + i];
          x[m + i] = rounded(keep1 * x[m + i]) + rounded(gain1 * at);
          x[v + i] = rounded(keep2 * x[v + i]) + rounded(gain2 * rounded(at * at));
          x[g + i] = x[m + i] / rounded(rounded(Math.sqrt(x[v + i])) + eps);
        }
      },
    };
  },
};
