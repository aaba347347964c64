import { MAP, type Cell } from "../cells.js";

const array = (label: string, element: Cell["element"]): Cell => ({ label, tensors: 1, length: Number(label), element });

export const arrays: readonly Cell[] = [
  ...["1e3", "1e4", "1e5", "1e6", "1e7"].map((label) => array(label, "f32")),
  array("1e5", "f64"),
];

/** PyTorch takes maps as well. */
export const torchCells: readonly Cell[] = [
  ...arrays.filter(({ element }) => element === "f32"),
  { label: MAP, tensors: 100, length: 64, element: "f32" },
];
