import type { Heaps } from "./backend.js";

/** A memory as numbers of each type. */
export function viewsOf(buffer: ArrayBufferLike): { heaps: Heaps; integers: Int32Array } {
  return { heaps: { 4: new Float32Array(buffer), 8: new Float64Array(buffer) }, integers: new Int32Array(buffer) };
}
