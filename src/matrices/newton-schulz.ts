import type { Tensor } from "../memory/tensor.js";
import type { Element } from "../numbers.js";
import { polar, type Coefficients } from "./polynomials.js";
import { products, roomOf } from "./product.js";

/** How a step is made orthogonal. */
export interface Orthogonal extends Readonly<Record<"nsSteps" | "eps" | "beta2", number>> {
  readonly nsCoefficients: Coefficients;
  readonly polarExpress: boolean;
  readonly normalize: boolean;
  readonly adjustLr: "original" | "matchRmsAdamw";
  readonly form: "torch" | "optax";
}

/** Elements to work in: another x, its Gram matrix and what is made of that, and the products' room. */
export function orthogonalizing(rows: number, columns: number, element: Element): number {
  const [less, more] = [Math.min(rows, columns), Math.max(rows, columns)];
  return rows * columns + 2 * less * less + Math.max(roomOf(less, more, element), roomOf(more, less, element));
}

/** Makes u, whose square norm this is, orthogonal; what the rate is to be multiplied by. */
export function orthogonalStep(tensor: Tensor, { uu }: { readonly uu: number }, options: Orthogonal) {
  const { nsSteps, nsCoefficients, eps, polarExpress, form, normalize, beta2, adjustLr } = options;
  const norm = Math.sqrt(uu);
  const divisor = polarExpress ? 1.01 * norm + eps : form === "optax" ? norm + eps : Math.max(norm, eps);
  const iterations = Array.from({ length: nsSteps }, (_, k) => (polarExpress ? polar(k) : nsCoefficients));
  orthogonalize(tensor, "u", 1 / divisor, iterations);
  if (normalize) normalizeRows(tensor, "u", "v", beta2);
  const [rows, columns] = tensor.shape as readonly number[];
  const ratio = form === "optax" ? columns / rows : rows / columns;
  const same = 0.2 * Math.sqrt(Math.max(rows, columns));
  return { adjusted: adjustLr === "original" ? Math.sqrt(Math.max(1, ratio)) : same };
}

/**
 * Brings a matrix, which lies in a slot, near the nearest one whose rows, or else columns, are orthonormal: x, `scaled` so
 * that no singular value is above 1, goes through the iterations.
 */
function orthogonalize(tensor: Tensor, slot: string, scaled: number, iterations: readonly Coefficients[]): void {
  const { span, shape, element } = tensor;
  const [rows, columns] = shape as readonly number[];
  const { machine } = span.arena;
  const unit = machine.unit(element);
  const { product, scale } = machine.pass(products, element);
  const size = Math.min(rows, columns);
  const home = (span.slot(slot) + tensor.offset) * unit;
  const other = span.work * unit;
  const gram = other + rows * columns * unit;
  const mixed = gram + size * size * unit;
  const room = mixed + size * size * unit;
  // The last is to arrive at home.
  let [x, next] = iterations.length % 2 === 0 ? [home, other] : [other, home];
  scale(x, home, rows * columns, scaled);
  for (const [a, b, c] of iterations) {
    if (rows <= columns) product(gram, x, columns, 1, x, 1, columns, size, size, columns, 1, 0, gram, true, room);
    else product(gram, x, 1, columns, x, columns, 1, size, size, rows, 1, 0, gram, true, room);
    product(mixed, gram, size, 1, gram, size, 1, size, size, size, c, b, gram, true, room);
    if (rows <= columns) product(next, mixed, size, 1, x, columns, 1, rows, columns, size, 1, a, x, false, room);
    else product(next, x, columns, 1, mixed, size, 1, rows, columns, size, 1, a, x, false, room);
    [x, next] = [next, x];
  }
}

/**
 * Divides each row by the root of its running mean square v, and brings the whole back to its norm (Li et al. 2025,
 * arXiv 2510.05491).
 */
function normalizeRows(tensor: Tensor, slot: string, mean: string, keep: number): void {
  const { span, shape, element } = tensor;
  const [rows, columns] = shape as readonly number[];
  const { machine } = span.arena;
  const unit = machine.unit(element);
  const { scale, squares } = machine.pass(products, element);
  const at = (row: number): number => (span.slot(slot) + tensor.offset + row * columns) * unit;
  const v = tensor.state(mean);
  let [before, after] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const sum = squares(at(row), columns);
    v[row] = keep * v[row] + (1 - keep) * (sum / columns);
    const root = Math.sqrt(v[row]) + 1e-10;
    before += sum;
    after += sum / (root * root);
  }
  const back = Math.sqrt(before) / (Math.sqrt(after) + 1e-10);
  for (let row = 0; row < rows; row++) scale(at(row), at(row), columns, back / (Math.sqrt(v[row]) + 1e-10));
}
