import { range, row, type Problem } from "./problem.js";
import { bard, beale, helical, kowalik, powellSingular, rosenbrock, wood } from "./shared-residuals.js";

const { exp, cos, sin, sqrt } = Math;

/** The same problem on each part of the variables. */
const inParts =
  (size: number, part: Problem["residuals"]): Problem["residuals"] =>
  (x) =>
    range(x.length / size).flatMap((_, k) =>
      part(x.slice(k * size, (k + 1) * size)).map(([r, g]): [number, number[]] => [
        r,
        row(x.length, ...g.map((gi, i): [number, number] => [k * size + i, gi])),
      ]),
    );

/** Problems of Moré, Garbow, Hillstrom 1981, ACM TOMS 7(1), by their numbers there: sums of squares from their standard starts. */
export const problems: readonly Problem[] = [
  { name: "1 Rosenbrock", start: [-1.2, 1], residuals: rosenbrock },
  {
    name: "2 Freudenstein and Roth",
    start: [0.5, -2],
    residuals: ([x, y]) => [
      [-13 + x + ((5 - y) * y - 2) * y, [1, 10 * y - 3 * y * y - 2]],
      [-29 + x + ((y + 1) * y - 14) * y, [1, 3 * y * y + 2 * y - 14]],
    ],
  },
  {
    name: "4 Brown badly scaled",
    start: [1, 1],
    residuals: ([x, y]) => [
      [x - 1e6, [1, 0]],
      [y - 2e-6, [0, 1]],
      [x * y - 2, [y, x]],
    ],
  },
  { name: "5 Beale", start: [1, 1], residuals: beale },
  {
    name: "6 Jennrich and Sampson",
    start: [0.3, 0.4],
    residuals: ([x, y]) =>
      range(10).map((i) => [2 + 2 * i - (exp(i * x) + exp(i * y)), [-i * exp(i * x), -i * exp(i * y)]]),
  },
  { name: "7 helical valley", start: [-1, 0, 0], residuals: helical },
  { name: "8 Bard", start: [1, 1, 1], residuals: bard },
  {
    name: "9 Gaussian",
    start: [0.4, 1, 0],
    residuals: ([a, b, c]) =>
      [9, 44, 175, 540, 1295, 2420, 3521, 3989, 3521, 2420, 1295, 540, 175, 44, 9].map((y, k) => {
        const t = (7 - k) / 2;
        const e = exp((-b * (t - c) ** 2) / 2);
        return [a * e - y / 1e4, [e, (-a * e * (t - c) ** 2) / 2, a * e * b * (t - c)]];
      }),
  },
  {
    name: "12 Box",
    start: [0, 10, 20],
    residuals: ([a, b, c]) =>
      range(10).map((i) => {
        const t = 0.1 * i;
        const d = exp(-t) - exp(-10 * t);
        return [exp(-t * a) - exp(-t * b) - c * d, [-t * exp(-t * a), t * exp(-t * b), -d]];
      }),
  },
  { name: "13 Powell singular", start: [3, -1, 0, 1], residuals: powellSingular },
  { name: "14 Wood", start: [-3, -1, -3, -1], residuals: wood },
  { name: "15 Kowalik and Osborne", start: [0.25, 0.39, 0.415, 0.39], residuals: kowalik },
  {
    name: "16 Brown and Dennis",
    start: [25, 5, -5, -1],
    residuals: ([a, b, c, d]) =>
      range(20).map((i) => {
        const t = i / 5;
        const [u, v] = [a + t * b - exp(t), c + d * sin(t) - cos(t)];
        return [u * u + v * v, [2 * u, 2 * u * t, 2 * v, 2 * v * sin(t)]];
      }),
  },
  {
    name: "18 Biggs EXP6",
    start: [1, 2, 1, 1, 1, 1],
    residuals: ([a, b, c, d, e, f]) =>
      range(13).map((i) => {
        const t = 0.1 * i;
        const y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t);
        const [u, v, w] = [exp(-t * a), exp(-t * b), exp(-t * e)];
        return [c * u - d * v + f * w - y, [-t * c * u, t * d * v, u, -v, -t * f * w, w]];
      }),
  },
  {
    name: "21 extended Rosenbrock, n = 10",
    start: range(10).map((i) => (i % 2 === 1 ? -1.2 : 1)),
    residuals: inParts(2, rosenbrock),
  },
  {
    name: "22 extended Powell singular, n = 8",
    start: [3, -1, 0, 1, 3, -1, 0, 1],
    residuals: inParts(4, powellSingular),
  },
  {
    name: "23 penalty I, n = 10",
    start: range(10),
    residuals: (x) => [
      ...x.map((xi, i): [number, number[]] => [sqrt(1e-5) * (xi - 1), row(10, [i, sqrt(1e-5)])]),
      [x.reduce((sum, xi) => sum + xi * xi, 0) - 0.25, x.map((xi) => 2 * xi)],
    ],
  },
  {
    name: "25 variably dimensioned, n = 10",
    start: range(10).map((i) => 1 - i / 10),
    residuals: (x) => {
      const sum = x.reduce((all, xi, i) => all + (i + 1) * (xi - 1), 0);
      return [
        ...x.map((xi, i): [number, number[]] => [xi - 1, row(10, [i, 1])]),
        [sum, range(10)],
        [sum ** 2, range(10).map((i) => 2 * sum * i)],
      ];
    },
  },
  {
    name: "26 trigonometric, n = 10",
    start: range(10).map(() => 0.1),
    residuals: (x) => {
      const all = x.reduce((sum, xi) => sum + cos(xi), 0);
      return x.map((xi, i) => [
        10 - all + (i + 1) * (1 - cos(xi)) - sin(xi),
        x.map((xj, j) => sin(xj) + (i === j ? (i + 1) * sin(xi) - cos(xi) : 0)),
      ]);
    },
  },
  {
    name: "28 discrete boundary value, n = 10",
    start: range(10).map((i) => (i / 11) * (i / 11 - 1)),
    residuals: (x) =>
      x.map((xi, i) => {
        const [h, t] = [1 / 11, (i + 1) / 11];
        const [before, after] = [x[i - 1] ?? 0, x[i + 1] ?? 0];
        const near = [i - 1, i + 1].filter((j) => j >= 0 && j < 10).map((j): [number, number] => [j, -1]);
        return [
          2 * xi - before - after + (h * h * (xi + t + 1) ** 3) / 2,
          row(10, [i, 2 + (3 * h * h * (xi + t + 1) ** 2) / 2], ...near),
        ];
      }),
  },
  {
    name: "30 Broyden tridiagonal, n = 10",
    start: range(10).map(() => -1),
    residuals: (x) =>
      x.map((xi, i) => {
        const near = [
          [i - 1, -1],
          [i + 1, -2],
        ].filter(([j]) => j >= 0 && j < 10) as [number, number][];
        return [(3 - 2 * xi) * xi - (x[i - 1] ?? 0) - 2 * (x[i + 1] ?? 0) + 1, row(10, [i, 3 - 4 * xi], ...near)];
      }),
  },
  {
    name: "32 linear of full rank, n = 5, m = 10",
    start: range(5).map(() => 1),
    residuals: (x) => {
      const sum = x.reduce((all, xi) => all + xi, 0);
      return range(10).map((i) => [
        (i <= 5 ? x[i - 1] : 0) - 0.2 * sum - 1,
        range(5).map((j) => (i === j ? 1 : 0) - 0.2),
      ]);
    },
  },
  {
    name: "1 Rosenbrock in a box",
    start: [-1.2, 1],
    residuals: rosenbrock,
    bounds: [
      [-50, 0],
      [0.5, 100],
    ],
  },
  {
    name: "5 Beale in a box",
    start: [1, 1],
    residuals: beale,
    bounds: [
      [0.6, 0.5],
      [10, 100],
    ],
  },
  {
    name: "7 helical valley in a box",
    start: [-1, 0, 0],
    residuals: helical,
    bounds: [
      [-100, -1, -1],
      [0.8, 1, 1],
    ],
  },
  {
    name: "8 Bard in a box",
    start: [1, 1, 1],
    residuals: bard,
    bounds: [
      [0.1, 0.1, 0.1],
      [50, 100, 50],
    ],
  },
  {
    name: "14 Wood in a box",
    start: [-3, -1, -3, -1],
    residuals: wood,
    bounds: [
      [-100, -100, -100, -100],
      [0, 10, 100, 100],
    ],
  },
  {
    name: "15 Kowalik and Osborne in a box",
    start: [0.25, 0.39, 0.415, 0.39],
    residuals: kowalik,
    bounds: [
      [-1, 0.13, -1, -1],
      [0.2, 10, 12, 0.19],
    ],
  },
];
