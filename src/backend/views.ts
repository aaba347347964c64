import type { Heaps } from "./backend.js";

/** A memory as numbers of each type. */
export function heapsOn(buffer: ArrayBufferLike): Heaps {
  return { 4: new Float32Array(buffer), 8: new Float64Array(buffer) };
}
