import { describe, expect, it } from "vitest";
import { js } from "../../src/backend/js.js";
import type { Backend, Machine } from "../../src/backend/machine.js";
import { wasm } from "../../src/backend/wasm.js";
import { products, roomOf } from "../../src/matrices/product.js";
import type { Element, Floats } from "../../src/numbers.js";
import { expectSameBits, generator, seedOf } from "../support.js";

const MEMORY = 4 * 65_536;
const GUARD = 777;

interface Problem {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** Which of the factors lie transposed. */
  readonly transposed: readonly [a: boolean, b: boolean];
  readonly alpha?: number;
  readonly beta?: number;
}

const sizes = Array.from({ length: 40 }, (_, k) => k + 1);
const rectangles: Problem[] = [
  [1, 40, 3],
  [40, 1, 7],
  [3, 5, 120],
  [131, 9, 6],
  [130, 130, 5],
  [17, 33, 1],
  [5, 4, 0],
].map(([rows, columns, inner], k) => ({ rows, columns, inner, transposed: [k % 2 > 0, k % 3 > 0] }));
const squares = sizes.map((n): Problem => {
  const [alpha, beta] = [
    [1, 0],
    [-2.03, -4.77],
    [0.3, 1],
    [0, 0.5],
  ][n % 4];
  return { rows: n, columns: n, inner: n, transposed: [n % 3 === 1, n % 5 > 2], alpha, beta };
});

describe.each([4, 8] as const)("products in elements of %i bytes", (element) => {
  const machines = ([js, wasm(products.wasm) as Backend] as const).map((backend) => backend.create(MEMORY));

  it("are those of three loops to the bit, on both backends", () => {
    for (const problem of [...squares, ...rectangles]) {
      const where = JSON.stringify(problem);
      const given = givenOf(problem, element, problem.rows + 7 * problem.columns);
      const expected = threeLoops(problem, element, given);
      for (const machine of machines) expectSameBits(multiplied(machine, problem, element, given), expected, where);
    }
  });

  it("keep NaN, infinities and −0 as three loops do, and read nothing at beta 0", () => {
    const problem: Problem = { rows: 9, columns: 11, inner: 10, transposed: [false, false] };
    const given = givenOf(problem, element, 3);
    given.a.set([Infinity, 0, -0, 1e-45, NaN], 30);
    given.b.set([-Infinity, -0, 0, 1e300], 55);
    given.add.fill(NaN);
    const expected = threeLoops(problem, element, given);
    expect(expected.some(Number.isNaN) && !expected.every(Number.isNaN)).toBe(true);
    for (const machine of machines) expectSameBits(multiplied(machine, problem, element, given), expected, "wild");
  });

  it("of a matrix and itself transposed are symmetric to the bit, and half of the work gives the same", () => {
    for (const [rows, inner] of [...sizes.map((n) => [n, 41 - n]), [133, 20]]) {
      const problem: Problem = { rows, columns: rows, inner, transposed: [false, true], alpha: 0.7, beta: 0.2 };
      const given = givenOf(problem, element, rows);
      const b = given.a;
      const add = threeLoops({ ...problem, alpha: 1, beta: 0 }, element, { ...given, b });
      const expected = threeLoops(problem, element, { ...given, b, add });
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < i; j++) expect(expected[i * rows + j]).toBe(expected[j * rows + i]);
      for (const machine of machines)
        expectSameBits(multiplied(machine, problem, element, { ...given, b, add }, true), expected, `${rows}`);
    }
  });
});

interface Given {
  readonly a: Floats;
  readonly b: Floats;
  readonly add: Floats;
}

function givenOf({ rows, columns, inner }: Problem, element: Element, salt: number): Given {
  const random = generator(seedOf() + salt);
  const values = (length: number) =>
    floats(element, length).map(() => (random() - 0.5) * 2 ** Math.floor(8 * random()));
  return { a: values(rows * inner), b: values(inner * columns), add: values(rows * columns) };
}

function floats(element: Element, length: number): Floats {
  return element === 4 ? new Float32Array(length) : new Float64Array(length);
}

/** Steps from row to row and from column to column of a matrix as it lies. */
function stepsOf(columns: number, rows: number, transposed: boolean): [number, number] {
  return transposed ? [1, rows] : [columns, 1];
}

function threeLoops(problem: Problem, element: Element, { a, b, add }: Given): Floats {
  const { rows, columns, inner, transposed, alpha = 1, beta = 0 } = problem;
  const round = element === 4 ? Math.fround : (value: number) => value;
  const [aDown, aAcross] = stepsOf(inner, rows, transposed[0]);
  const [bDown, bAcross] = stepsOf(columns, inner, transposed[1]);
  return add.map((before, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum = round(sum + round(a[i * aDown + k * aAcross] * b[k * bDown + j * bAcross]));
    const scaled = round(round(alpha) * sum);
    return beta === 0 ? scaled : round(scaled + round(round(beta) * before));
  });
}

/** At places that are multiples of nothing; the result begins as what is added. What lies around it stays. */
function multiplied(machine: Machine, problem: Problem, element: Element, given: Given, symmetric = false): number[] {
  const { rows, columns, inner, transposed, alpha = 1, beta = 0 } = problem;
  const [heap, unit] = [machine.heaps[element], machine.unit(element)];
  heap.fill(GUARD);
  let next = 3;
  const place = (values: ArrayLike<number>) => {
    const begin = next;
    heap.set(values, begin);
    next += values.length + 1;
    return begin;
  };
  const [a, b, to] = [given.a, given.b, given.add].map(place);
  const room = place(new Float64Array(roomOf(rows, inner, element)));
  const steps = [stepsOf(inner, rows, transposed[0]), stepsOf(columns, inner, transposed[1])];
  const { product } = machine.pass(products, element);
  const [down, across] = [steps[0], steps[1]];
  product(
    to * unit, a * unit, ...down, b * unit, ...across,
    rows, columns, inner, alpha, beta, to * unit, symmetric, room * unit,
  ); // prettier-ignore
  for (const at of [0, 1, 2, b - 1, to - 1, room - 1, next - 1, next]) expect(heap[at], `a guard at ${at}`).toBe(GUARD);
  expect(Array.from(heap.subarray(a, a + given.a.length))).toEqual(Array.from(given.a));
  return Array.from(heap.subarray(to, to + rows * columns));
}
