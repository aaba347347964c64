import type { Pass } from "../backend/kernels.js";
import wasm from "../kernels/wasm/quasi-newton.js";
import { isSingle, round } from "../numbers.js";

/** What L-BFGS does to whole vectors; the arguments but counts and scales are positions. */
export interface VectorPasses {
  /** The sum of products in float64, in one fixed order. */
  dot(a: number, b: number, count: number): number;
  /** q += scale · y, and the dot product of what q becomes with s. */
  advance(q: number, y: number, count: number, scale: number, s: number): number;
  /**
   * d = −H g by the two-loop recursion over `pairs` of a table in float64, oldest first: where s and y begin, their product,
   * and room for a number. The product of d with g.
   */
  recursion(d: number, g: number, count: number, table: number, pairs: number, theta: number): number;
  /** to = from + scale · d. */
  move(to: number, from: number, count: number, scale: number, d: number): void;
  /** to = scale · from. */
  scaled(to: number, from: number, count: number, scale: number): void;
}

export const vectorPasses: Pass<VectorPasses> = {
  wasm,
  js(x, doubles) {
    const single = isSingle(x);
    const dot: VectorPasses["dot"] = (a, b, count) => {
      let [s0, s1, s2, s3, s4, s5, s6, s7, rest] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
      let i = 0;
      for (; i + 8 <= count; i += 8) {
        s0 += x[a + i] * x[b + i];
        s1 += x[a + i + 1] * x[b + i + 1];
        s2 += x[a + i + 2] * x[b + i + 2];
        s3 += x[a + i + 3] * x[b + i + 3];
        s4 += x[a + i + 4] * x[b + i + 4];
        s5 += x[a + i + 5] * x[b + i + 5];
        s6 += x[a + i + 6] * x[b + i + 6];
        s7 += x[a + i + 7] * x[b + i + 7];
      }
      for (; i < count; i++) rest += x[a + i] * x[b + i];
      return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7)) + rest;
    };
    const move: VectorPasses["move"] = (to, from, count, scale, d) => {
      const factor = round(single, scale);
      for (let i = 0; i < count; i++) x[to + i] = x[from + i] + round(single, factor * x[d + i]);
    };
    const advance: VectorPasses["advance"] = (q, y, count, scale, s) => {
      move(q, q, count, scale, y);
      return dot(q, s, count);
    };
    const scaled: VectorPasses["scaled"] = (to, from, count, scale) => {
      const factor = round(single, scale);
      for (let i = 0; i < count; i++) x[to + i] = factor * x[from + i];
    };
    const recursion: VectorPasses["recursion"] = (d, g, count, table, pairs, theta) => {
      const end = table + 4 * pairs;
      scaled(d, g, count, -1);
      let product = dot(d, doubles[end - 4], count);
      for (let pair = end - 4; pair >= table; pair -= 4) {
        const share = product / doubles[pair + 2];
        doubles[pair + 3] = share;
        product = advance(d, doubles[pair + 1], count, -share, doubles[pair > table ? pair - 4 : table + 1]);
      }
      scaled(d, d, count, 1 / theta);
      product = dot(d, doubles[table + 1], count);
      for (let pair = table; pair < end; pair += 4) {
        const back = product / doubles[pair + 2];
        const next = pair + 4 < end ? doubles[pair + 5] : g;
        product = advance(d, doubles[pair], count, doubles[pair + 3] - back, next);
      }
      return product;
    };
    return { dot, advance, recursion, move, scaled };
  },
};
