import type { Pass } from "../backend/kernels.js";
import wasm from "../kernels/wasm/product.js";
import { isSingle, round, type Element, type Floats } from "../numbers.js";

/** The products of matrices; `to`, `a`, `b`, `add` and `work` are positions, the rest numbers of elements. */
export interface Products {
  /**
   * to = alpha · a·b + beta · add, of so many rows and columns and sums of `inner` products, each of which goes from 0
   * through its products in order. `a` and `b` have a step from row to row and one from column to column, so that either may
   * lie transposed; `add`, which is not read where beta is 0, and `to` are rows without gaps, and may be one. `to` is
   * neither `a` nor `b`. Of what is symmetric, half is computed.
   */
  product(
    to: number,
    a: number,
    aDown: number,
    aAcross: number,
    b: number,
    bDown: number,
    bAcross: number,
    rows: number,
    columns: number,
    inner: number,
    alpha: number,
    beta: number,
    add: number,
    symmetric: boolean,
    work: number,
  ): void;
  /** to = factor · from; both may be one. */
  scale(to: number, from: number, count: number, factor: number): void;
  /** The sum of squares in float64, in one fixed order. */
  squares(at: number, count: number): number;
}

/** Elements of the room that a product works in. */
export function roomOf(rows: number, inner: number, element: Element): number {
  const [high, wide, most] = [4, 32 / element, 128];
  return high * wide + inner * (wide + Math.min(most, high * Math.ceil(rows / high)));
}

export const products: Pass<Products> = {
  wasm,
  js(x) {
    const single = isSingle(x);
    const sums = single ? singleSums : doubleSums;
    const tile = new Float64Array(8);
    return {
      product(to, a, aDown, aAcross, b, bDown, bAcross, rows, columns, inner, alpha, beta, add, symmetric) {
        const [scale, share] = [round(single, alpha), round(single, beta)];
        for (let i = 0; i < rows; i += 2) {
          const [high, right] = [Math.min(2, rows - i), symmetric ? Math.min(i + 2, columns) : columns];
          for (let j = 0; j < right; j += 4) {
            const wide = Math.min(4, columns - j);
            // What lies beyond the edge is the edge once more.
            const down = high === 2 ? aDown : 0;
            sums(x, tile, a + i * aDown, down, aAcross, b + j * bAcross, bDown, bAcross, wide, inner);
            for (let k = 0; k < high; k++) {
              for (let c = 0, at = (i + k) * columns + j; c < wide; c++, at++) {
                const sum = round(single, scale * tile[4 * k + c]);
                x[to + at] = share === 0 ? sum : sum + round(single, share * x[add + at]);
              }
            }
          }
        }
        if (!symmetric) return;
        for (let i = 1; i < rows; i++) for (let j = 0; j < i; j++) x[to + j * rows + i] = x[to + i * rows + j];
      },
      scale(to, from, count, factor) {
        const all = round(single, factor);
        for (let i = 0; i < count; i++) x[to + i] = all * x[from + i];
      },
      squares(at, count) {
        let [s0, s1, s2, s3, rest] = [0, 0, 0, 0, 0];
        let i = 0;
        for (; i + 4 <= count; i += 4) {
          s0 += x[at + i] * x[at + i];
          s1 += x[at + i + 1] * x[at + i + 1];
          s2 += x[at + i + 2] * x[at + i + 2];
          s3 += x[at + i + 3] * x[at + i + 3];
        }
        for (; i < count; i++) rest += x[at + i] * x[at + i];
        return s0 + s1 + (s2 + s3) + rest;
      },
    };
  },
};

type Sums = (
  x: Floats,
  tile: Float64Array,
  a: number,
  down: number,
  aAcross: number,
  b: number,
  bDown: number,
  bAcross: number,
  wide: number,
  inner: number,
) => void;

/** The sums of two rows by four columns: a loop for each type, as one that rounds for both takes twice the time. */
const singleSums: Sums = (x, tile, a, down, aAcross, b, bDown, bAcross, wide, inner) => {
  const { fround } = Math;
  let [s0, s1, s2, s3, t0, t1, t2, t3] = [0, 0, 0, 0, 0, 0, 0, 0];
  const [b1, b2, b3] = [1, 2, 3].map((c) => Math.min(c, wide - 1) * bAcross);
  for (let k = 0; k < inner; k++, a += aAcross, b += bDown) {
    const u = x[a];
    const v = x[a + down];
    const y0 = x[b];
    const y1 = x[b + b1];
    const y2 = x[b + b2];
    const y3 = x[b + b3];
    s0 = fround(s0 + fround(u * y0));
    s1 = fround(s1 + fround(u * y1));
    s2 = fround(s2 + fround(u * y2));
    s3 = fround(s3 + fround(u * y3));
    t0 = fround(t0 + fround(v * y0));
    t1 = fround(t1 + fround(v * y1));
    t2 = fround(t2 + fround(v * y2));
    t3 = fround(t3 + fround(v * y3));
  }
  tile[0] = s0;
  tile[1] = s1;
  tile[2] = s2;
  tile[3] = s3;
  tile[4] = t0;
  tile[5] = t1;
  tile[6] = t2;
  tile[7] = t3;
};

const doubleSums: Sums = (x, tile, a, down, aAcross, b, bDown, bAcross, wide, inner) => {
  let [s0, s1, s2, s3, t0, t1, t2, t3] = [0, 0, 0, 0, 0, 0, 0, 0];
  const [b1, b2, b3] = [1, 2, 3].map((c) => Math.min(c, wide - 1) * bAcross);
  for (let k = 0; k < inner; k++, a += aAcross, b += bDown) {
    const u = x[a];
    const v = x[a + down];
    const y0 = x[b];
    const y1 = x[b + b1];
    const y2 = x[b + b2];
    const y3 = x[b + b3];
    s0 += u * y0;
    s1 += u * y1;
    s2 += u * y2;
    s3 += u * y3;
    t0 += v * y0;
    t1 += v * y1;
    t2 += v * y2;
    t3 += v * y3;
  }
  tile[0] = s0;
  tile[1] = s1;
  tile[2] = s2;
  tile[3] = s3;
  tile[4] = t0;
  tile[5] = t1;
  tile[6] = t2;
  tile[7] = t3;
};
