/** One measurement: a map of `tensors` parameters of `length` elements each. */
export interface Cell {
  readonly label: string;
  readonly tensors: number;
  readonly length: number;
  readonly element: "f32" | "f64";
}

export const MAP = "100×64";

export const cells: readonly Cell[] = [
  { label: "16", tensors: 1, length: 16, element: "f32" },
  { label: "1e3", tensors: 1, length: 1e3, element: "f32" },
  { label: "1e5", tensors: 1, length: 1e5, element: "f32" },
  { label: "1e6", tensors: 1, length: 1e6, element: "f32" },
  { label: MAP, tensors: 100, length: 64, element: "f32" },
  { label: "1e5", tensors: 1, length: 1e5, element: "f64" },
];
