import type { Tensor } from "../memory/tensor.js";
import { complain, cut, describe, isObject, quote } from "../options/messages.js";
import { requireSame } from "./entries.js";
import { requireLists } from "./lists.js";
import type { Saved } from "./saved.js";

/** The shapes of those that a rule takes as matrices, by name, rows of lists aside: names and lengths tell those. */
export function matricesOf(tensors: Iterable<Tensor>): { matrices?: Record<string, readonly number[]> } {
  const shaped = [...tensors].flatMap(({ name, shape, list }) =>
    shape === undefined || shape.length < 2 || list ? [] : [[name, shape] as const],
  );
  return shaped.length > 0 ? { matrices: Object.fromEntries(shaped) } : {};
}

/** Throws a `RangeError` for rows that are not all of a matrix, or state of one of another shape than there is here; what says none is taken. */
export function requireMatrices(
  moving: readonly { readonly name: string; readonly from: string; readonly tensor: Tensor }[],
  { matrices, steps, whence }: Pick<Saved, "matrices" | "steps" | "whence">,
): void {
  requireLists(moving, ({ from }) => steps?.get(from), whence);
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
