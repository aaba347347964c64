import { seeded } from "../../examples/random.js";
import { recordOf } from "./records.js";

export type Floats = Float32Array | Float64Array;
export type FloatMap = Record<string, Floats>;

/** A map of `tensors` parameters of `length` elements each. */
export interface Shape {
  readonly label: string;
  readonly tensors: number;
  readonly length: number;
  readonly element: "f32" | "f64";
}

export function array(label: string, element: Shape["element"] = "f32"): Shape {
  return { label, tensors: 1, length: Number(label), element };
}

export function mapOf(tensors: number, length: number): Shape {
  return { label: `${tensors}×${length}`, tensors, length, element: "f32" };
}

export const MAP = mapOf(100, 64);
export const shapes: readonly Shape[] = [
  ...["16", "1e3", "1e4", "1e5", "1e6", "4e6", "1e7"].map((label) => array(label)),
  MAP,
  array("1e5", "f64"),
];

/** Bytes of a map's parameters. */
export function bytesOf({ tensors, length, element }: Shape): number {
  return tensors * length * (element === "f32" ? 4 : 8);
}

/** A map of the shape with values of both signs and magnitudes from 0.1 to 1.1, far from subnormal. */
export function seededMap({ tensors, length, element }: Shape, seed: number): FloatMap {
  const Type = element === "f32" ? Float32Array : Float64Array;
  const random = seeded(seed);
  const value = () => (random() < 0.5 ? -1 : 1) * (0.1 + random());
  return recordOf(
    Array.from({ length: tensors }, (_, k) => `W${k}`),
    () => new Type(length).map(value),
  );
}

/** The same in lists, as peers and loops by hand take it. */
export function seededArrays(shape: Shape, seed: number): Float32Array[] {
  return Object.values(seededMap(shape, seed)) as Float32Array[];
}
