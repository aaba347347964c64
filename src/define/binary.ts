/** The parts of a WebAssembly module (core specification 2.0, chapter 5), as bytes. */

/** A whole number ≥ 0, seven bits a byte. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

/** A whole number with its sign, under 2³¹. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 127];
    bytes.push((rest & 127) | 128);
  }
}

export function vector(...items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

export function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

export function text(some: string): number[] {
  return sized([...some].map((letter) => letter.charCodeAt(0)));
}

const I32 = 0x7f;
const V128 = 0x7b;

/**
 * A module of one function, `plain`, that takes so many numbers and has so many more as locals, then vectors: on the
 * memory `env.memory` of up to 4 GiB.
 */
export function moduleOf(params: number, numbers: number, vectors: number, code: readonly number[]): number[] {
  const locals = vector([...unsigned(numbers), I32], [...unsigned(vectors), V128]);
  return [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, vector([0x60, ...sized(Array<number>(params).fill(I32)), 0])),
    section(2, vector([...text("env"), ...text("memory"), 2, 1, 1, ...unsigned(65_536)])),
    section(3, vector([0])),
    section(7, vector([...text("plain"), 0, 0])),
    section(10, vector(sized([...locals, ...code, END]))),
  ].flat();
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

export const END = 0x0b;
const EMPTY = 0x40;

export const block = (code: readonly number[]): number[] => [0x02, EMPTY, ...code, END];
export const loop = (code: readonly number[]): number[] => [0x03, EMPTY, ...code, END];
export const branch = (depth: number): number[] => [0x0c, depth];
export const branchIf = (depth: number): number[] => [0x0d, depth];
export const getLocal = (k: number): number[] => [0x20, ...unsigned(k)];
export const setLocal = (k: number): number[] => [0x21, ...unsigned(k)];
export const teeLocal = (k: number): number[] => [0x22, ...unsigned(k)];
export const number = (value: number): number[] => [0x41, ...signed(value)];
export const ADD = 0x6a;
export const SUBTRACT = 0x6b;
export const SHIFT_RIGHT = 0x76; // unsigned
export const ABOVE = 0x4b; // unsigned
export const EXTEND = 0xad; // of 32 bits, unsigned
export const SHIFT_LEFT = 0x74;
export const NOT_BELOW = 0x4f; // unsigned
/** An instruction of vectors. */
export const simd = (code: number, ...rest: readonly number[]): number[] => [0xfd, ...unsigned(code), ...rest];
