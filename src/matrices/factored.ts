import { power } from "../arithmetic.js";
import type { Tensor } from "../memory/tensor.js";
import { linesOf } from "./lines.js";

/** What a factored mean is made by. */
export interface Factoring extends Readonly<Record<"beta2Decay" | "eps1", number>> {
  readonly form: "torch" | "paper" | "optax";
}

/** Divides the gradient by the roots of its mean squares; the root mean squares of that and of the parameter. */
export function divideByMeans(
  tensor: Tensor,
  { pp }: { readonly pp: number },
  { beta2Decay: decay, eps1, form }: Factoring,
  t: number,
) {
  const { sides: kept, element, length } = tensor;
  const { rowVar, colVar, variance } = kept as Readonly<Record<"rowVar" | "colVar" | "variance", Float64Array>>;
  const isVector = rowVar.length === 0;
  const means = isVector ? variance : colVar;
  const own = form === "torch";
  const eps = eps1 || (own ? (element === 4 ? 2 ** -23 : 2 ** -52) : 1e-30);
  const lines = linesOf(tensor, "u");
  const { rows, columns, left, top } = lines;
  const squares = lines.squares();
  const gain = 1 / power(t, -decay);
  const keep = 1 - gain;
  const more = own ? 0 : eps;
  let sum = isVector ? 1 : 0;
  for (let i = 0; i < rowVar.length; i++) {
    rowVar[i] = keep * rowVar[i] + gain * (squares[i] / columns + more);
    sum += rowVar[i];
  }
  for (let j = 0; j < columns; j++) means[j] = keep * means[j] + gain * (squares[rows + j] / rows + more);
  const mean = own && !isVector ? Math.max(sum / rows, eps) : sum / rows;
  for (let i = 0; i < rows; i++) left[i] = Math.sqrt((isVector ? 1 : rowVar[i]) / mean);
  for (let j = 0; j < columns; j++) top[j] = Math.sqrt(means[j]);
  const uu = lines.divide(own ? eps : 0);
  return { update: Math.sqrt(uu / length), param: Math.sqrt(pp / length) };
}
