/** One measurement: a map of `tensors` parameters of `length` elements each. */
export interface Cell {
  readonly label: string;
  readonly tensors: number;
  readonly length: number;
  readonly element: "f32" | "f64";
}

/** Bytes of the cell's parameters, gradients and slots of state. */
export function footprint({ tensors, length, element }: Cell, slots: number): number {
  return (2 + slots) * tensors * length * (element === "f32" ? 4 : 8);
}

/** Bytes that one update of the cell's map must at least read and write, with so many slots of state. */
export function traffic({ tensors, length, element }: Cell, slots: number): number {
  return (3 + 2 * slots) * tensors * length * (element === "f32" ? 4 : 8);
}

export const MAP = "100×64";

export const cells: readonly Cell[] = [
  { label: "16", tensors: 1, length: 16, element: "f32" },
  { label: "1e3", tensors: 1, length: 1e3, element: "f32" },
  { label: "1e4", tensors: 1, length: 1e4, element: "f32" },
  { label: "1e5", tensors: 1, length: 1e5, element: "f32" },
  { label: "1e6", tensors: 1, length: 1e6, element: "f32" },
  { label: "4e6", tensors: 1, length: 4e6, element: "f32" },
  { label: "1e7", tensors: 1, length: 1e7, element: "f32" },
  { label: MAP, tensors: 100, length: 64, element: "f32" },
  { label: "1e5", tensors: 1, length: 1e5, element: "f64" },
];
