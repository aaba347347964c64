import { seeded } from "../../examples/random.js";

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

/** Bytes of a map's parameters, gradients and slots of state. */
export function footprint({ tensors, length, element }: Shape, slots: number): number {
  return (2 + slots) * tensors * length * (element === "f32" ? 4 : 8);
}

/** Bytes that one update of a map must at least read and write, with so many slots of state. */
export function traffic({ tensors, length, element }: Shape, slots: number): number {
  return (3 + 2 * slots) * tensors * length * (element === "f32" ? 4 : 8);
}

/** A map of the shape with values of both signs and magnitudes from 0.1 to 1.1, far from subnormal. */
export function seededMap({ tensors, length, element }: Shape, seed: number): FloatMap {
  const Type = element === "f32" ? Float32Array : Float64Array;
  const random = seeded(seed);
  const value = () => (random() < 0.5 ? -1 : 1) * (0.1 + random());
  return Object.fromEntries(Array.from({ length: tensors }, (_, k) => [`W${k}`, new Type(length).map(value)]));
}

export function plain(map: FloatMap): Record<string, number[]> {
  return Object.fromEntries(Object.entries(map).map(([name, values]) => [name, Array.from(values)]));
}
