import { pathToFileURL } from "node:url";
import { inverseTimeDecay, minimize, SGD, type Minimum } from "optim-wasm";
import { normal, seeded } from "./random.js";

export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export type Line = { intercept: number; slope: number };

function main(): void {
  const points = noisyLine({ count: 100, seed: 1 });
  const full = gradientDescent(points);
  const ending = full.converged
    ? `converged after ${full.iterations} updates`
    : `not converged in ${full.iterations} updates`;
  console.log("y = 4 + 3x + noise, 100 points\n");
  print("least squares", closedForm(points), "closed form");
  print("gradient descent", full.line, ending);
  print("stochastic", stochasticGradientDescent(points), "50 epochs, one point per update");
}

function print(method: string, { intercept, slope }: Line, remark: string): void {
  console.log(`${method.padEnd(18)} y = ${intercept.toFixed(4)} + ${slope.toFixed(4)}x   ${remark}`);
}

/** Points of y = 4 + 3x with x in [0, 2) and normal noise of deviation 1. */
export function noisyLine({ count, seed }: { count: number; seed: number }): Points {
  const random = seeded(seed);
  const x = Array.from({ length: count }, () => 2 * random());
  return { x, y: x.map((value) => 4 + 3 * value + normal(random)) };
}

/** The least squares line by its formula. */
export function closedForm({ x, y }: Points): Line {
  const meanX = mean(x);
  const meanY = mean(y);
  const covariance = mean(x.map((value, i) => (value - meanX) * (y[i] - meanY)));
  const variance = mean(x.map((value) => (value - meanX) ** 2));
  const slope = covariance / variance;
  return { intercept: meanY - slope * meanX, slope };
}

/** Every update sees all points: the gradient of the mean squared error. */
export function gradientDescent(points: Points, { lr = 0.1 } = {}): Minimum & { line: Line } {
  const line: Line = { intercept: 0, slope: 0 };
  const minimum = minimize((at: Line) => meanSquaredError(at, points), line, new SGD({ lr }), {
    maxIterations: 1000,
    tolerance: 1e-10,
  });
  return { ...minimum, line };
}

/** Every update sees one point drawn at random, at the rate 5 / (t + 50). */
export function stochasticGradientDescent({ x, y }: Points, { epochs = 50, seed = 2 } = {}): Line {
  const random = seeded(seed);
  const line: Line = { intercept: 0, slope: 0 };
  const optimizer = new SGD({ lr: inverseTimeDecay({ t0: 5, t1: 50 }) });
  for (let update = 0; update < epochs * x.length; update++) {
    const i = Math.floor(random() * x.length);
    optimizer.update(line, meanSquaredError(line, { x: [x[i]], y: [y[i]] }).grads);
  }
  return line;
}

function meanSquaredError({ intercept, slope }: Line, { x, y }: Points): { value: number; grads: Line } {
  const errors = x.map((value, i) => intercept + slope * value - y[i]);
  return {
    value: mean(errors.map((error) => error ** 2)),
    grads: { intercept: 2 * mean(errors), slope: 2 * mean(errors.map((error, i) => error * x[i])) },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
