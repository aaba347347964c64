import { seededMap } from "../values.js";

/** A map of `tensors` parameters of `length` elements each. */
export interface Size {
  readonly label: string;
  readonly tensors: number;
  readonly length: number;
}

export const MAP = "100×64";

export const sizes: readonly Size[] = [
  { label: MAP, tensors: 100, length: 64 },
  { label: "1e3", tensors: 1, length: 1e3 },
  { label: "1e4", tensors: 1, length: 1e4 },
  { label: "1e5", tensors: 1, length: 1e5 },
  { label: "1e6", tensors: 1, length: 1e6 },
  { label: "1e7", tensors: 1, length: 1e7 },
];

export const quickSizes = sizes.filter(({ label }) => !["1e4", "1e7"].includes(label));

/** The same values for everyone: of both signs, magnitudes from 0.1 to 1.1. */
export function valuesOf({ label, tensors, length }: Size, seed: number): Float32Array[] {
  return Object.values(seededMap({ label, tensors, length, element: "f32" }, seed)) as Float32Array[];
}
