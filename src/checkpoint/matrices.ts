import type { Tensor } from "../memory/tensor.js";
import { complain, cut, describe, isObject, quote } from "../options/messages.js";
import { requireSame, type Whence } from "./entries.js";

/** The shapes of those that a rule takes as matrices, by name, rows of lists aside: names and lengths tell those. */
export function matricesOf(tensors: Iterable<Tensor>): { matrices?: Record<string, readonly number[]> } {
  const shaped = [...tensors].flatMap(({ name, shape, list }) =>
    shape === undefined || shape.length < 2 || list ? [] : [[name, shape] as const],
  );
  return shaped.length > 0 ? { matrices: Object.fromEntries(shaped) } : {};
}

/** Throws a `RangeError` where state is of a matrix of another shape than there is here; what has none says nothing. */
export function requireMatrices(
  moving: readonly { readonly from: string; readonly tensor: Tensor }[],
  matrices: unknown,
  whence: Whence,
): void {
  if (matrices === undefined) return;
  if (!isObject(matrices)) complain(`matrices in ${whence}`, "an object", matrices);
  for (const { from, tensor } of moving) {
    if (tensor.shape === undefined || tensor.list || !Object.hasOwn(matrices, from)) continue;
    requireSame(`the shape of ${quote(from)}`, shown(matrices[from]), shown(tensor.shape), whence);
  }
}

function shown(shape: unknown): string {
  return Array.isArray(shape) ? cut(`[${shape.map(describe).join(", ")}]`) : describe(shape);
}
