import type { Pass } from "../backend/kernels.js";
import wasm from "../kernels/wasm/int8.js";
import { BLOCK } from "./kinds.js";

/** As in `assembly/passes/int8.ts`, which says more. Positions are in bytes. */
interface Coding {
  decode(codes: number, to: number, count: number, scales: number, table: number): void;
  encodeSigned(codes: number, from: number, count: number, scales: number): void;
  encodeSquares(codes: number, from: number, count: number, scales: number): void;
}

const DECADES = [0, 1, 2, 3, 4, 5, 6];
const TENS = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/**
 * The values of all codes, those with a sign and then those without, as `create_dynamic_map` of bitsandbytes has them: in
 * decade i the middles of 2^i, or 2^(i + 1), parts of [0.1, 1] · 10^(i − 6), with both signs or with one, 0 and 1, in order.
 */
export function valuesOfCodes(): Float32Array {
  const middles = (n: number): number[] =>
    DECADES.flatMap((i) =>
      Array.from({ length: n * 2 ** i }, (_, j) => (0.1 + (0.9 * (j + 0.5)) / (n * 2 ** i)) / TENS[6 - i]),
    );
  const ones = middles(1);
  return Float32Array.of(...ones.toReversed().map((value) => -value), 0, ...ones, 1, 0, ...middles(2), 1);
}

export const coding: Pass<Coding> = {
  wasm,
  js(x) {
    const bytes = new Uint8Array(x.buffer);
    const bits = new Int32Array(x.buffer);
    const table = valuesOfCodes();
    const encode = (codes: number, from: number, count: number, scales: number, signed: boolean): void => {
      for (let begin = 0; begin < count; begin += BLOCK) {
        const end = Math.min(begin + BLOCK, count);
        let most = 0;
        for (let i = begin; i < end; i++) most = Math.max(most, bits[from / 4 + i] & 0x7fffffff);
        if (most > INFINITE) most = NOT_A_NUMBER;
        const scale = scales / 4 + begin / BLOCK;
        bits[scale] = most < LEAST_NORMAL ? 0 : most;
        if (most < LEAST_NORMAL || most >= INFINITE) bytes.fill(signed ? 127 : 0, codes + begin, codes + end);
        else {
          const by = Math.fround(1 / x[scale]);
          const code = signed ? signedCode : squareCode;
          for (let i = begin; i < end; i++) bytes[codes + i] = code(Math.fround(x[from / 4 + i] * by));
        }
      }
    };
    return {
      decode(codes, to, count, scales, signed) {
        // There the position of the table, of which the first half has signs.
        const values = signed === 0 ? table : table.subarray(256);
        for (let i = 0; i < count; i++)
          x[to / 4 + i] = Math.fround(values[bytes[codes + i]] * x[scales / 4 + Math.floor(i / BLOCK)]) + 0;
      },
      encodeSigned: (codes, from, count, scales) => encode(codes, from, count, scales, true),
      encodeSquares: (codes, from, count, scales) => encode(codes, from, count, scales, false),
    };
  },
};

const LEAST_NORMAL = 0x00800000;
const INFINITE = 0x7f800000;
const NOT_A_NUMBER = 0x7fc00000;

/** Slope and height of each decade's line, of which the lowest is higher by a part of 1. */
const lines = (n: number, less: number): readonly (readonly [slope: number, height: number])[] =>
  DECADES.map((i) => [
    Math.fround((n * 2 ** i * TENS[6 - i]) / 0.9),
    Math.fround((n * 2 ** i * 8) / 9 + (i === 0 ? 1 / less : 0)),
  ]);
const SIGNED = /* @__PURE__ */ lines(1, 180);
const SQUARES = /* @__PURE__ */ lines(2, Infinity);

/** The place of a value among the codes that are not below it. */
function placeOf(a: number, of: typeof SIGNED, top: number): number {
  let place = Infinity;
  for (let i = 6; i >= 0; i--) {
    const here = Math.fround(Math.fround(of[i][0] * a) + of[i][1]);
    if (here < place) place = here;
  }
  if (place >= top - 0.25) return top;
  const floor = Math.floor(place);
  const isFirst = (floor & (floor - 1)) === 0;
  return isFirst && Math.fround(place - floor) < NEARER ? floor - 1 : floor;
}

const NEARER = /* @__PURE__ */ Math.fround(0.2);

function signedCode(y: number): number {
  const place = placeOf(Math.abs(y), SIGNED, 128);
  return y < 0 ? Math.max(0, 127 - place) : 127 + place;
}

function squareCode(y: number): number {
  const a = Math.abs(y);
  return Math.max(0, Math.max(placeOf(a, SQUARES, 256), a > 0 ? 2 : 0) - 1);
}
