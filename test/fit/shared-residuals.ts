import type { Problem } from "./problem.js";

const { atan2, PI, sqrt } = Math;

export const rosenbrock: Problem["residuals"] = ([x, y]) => [
  [10 * (y - x * x), [-20 * x, 10]],
  [1 - x, [-1, 0]],
];

export const beale: Problem["residuals"] = ([x, y]) =>
  [1.5, 2.25, 2.625].map((c, k) => [c - x * (1 - y ** (k + 1)), [-(1 - y ** (k + 1)), x * (k + 1) * y ** k]]);

export const helical: Problem["residuals"] = ([x, y, z]) => {
  // atan(y / x) / 2π, and 1/2 more where x < 0; on the axis it jumps.
  const angle = (atan2(y, x) + (x < 0 && y < 0 ? 2 * PI : 0)) / (2 * PI);
  const [square, length] = [x * x + y * y, sqrt(x * x + y * y)];
  const slope = [-y / square / (2 * PI), x / square / (2 * PI)];
  return [
    [10 * (z - 10 * angle), [-100 * slope[0], -100 * slope[1], 10]],
    [10 * (length - 1), [(10 * x) / length, (10 * y) / length, 0]],
    [z, [0, 0, 1]],
  ];
};

const BARD = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39];
export const bard: Problem["residuals"] = ([a, b, c]) =>
  BARD.map((y, k) => {
    const [u, v] = [k + 1, 15 - k];
    const w = Math.min(u, v);
    const d = v * b + w * c;
    return [y - (a + u / d), [-1, (u * v) / d ** 2, (u * w) / d ** 2]];
  });

export const wood: Problem["residuals"] = ([a, b, c, d]) => [
  [10 * (b - a * a), [-20 * a, 10, 0, 0]],
  [1 - a, [-1, 0, 0, 0]],
  [sqrt(90) * (d - c * c), [0, 0, -2 * sqrt(90) * c, sqrt(90)]],
  [1 - c, [0, 0, -1, 0]],
  [sqrt(10) * (b + d - 2), [0, sqrt(10), 0, sqrt(10)]],
  [(b - d) / sqrt(10), [0, 1 / sqrt(10), 0, -1 / sqrt(10)]],
];

const KOWALIK = [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];
const RATES = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];
export const kowalik: Problem["residuals"] = ([a, b, c, d]) =>
  KOWALIK.map((y, k) => {
    const u = RATES[k];
    const [top, bottom] = [u * (u + b), u * (u + c) + d];
    return [
      y - (a * top) / bottom,
      [-top / bottom, (-a * u) / bottom, (a * top * u) / bottom ** 2, (a * top) / bottom ** 2],
    ];
  });

export const powellSingular: Problem["residuals"] = ([a, b, c, d]) => [
  [a + 10 * b, [1, 10, 0, 0]],
  [sqrt(5) * (c - d), [0, 0, sqrt(5), -sqrt(5)]],
  [(b - 2 * c) ** 2, [0, 2 * (b - 2 * c), -4 * (b - 2 * c), 0]],
  [sqrt(10) * (a - d) ** 2, [2 * sqrt(10) * (a - d), 0, 0, -2 * sqrt(10) * (a - d)]],
];
