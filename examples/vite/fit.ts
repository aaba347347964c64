import type { Optimizer } from "optim-wasm";
import type { Point } from "./points.js";

export interface Line {
  slope: number;
  intercept: number;
}

/** The line of least squares, by gradient descent. */
export function fit(points: readonly Point[], optimizer: Optimizer, updates: number): Line {
  const line = { slope: 0, intercept: 0 };
  for (let i = 0; i < updates; i++) optimizer.update(line, gradient(points, line));
  return line;
}

function gradient(points: readonly Point[], { slope, intercept }: Line): { slope: number; intercept: number } {
  const grads = { slope: 0, intercept: 0 };
  for (const { x, y } of points) {
    const error = slope * x + intercept - y;
    grads.slope += (error * x) / points.length;
    grads.intercept += error / points.length;
  }
  return grads;
}
