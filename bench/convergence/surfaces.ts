import type { Problem } from "./problem.js";

export type Point = readonly [x: number, y: number];
type Range = readonly [from: number, to: number];

/** A function of two numbers, to be drawn. */
export interface Surface extends Problem {
  readonly least: number;
  /** Of five decimals: from a round number the rules that take a sign, which step by the rate, would meet a round minimum. */
  readonly start: Point;
  /** Where its least values are. */
  readonly minima: readonly Point[];
  /** What a picture shows of it. */
  readonly box: { readonly x: Range; readonly y: Range };
  of(x: number, y: number): number;
}

/** What a function of two numbers is told by. */
type Formula = Omit<Surface, "begin" | "about" | "minima" | "box"> & {
  readonly formula: string;
  gradient(x: number, y: number): Point;
};

export const rosenbrock = surface({
  name: "Rosenbrock",
  formula: "(1 − x)² + 100·(y − x²)²",
  steps: 1000,
  least: 0,
  start: [-1.23457, 0.98765],
  minima: [[1, 1]],
  box: { x: [-1.8, 1.8], y: [-0.8, 2] },
  of: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
});

export const beale = surface({
  name: "Beale",
  formula: "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
  steps: 1000,
  least: 0,
  start: [1.01234, 0.98765],
  minima: [[3, 0.5]],
  box: { x: [-0.4, 4.1], y: [-1.8, 1.7] },
  of: (x, y) => bealeTerms(x, y).reduce((sum, [term]) => sum + term * term, 0),
  gradient: (x, y) => [
    bealeTerms(x, y).reduce((sum, [term, power]) => sum + 2 * term * (y ** power - 1), 0),
    bealeTerms(x, y).reduce((sum, [term, power]) => sum + 2 * term * x * power * y ** (power - 1), 0),
  ],
});

export const himmelblau = surface({
  name: "Himmelblau",
  formula: "(x² + y − 11)² + (x + y² − 7)²",
  steps: 300,
  least: 0,
  start: [0.01234, -0.04321],
  minima: [
    [3, 2],
    [-2.805118, 3.131313],
    [-3.77931, -3.283186],
    [3.584428, -1.848127],
  ],
  box: { x: [-5, 5], y: [-4.4, 4.4] },
  of: (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  gradient: (x, y) => [4 * x * (x * x + y - 11) + 2 * (x + y * y - 7), 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7)],
});

export const rastrigin = surface({
  name: "Rastrigin",
  formula: "20 + x² − 10·cos 2πx + y² − 10·cos 2πy",
  steps: 300,
  least: 0,
  start: [3.41421, 2.61803],
  of: (x, y) => [x, y].reduce((sum, each) => sum + each * each - 10 * Math.cos(2 * Math.PI * each), 20),
  gradient: (x, y) => [
    2 * x + 20 * Math.PI * Math.sin(2 * Math.PI * x),
    2 * y + 20 * Math.PI * Math.sin(2 * Math.PI * y),
  ],
});

export const saddle = surface({
  name: "Saddle",
  formula: "x² − y² + y⁴/4",
  steps: 300,
  least: -1,
  start: [-1.51234, 0.00123],
  minima: [
    [0, Math.SQRT2],
    [0, -Math.SQRT2],
  ],
  box: { x: [-2.4, 2.4], y: [-1.9, 1.9] },
  of: (x, y) => x * x - y * y + (y * y * y * y) / 4,
  gradient: (x, y) => [2 * x, y * y * y - 2 * y],
});

/** The three terms of Beale's function, each with its power of y. */
function bealeTerms(x: number, y: number): [term: number, power: number][] {
  return [
    [1.5 - x + x * y, 1],
    [2.25 - x + x * y * y, 2],
    [2.625 - x + x * y * y * y, 3],
  ];
}

function surface<const Given extends Formula>(given: Given): Given & Problem {
  const { formula, start, of } = given;
  return {
    ...given,
    about: `${formula}, from (${start.map((each) => String(each).replace("-", "−")).join(", ")})`,
    begin() {
      const point = Float64Array.from(start);
      const grads = new Float64Array(2);
      return {
        params: { point },
        grads: { point: grads },
        slope() {
          grads.set(given.gradient(point[0], point[1]));
          return of(point[0], point[1]);
        },
        value: () => of(point[0], point[1]),
      };
    },
  };
}
