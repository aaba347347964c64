/** Numbers that are kept as bfloat16, the upper half of a float32: as in `assembly/bfloat16.ts`. */

const halves = new WeakMap<ArrayBufferLike, Uint16Array>();

/** A memory as such. */
export function halvesOf({ buffer }: Float32Array): Uint16Array {
  const known = halves.get(buffer) ?? new Uint16Array(buffer);
  halves.set(buffer, known);
  return known;
}

/** What an element, and a step, adds to the number by which it is rounded: 2^16 over 1.3247… and over 1.618…. */
const STRIDE = 49_471;
const STEP = 40_503;

/** A step's number. */
export function seedOf(t: number): number {
  return (t * STEP) & 0xffff;
}

/** From 0 to 65,535: the number of a parameter's element. */
export function noiseOf(k: number, seed: number): number {
  return (k * STRIDE + seed) & 0xffff;
}

const value = /* @__PURE__ */ new Float32Array(1);
const bits = /* @__PURE__ */ bitsOf(value);

function bitsOf({ buffer }: Float32Array): Uint32Array {
  return new Uint32Array(buffer);
}

export function widened(half: number): number {
  bits[0] = half << 16;
  return value[0];
}

/** The upper half, once the noise has carried into it. */
export function narrowed(x: number, noise: number): number {
  value[0] = x;
  return x === x ? (bits[0] + noise) >>> 16 : 0x7fc0;
}
