/** The parts of a WebAssembly module (core specification 2.0, chapter 5), in hexadecimal digits, two a byte. */

/** Bytes. */
export function hex(...bytes: readonly number[]): string {
  return bytes.map((byte) => (256 + byte).toString(16).slice(1)).join("");
}

/** A whole number ≥ 0, seven bits a byte. */
export function unsigned(value: number): string {
  return value < 128 ? hex(value) : hex((value & 127) | 128) + unsigned(value >>> 7);
}

/** A whole number with its sign, under 2³¹. */
export function signed(value: number): string {
  return value >= -64 && value < 64 ? hex(value & 127) : hex((value & 127) | 128) + signed(value >> 7);
}

function sized(digits: string): string {
  return unsigned(digits.length / 2) + digits;
}

const I32 = "7f";
const V128 = "7b";
/** Of the memory `env.memory` of up to 4 GiB. */
const IMPORTS = "02120103656e76066d656d6f7279020101808004";
const FUNCTIONS = "03020100";
/** The first function, as `plain`. */
const EXPORTS = "07090105706c61696e0000";

/** A module of one function, `plain`, that takes so many numbers and has so many more as locals, then vectors. */
export function moduleOf(params: number, numbers: number, vectors: number, code: string): string {
  const type = `01${sized(`0160${sized(I32.repeat(params))}00`)}`;
  const body = sized(`02${unsigned(numbers)}${I32}${unsigned(vectors)}${V128}${code}${END}`);
  return `0061736d01000000${type}${IMPORTS}${FUNCTIONS}${EXPORTS}0a${sized(`01${body}`)}`;
}

const END = "0b";

export const block = (code: string): string => `0240${code}${END}`;
export const loop = (code: string): string => `0340${code}${END}`;
export const branch = (depth: number): string => `0c${unsigned(depth)}`;
export const branchIf = (depth: number): string => `0d${unsigned(depth)}`;
export const getLocal = (k: number): string => `20${unsigned(k)}`;
export const setLocal = (k: number): string => `21${unsigned(k)}`;
export const teeLocal = (k: number): string => `22${unsigned(k)}`;
export const number = (value: number): string => `41${signed(value)}`;
export const ADD = "6a";
export const SUBTRACT = "6b";
export const SHIFT_RIGHT = "76"; // unsigned
export const ABOVE = "4b"; // unsigned
export const EXTEND = "ad"; // of 32 bits, unsigned
export const SHIFT_LEFT = "74";
export const NOT_BELOW = "4f"; // unsigned
/** An instruction of vectors. */
export const simd = (code: number): string => `fd${unsigned(code)}`;
