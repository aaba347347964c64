import type { Tensor } from "../memory/tensor.js";
import type { Element, Floats } from "../numbers.js";
import { eigenvectors } from "./eigenvectors.js";
import { momentsPass } from "./moments.js";
import { orthonormal } from "./orthonormal.js";
import { products, roomOf } from "./product.js";

/** Sides that are longer have no basis. */
const MOST = 10_000;

/** How a step in the basis is made. */
export type InBasis = Readonly<Record<"beta1" | "beta2" | "shampooBeta" | "eps" | "preconditionEvery", number>>;

/** Elements of a side's Gram matrix, and of its basis. */
export function squareOf(size: number): number {
  return size > MOST ? 0 : size * size;
}

/** A parameter's two sides, with the mean of its Gram matrix and its basis, by their names in the state; empty where it has none. */
type Side = readonly [size: number, gram: Floats, basis: Floats];

/** Elements to work in: twice as many as the parameter's, another square, and the products' room. */
export function workInBasis(rows: number, columns: number, element: Element): number {
  const most = Math.max(rows, columns);
  const square = Math.max(squareOf(rows), squareOf(columns));
  return 2 * rows * columns + square + roomOf(most, most, element);
}

/** The first step only looks: no gradient is seen in a basis that was made of it. */
export function stepInBasis(tensor: Tensor, _sums: object, options: InBasis, t: number): object {
  const { beta1, beta2, shampooBeta: own, eps, preconditionEvery } = options;
  const keep = own < 0 ? beta2 : own;
  const basis = eigenbasisOf(tensor, "u");
  if (t > 1) basis.step(beta1, beta2, eps);
  basis.gather(keep);
  if (t === 1) basis.begin();
  else basis.finish();
  if (t > 1 && (t - 1) % preconditionEvery === 0) basis.renew();
  return {};
}

/** A parameter in the basis of the eigenvectors of its gradients' Gram matrices; a vector has no basis. */
function eigenbasisOf(tensor: Tensor, slot: string) {
  const { span, element, length, sides, shape = [length] } = tensor;
  const { m, v, leftGram, rightGram, left, right } = sides as Readonly<Record<string, Floats>>;
  const [rows, columns = 1] = shape;
  const { machine } = span.arena;
  const unit = machine.unit(element);
  const { product, scale } = machine.pass(products, element);
  const { moments } = machine.pass(momentsPass, element);
  const at = (array: Floats): number => (array.byteOffset / element) * unit;
  const home = (span.slot(slot) + tensor.offset) * unit;
  const [first, second, square] = [0, 1, 2].map((k) => (span.work + k * length) * unit);
  const most = Math.max(left.length, right.length);
  const room = square + most * unit;
  const bothSides: readonly Side[] = [
    [rows, leftGram, left],
    [columns, rightGram, right],
  ];

  /** to = Lᵀ·from·R, or back, L·from·Rᵀ; `first` is used on the way. */
  const turn = (to: number, from: number, back: boolean): void => {
    const steps = (size: number): [number, number] => (back ? [size, 1] : [1, size]);
    let half = from;
    if (left.length > 0) {
      product(first, at(left), ...steps(rows), from, columns, 1, rows, columns, rows, 1, 0, first, false, room);
      half = first;
    }
    if (right.length > 0) {
      const [across, down] = steps(columns);
      product(to, half, columns, 1, at(right), down, across, rows, columns, columns, 1, 0, to, false, room);
    } else scale(to, half, length, 1);
  };

  return {
    /** The mean of the gradients' Gram matrices. */
    gather(keep: number): void {
      const gain = 1 - keep;
      if (left.length > 0)
        product(
          at(leftGram),
          home,
          columns,
          1,
          home,
          1,
          columns,
          rows,
          rows,
          columns,
          gain,
          keep,
          at(leftGram),
          true,
          room,
        );
      if (right.length > 0)
        product(
          at(rightGram),
          home,
          1,
          columns,
          home,
          columns,
          1,
          columns,
          columns,
          rows,
          gain,
          keep,
          at(rightGram),
          true,
          room,
        );
    },
    /** The bases as they begin; there is no step. */
    begin(): void {
      for (const [size, gram, basis] of bothSides)
        if (basis.length > 0) eigenvectors(gram, size).forEach((column, k) => put(basis, size, k, column));
      span.heap.fill(0, span.slot(slot) + tensor.offset, span.slot(slot) + tensor.offset + length);
    },
    /** Adam's step in the basis, of the gradient before it is gathered. */
    step(keep1: number, keep2: number, eps: number): void {
      turn(second, home, false);
      moments(second, at(m), at(v), length, keep1, 1 - keep1, keep2, 1 - keep2, eps);
    },
    /** Brings the step home. */
    finish(): void {
      turn(home, second, true);
    },
    /** One round of the power iteration, with the columns in the order of their eigenvalues; the mean moves with them. */
    renew(): void {
      turn(second, at(m), true);
      bothSides.forEach(([size, gram, basis], axis) => {
        if (basis.length === 0) return;
        product(square, at(gram), size, 1, at(basis), size, 1, size, size, size, 1, 0, square, false, room);
        const moved = span.view(square / unit, size * size);
        const values = Float64Array.from({ length: size }, (_, k) => {
          let sum = 0;
          for (let i = 0; i < size; i++) sum += basis[i * size + k] * moved[i * size + k];
          return sum;
        });
        const order = Array.from(values.keys()).toSorted((a, b) => values[b] - values[a]);
        const taken = order.map((k) => Float64Array.from({ length: size }, (_, i) => moved[i * size + k]));
        orthonormal(taken).forEach((column, k) => put(basis, size, k, column));
        reorder(v, rows, columns, axis, order);
      });
      turn(at(m), second, false);
    },
  };
}

function put(matrix: Floats, size: number, k: number, column: Float64Array): void {
  for (let i = 0; i < size; i++) matrix[i * size + k] = column[i];
}

/** Rows, or columns, in this order. */
function reorder(v: Floats, rows: number, columns: number, axis: number, order: readonly number[]): void {
  const before = v.slice();
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      v[i * columns + j] = axis === 0 ? before[order[i] * columns + j] : before[i * columns + order[j]];
}
