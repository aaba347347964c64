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
  ...["1e3", "1e4", "1e5", "1e6", "4e6", "1e7"].map((label): Cell => ({ label, tensors: 1, length: Number(label), element: "f32" })),
  { label: MAP, tensors: 100, length: 64, element: "f32" },
  { label: "1e5", tensors: 1, length: 1e5, element: "f64" },
];
