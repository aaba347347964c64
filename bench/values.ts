import type { Cell } from "./cells.js";

export type Floats = Float32Array | Float64Array;
export type FloatMap = Record<string, Floats>;

/** A map of the cell's shape with values of both signs and magnitudes from 0.1 to 1.1, far from subnormal. */
export function seededMap({ tensors, length, element }: Cell, seed: number): FloatMap {
  const Type = element === "f32" ? Float32Array : Float64Array;
  const random = mulberry32(seed);
  const value = () => (random() < 0.5 ? -1 : 1) * (0.1 + random());
  return Object.fromEntries(Array.from({ length: tensors }, (_, k) => [`W${k}`, new Type(length).map(value)]));
}

/** Uniform in [0, 1). Source: Tommy Ettinger's mulberry32, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
