import type { Floats } from "../numbers.js";
import { QUIET_32, QUIET_64 } from "./nan.js";

type Row = Floats | Uint8Array | Uint16Array;

/** Of bytes, or of numbers in the order of a file, in 32 bits; each NaN counts as the one pattern that files have. */
export function sumOf(rows: Iterable<Row>): number {
  let sum = 0;
  for (const row of rows) sum = mixed(mixed(sum, row.length), ofRow(row));
  return sum;
}

/** One step of FNV-1a, by words. */
export function mixed(sum: number, word: number): number {
  return Math.imul(sum ^ word, 0x01000193) >>> 0;
}

function ofRow(row: Row): number {
  if (row.BYTES_PER_ELEMENT < 4) return ofCodes(row, row.BYTES_PER_ELEMENT === 2);
  const words = new Uint32Array(row.buffer, row.byteOffset, row.byteLength / 4);
  return row.BYTES_PER_ELEMENT === 4 ? of32(row, words) : of64(row, words);
}

/** Of bytes, or of bfloat16, the upper half of a float32. */
function ofCodes(codes: Row, isHalf: boolean): number {
  let sum = 0;
  for (const code of codes) sum = mixed(sum, isHalf && (code & 0x7fff) > 0x7f80 ? QUIET_32 >>> 16 : code);
  return sum;
}

function of32(x: Row, words: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum = mixed(sum, x[i] === x[i] ? words[i] : QUIET_32);
  return sum;
}

function of64(x: Row, words: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const isNumber = x[i] === x[i];
    sum = mixed(sum, isNumber ? words[2 * i] : 0);
    sum = mixed(sum, isNumber ? words[2 * i + 1] : QUIET_64);
  }
  return sum;
}
