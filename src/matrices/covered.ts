import type { Tensor } from "../memory/tensor.js";
import { linesOf } from "./lines.js";

/** Divides the gradient by the root of what its row and its column had at most, and follows that. */
export function divideByCover(tensor: Tensor, _sums: object, { eps }: { readonly eps: number }): object {
  const { rows, columns } = tensor.sides as Record<"rows" | "columns", Float64Array>;
  const lines = linesOf(tensor, "u");
  const by = columns.length > 0 ? columns : rows;
  if (by === rows) lines.left.fill(Infinity);
  else lines.left.set(rows);
  lines.top.fill(0);
  lines.cover(by, eps);
  if (by === columns) rows.set(lines.left);
  by.set(lines.top);
  return {};
}
