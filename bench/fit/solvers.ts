import { createRequire } from "node:module";
import { LBFGS, leastSquares, minimize } from "optim-wasm/fit";
import { mapValues } from "../harness/records.js";
import { race, type Race } from "./race.js";

interface Peers {
  readonly fmin: {
    conjugateGradient(f: (x: number[], g: number[]) => number, start: number[]): { fx: number };
  };
  readonly numeric: {
    uncmin(f: (x: number[]) => number, start: number[], tolerance: number, g: (x: number[]) => number[]): { f: number };
  };
  levenbergMarquardt(
    data: { x: number[]; y: number[] },
    model: (p: number[]) => (x: number) => number,
    options: object,
  ): { parameterError: number };
}

export async function peersOf(): Promise<Peers> {
  const require = createRequire(new URL("../peers/package.json", import.meta.url));
  const { levenbergMarquardt } = (await import(require.resolve("ml-levenberg-marquardt"))) as Peers;
  return { fmin: require("fmin"), numeric: require("numeric"), levenbergMarquardt };
}

/** Where the gradient's norm is at most this, all end: fmin's own tolerance, which is no option of it. */
const TOLERANCE = 1e-5;

/** Rosenbrock's valley from (−1.2, 1), all to one tolerance. */
export function rosenbrock({ fmin, numeric }: Peers): Race {
  let count = 0;
  const value = ([x, y]: number[]): number => {
    count++;
    return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x);
  };
  const gradient = ([x, y]: number[]): [number, number] => [-400 * (y - x * x) * x - 2 * (1 - x), 200 * (y - x * x)];
  const objective = ({ x }: { x: number[] }) => ({ value: value(x), grads: { x: gradient(x) } });
  const contestants = {
    "optim-wasm LBFGS": () => minimize(objective, { x: [-1.2, 1] }, new LBFGS(), { gradTolerance: TOLERANCE }),
    "numeric uncmin": () => numeric.uncmin(value, [-1.2, 1], TOLERANCE, gradient),
    "fmin conjugateGradient": () =>
      fmin.conjugateGradient(
        (x, g) => {
          [g[0], g[1]] = gradient(x);
          return value(x);
        },
        [-1.2, 1],
      ),
  };
  const evaluations = mapValues<() => unknown, number>(contestants, (run) => {
    count = 0;
    run();
    return count;
  });
  return { times: race(contestants), evaluations };
}

interface Curve {
  readonly model: (x: number, p: ArrayLike<number>) => number;
  readonly truth: number[];
  readonly start: number[];
}

/** Curves of 2, 3, 5 and 9 parameters through 30 points. */
export const curves: readonly Curve[] = [
  { model: (x, p) => p[0] * Math.exp(-p[1] * x), truth: [2, 1.5], start: [1, 1] },
  { model: (x, p) => p[0] * Math.exp(-p[1] * x) + p[2], truth: [2, 1.5, 0.5], start: [1, 1, 0] },
  {
    model: (x, p) => p[0] * Math.exp(-p[1] * x) + p[2] * Math.sin(p[3] * x) + p[4],
    truth: [2, 1.5, 0.5, 2, 0.3],
    start: [1, 1, 1, 1.8, 0],
  },
  {
    model: (x, p) => [0, 3, 6].reduce((sum, k) => sum + p[k] * Math.exp(-(((x - p[k + 1]) / p[k + 2]) ** 2)), 0),
    truth: [2, 1, 0.4, 1, 2, 0.3, 1.5, 3, 0.5],
    start: [1.5, 0.9, 0.5, 1.2, 2.1, 0.4, 1.2, 3.1, 0.4],
  },
];

export function fit({ levenbergMarquardt }: Peers, { model, truth, start }: Curve): Race {
  const x = Array.from({ length: 30 }, (_, i) => (i * 4) / 29);
  const y = x.map((t, i) => model(t, truth) + 0.01 * Math.sin(37 * i));
  const residuals = ({ b }: { b: number[] }) => x.map((t, i) => model(t, b) - y[i]);
  const options = { damping: 1e-2, maxIterations: 100, errorTolerance: 1e-10, gradientDifference: 1e-6 };
  const times = race({
    "optim-wasm, 3-point": () => leastSquares(residuals, { b: [...start] }),
    "optim-wasm, 2-point": () => leastSquares(residuals, { b: [...start] }, { jacobian: "2-point" }),
    "ml-levenberg-marquardt": () =>
      levenbergMarquardt({ x, y }, (p) => (t) => model(t, p), { ...options, initialValues: [...start] }),
  });
  return { times };
}
