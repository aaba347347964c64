import type { Pass } from "../backend/kernels.js";
import type { Floats } from "../numbers.js";
import wasm from "../kernels/wasm/int8.js";
import { BLOCK } from "./kinds.js";

/** As in `assembly/passes/int8.ts`, which says more. Positions are in bytes. */
interface Coding {
  decode(codes: number, to: number, count: number, scales: number, table: number): void;
  encode(codes: number, from: number, count: number, scales: number, table: number): void;
}

const DECADES = [0, 1, 2, 3, 4, 5, 6];
const TENS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/** Numbers of a table: the values of all codes, then what codes are made with. */
export const TABLE = 280;

/**
 * The table of codes with a sign, and that of codes without. Values are those of `create_dynamic_map` of bitsandbytes: in
 * decade i the middles of 2^i, or 2^(i + 1), parts of [0.1, 1] · 10^(i − 6), with both signs or with one, 0 and 1, in order.
 */
export function tables(): Float32Array {
  const both = new Float32Array(2 * TABLE);
  for (const [n, table] of [both.subarray(0, TABLE), both.subarray(TABLE)].entries()) {
    const widths = DECADES.map((i) => 2 ** (i + n));
    const middles = widths.flatMap((width, i) =>
      Array.from({ length: width }, (_, j) => (0.1 + (0.9 * (j + 0.5)) / width) / TENS[6 - i]),
    );
    const top = 128 * 2 ** n;
    const heights = widths.map((width) => (width * 8) / 9);
    // Below the least code with a sign there is 0 alone, which is nearer up to a half of it.
    if (n === 0) heights[0] += 1 / 180;
    table.set([
      ...(n === 0 ? middles.toReversed().map((value) => -value) : []),
      0,
      ...middles,
      1,
      ...widths.map((width, i) => (width * TENS[6 - i]) / 0.9),
      ...heights,
      top,
      top - 0.25,
      n === 0 ? -0 : 0,
      WHOLE + (n === 0 ? 127 : -1),
      n === 0 ? 0 : 2,
      WHOLE,
      0.002,
      0.2,
      1,
    ]);
  }
  return both;
}

/** Adding it leaves a whole number in a float's lowest bits. */
const WHOLE = 8_388_608;
/** Places in a table. */
const SLOPES = 256;
const HEIGHTS = 263;
const REST = 270;

export const coding: Pass<Coding> = {
  wasm,
  js(x) {
    const bytes = new Uint8Array(x.buffer);
    const bits = new Int32Array(x.buffer);
    return {
      decode(codes, to, count, scales, table) {
        for (let i = 0; i < count; i++) {
          const value = x[table / 4 + bytes[codes + i]];
          x[to / 4 + i] = Math.fround(value * x[scales / 4 + Math.floor(i / BLOCK)]) + 0;
        }
      },
      encode(codes, from, count, scales, table) {
        for (let begin = 0; begin < count; begin += BLOCK) {
          const end = Math.min(begin + BLOCK, count);
          let most = 0;
          for (let i = begin; i < end; i++) most = Math.max(most, bits[from / 4 + i] & 0x7fffffff);
          if (most > INFINITE) most = NOT_A_NUMBER;
          const scale = scales / 4 + begin / BLOCK;
          bits[scale] = most < LEAST_NORMAL ? 0 : most;
          const isCoded = most >= LEAST_NORMAL && most < INFINITE;
          const by = isCoded ? Math.fround(1 / x[scale]) : 0;
          for (let i = begin; i < end; i++)
            bytes[codes + i] = codeOf(isCoded ? Math.fround(x[from / 4 + i] * by) : 0, x, table / 4);
        }
      },
    };
  },
};

const LEAST_NORMAL = 0x00800000;
const INFINITE = 0x7f800000;
const NOT_A_NUMBER = 0x7fc00000;

function codeOf(y: number, x: Floats, table: number): number {
  const a = Math.abs(y);
  let place = Infinity;
  for (let i = 6; i >= 0; i--) {
    const here = Math.fround(Math.fround(x[table + SLOPES + i] * a) + x[table + HEIGHTS + i]);
    if (here < place) place = here;
  }
  const floor = Math.floor(place);
  const isBelow = (floor & (floor - 1)) === 0 && Math.fround(place - floor) < x[table + REST + 7];
  const near = place >= x[table + REST + 1] ? x[table + REST] : floor - (isBelow ? 1 : 0);
  const least = x[table + REST + 4];
  const code = Math.max(near, a > 0 ? least : 0);
  return Math.max(0, (y < 0 ? -code : code) + x[table + REST + 3] - WHOLE);
}
