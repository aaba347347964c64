import type { Floats } from "../../numbers.js";
import { isFloats } from "../../model/values.js";
import { readTree } from "../../model/tree.js";
import { digestOf } from "./digest.js";

/** What the numbers of a difference travel as. */
export type Format = "float32" | "bfloat16";

/** A parameter by name. */
export type Leaf = readonly [name: string, values: Floats];

/** The arrays of an allocated model, in the order of their names. */
export function leavesOf(model: object): Leaf[] {
  return readTree("params", model)
    .leaves.map(({ name, key, node }) => [name, node.holder[key]] as const)
    .filter((leaf): leaf is Leaf => isFloats(leaf[1]))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What two models must have alike. */
export function shapesOf(leaves: readonly Leaf[]): string {
  const shapes = leaves.map(([name, { BYTES_PER_ELEMENT, length }]) => [name, BYTES_PER_ELEMENT, length]);
  return digestOf([new TextEncoder().encode(JSON.stringify(shapes))]);
}

export function digestOfLeaves(leaves: readonly Leaf[]): string {
  return digestOf(
    leaves.map(([, { buffer, byteOffset, byteLength }]) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
}

/** How many bytes a difference has. */
export function sizeOf(leaves: readonly Leaf[], format: Format): number {
  return leaves.reduce((sum, [, { length }]) => sum + length, 0) * (format === "float32" ? 4 : 2);
}

/**
 * The weights of all less a member's own: subtracted in float64, rounded to float32, and that to bfloat16, each to the
 * nearest, ties to even. Undefined where one is not finite.
 */
export function differenceOf(all: readonly Leaf[], own: readonly Leaf[], format: Format): Uint8Array | undefined {
  const bytes = new Uint8Array(sizeOf(all, format));
  const singles = format === "float32" ? new Float32Array(bytes.buffer) : undefined;
  const halves = new Uint16Array(bytes.buffer);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  let k = 0;
  for (let l = 0; l < all.length; l++) {
    const [theirs, mine] = [all[l][1], own[l][1]];
    for (let i = 0; i < theirs.length; i++, k++) {
      value[0] = theirs[i] - mine[i];
      if ((bits[0] & INFINITE) === INFINITE) return undefined;
      if (singles) {
        singles[k] = value[0];
        continue;
      }
      const half = (bits[0] + 0x7fff + ((bits[0] >>> 16) & 1)) >>> 16;
      if ((half & HALF_INFINITE) === HALF_INFINITE) return undefined;
      halves[k] = half;
    }
  }
  return bytes;
}

/** The exponent of what is infinite or no number: in a float32, and in its upper half. */
const INFINITE = 0x7f80_0000;
const HALF_INFINITE = 0x7f80;

/** The weighted mean of differences, added in float64 in the order in which they come, and divided at last. */
export class Mean {
  readonly #sum: Float64Array;
  readonly #format: Format;
  #weight = 0;

  constructor(leaves: readonly Leaf[], format: Format) {
    this.#sum = new Float64Array(sizeOf(leaves, "float32") / 4);
    this.#format = format;
  }

  /** Why it does not take these bytes, of an array of their own, which then leave it as it was; undefined where it does. */
  add(bytes: Uint8Array, weight: number): "shape" | "not finite" | undefined {
    const sum = this.#sum;
    const single = this.#format === "float32";
    if (bytes.length !== sum.length * (single ? 4 : 2)) return "shape";
    const { buffer, byteOffset } = bytes;
    const words = single
      ? new Uint32Array(buffer, byteOffset, sum.length)
      : new Uint16Array(buffer, byteOffset, sum.length);
    const infinite = single ? INFINITE : HALF_INFINITE;
    for (const word of words) if ((word & infinite) === infinite) return "not finite";
    const values = single ? new Float32Array(buffer, byteOffset, sum.length) : widened(words);
    for (let i = 0; i < sum.length; i++) sum[i] += weight * values[i];
    this.#weight += weight;
    return undefined;
  }

  /** Into these arrays. */
  write(into: readonly Leaf[]): void {
    const sum = this.#sum;
    let k = 0;
    for (const [, values] of into) for (let i = 0; i < values.length; i++) values[i] = sum[k++] / this.#weight;
  }
}

function widened(halves: ArrayLike<number>): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] = halves[i] << 16;
  return values;
}
