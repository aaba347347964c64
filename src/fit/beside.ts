import { firstOther } from "../model/lists.js";
import { Sparse, type TouchedRows } from "../model/sparse.js";
import { isNode, NODE, type Fields, type Node } from "../model/tree.js";
import { at, elements, isFloats } from "../model/values.js";
import type { Floats, Numbers } from "../numbers.js";
import { complain } from "../options/messages.js";
import { copyTo, type Point } from "./point.js";

/** What a model of the same shape has for a leaf; null where there is none. */
export type Beside = number | Numbers | Sparse | null | undefined;

/** Goes through a model beside a point, gradients or bounds, leaf by leaf. */
export function each(point: Point, beside: unknown, take: (value: Beside, leaf: number) => void): void {
  visit(point.root, beside, 0, take);
}

/** The leaf after those at or below a node, of which the first is given. */
function visit(node: Node, beside: unknown, first: number, take: (value: Beside, leaf: number) => void): number {
  let leaf = first;
  for (const item of node.items) {
    const value = beside && (beside as Fields)[item.key];
    if (item.is === NODE) leaf = visit(item as Node, value, leaf, take);
    else take(value as Beside, leaf++);
  }
  return leaf;
}

/** The parts of an array that belong to each leaf. */
export function viewsOf(point: Point, array: Float64Array): Float64Array[] {
  return point.begins.map((begin, leaf) => array.subarray(begin, begin + point.lengthOf(leaf)));
}

interface Gathering {
  /** What stands where a leaf is null. */
  readonly absent?: number;
  /** Whether leaves may be left out, which are as null then. */
  readonly optional?: boolean;
  /** Whether one number may stand for a whole array. */
  readonly spreads?: boolean;
}

/** The numbers of a model beside a point into an array for each leaf, all checked. */
export function gather(
  label: string,
  point: Point,
  beside: unknown,
  views: readonly Floats[],
  { absent = 0, optional = false, spreads = false }: Gathering = {},
): void {
  if (!isPlain(beside) && !isNode(beside)) complain(label, "an object of arrays", beside);
  each(point, beside, (value, leaf) => {
    const to = views[leaf];
    const { name } = point.leaves[leaf];
    if (value === to) return;
    if (typeof value === "number") {
      if (!spreads) requireLength(label, point, leaf, 1);
      to.fill(value);
    } else if (value === null || (value === undefined && optional)) to.fill(absent);
    else if (value === undefined) throw new TypeError(`${at(label, name)} is missing`);
    else if (!Array.isArray(value) && value instanceof Sparse) {
      const rows = rowsOf(point, value, leaf);
      to.fill(0);
      rows.sums.forEach((sum, k) => (to[rows.placeOf(k)] = sum));
    } else {
      if (!Array.isArray(value) && !isFloats(value))
        complain(at(label, name), "a number, number[], Float32Array or Float64Array", value);
      requireLength(label, point, leaf, value.length);
      const other = Array.isArray(value) ? firstOther(value) : value.length;
      if (other < value.length) complain(`${at(label, name)}[${other}]`, "a number", value[other]);
      copyTo(to, value);
    }
  });
}

/** Most models are plain maps, which is seen faster than that they are nodes. */
function isPlain(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && value.constructor === Object;
}

function requireLength(label: string, point: Point, leaf: number, given: number): void {
  const count = point.lengthOf(leaf);
  const { name } = point.leaves[leaf];
  if (given !== count)
    throw new RangeError(`${at(label, name)} has ${elements(given)}, ${at(point.label, name)} has ${count}`);
}

/** The norm of all gradients; of sparse rows each row's sum counts. */
export function gradNormOf(point: Point, grads: unknown): number {
  const sum = sumOfSquares(point, grads, 1);
  const unit = unitFor(sum);
  return unit === 1 ? Math.sqrt(sum) : Math.sqrt(sumOfSquares(point, grads, unit)) / unit;
}

/** The sum of products, in the order of the elements. */
export function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The norm of an array, in the order of its elements. */
export function normOf(x: ArrayLike<number>): number {
  const sum = squaresOf(x, 1);
  const unit = unitFor(sum);
  return unit === 1 ? Math.sqrt(sum) : Math.sqrt(squaresOf(x, unit)) / unit;
}

/** Where a sum of squares may have over- or underflowed, it is made again of elements × 2^±600, which is exact. */
function unitFor(sum: number): number {
  if (!(sum < 2 ** -900 || sum === Infinity)) return 1;
  return 2 ** (sum < 1 ? 600 : -600);
}

function sumOfSquares(point: Point, grads: unknown, unit: number): number {
  return (point.flat && sumOfNumbers(point.length, grads as Fields, unit)) ?? sumOfLeaves(point, grads, unit);
}

/** Of a map that has these numbers and nothing else. */
function sumOfNumbers(length: number, grads: Fields, unit: number): number | undefined {
  let sum = 0;
  let count = 0;
  for (const name in grads) {
    const g = grads[name];
    if (typeof g !== "number") return undefined;
    const x = g * unit;
    sum += x * x;
    count++;
  }
  return count === length ? sum : undefined;
}

function sumOfLeaves(point: Point, grads: unknown, unit: number): number {
  let sum = 0;
  each(point, grads, (value, leaf) => {
    if (value instanceof Sparse) sum += squaresOf(rowsOf(point, value, leaf).sums, unit);
    else if (typeof value === "number") sum += value * unit * (value * unit);
    else if (value) sum += squaresOf(value, unit);
  });
  return sum;
}

function squaresOf(x: ArrayLike<number>, unit: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i < x.length - 3; i += 4) {
    const [x0, x1, x2, x3] = [x[i] * unit, x[i + 1] * unit, x[i + 2] * unit, x[i + 3] * unit];
    a += x0 * x0;
    b += x1 * x1;
    c += x2 * x2;
    d += x3 * x3;
  }
  for (; i < x.length; i++) a += x[i] * unit * (x[i] * unit);
  return a + b + (c + d);
}

/** A sparse gradient with duplicate rows added up. */
export function rowsOf(point: Point, given: Sparse, leaf: number): TouchedRows {
  const { name } = point.leaves[leaf];
  const rows = given.rowsOf({ name, length: point.lengthOf(leaf), element: point.elements[leaf] });
  rows.take(given);
  return rows;
}
