import { AdaGrad, Adam, Momentum, Nesterov, RMSProp, SGD, type Optimizer } from "optim-wasm";

export type Point = { x: number; y: number };
export type Range = readonly [from: number, to: number];

/** A function of two numbers with a landmark at (0, 0), where to start on it, and the optimizers to send down. */
export interface Surface {
  readonly title: string;
  readonly start: Point;
  readonly box: { readonly x: Range; readonly y: Range };
  /** Steps at the most; a path also ends where it leaves the box. */
  readonly steps: number;
  readonly landmark: string;
  value(x: number, y: number): number;
  gradient(point: Point): Point;
  optimizers(): Record<string, Optimizer>;
}

export const canyon: Surface = {
  title: "Canyon x²/20 + y²: 40 steps from (−7, 2)",
  start: { x: -7, y: 2 },
  landmark: "minimum",
  box: { x: [-8, 2.5], y: [-2.6, 2.6] },
  steps: 40,
  value: (x, y) => x ** 2 / 20 + y ** 2,
  gradient: ({ x, y }) => ({ x: x / 10, y: 2 * y }),
  optimizers: () => ({
    SGD: new SGD({ lr: 0.95 }),
    Momentum: new Momentum({ lr: 0.1 }),
    Nesterov: new Nesterov({ lr: 0.1 }),
    AdaGrad: new AdaGrad({ lr: 1.5 }),
    RMSProp: new RMSProp({ lr: 0.1 }),
    Adam: new Adam({ lr: 0.3 }),
  }),
};

export const saddle: Surface = {
  title: "Saddle x² − y²: from (−1.5, 0.01) until out of the frame",
  start: { x: -1.5, y: 0.01 },
  landmark: "saddle point",
  box: { x: [-1.9, 1.3], y: [-0.4, 1.4] },
  steps: 300,
  value: (x, y) => x ** 2 - y ** 2,
  gradient: ({ x, y }) => ({ x: 2 * x, y: -2 * y }),
  optimizers: () => ({
    SGD: new SGD({ lr: 0.05 }),
    Momentum: new Momentum({ lr: 0.01 }),
    Nesterov: new Nesterov({ lr: 0.01 }),
    AdaGrad: new AdaGrad({ lr: 0.2 }),
    RMSProp: new RMSProp({ lr: 0.01 }),
    Adam: new Adam({ lr: 0.05 }),
  }),
};

/** The points that an optimizer passes, the start first. */
export function descend({ start, box, steps, gradient }: Surface, optimizer: Optimizer): Point[] {
  const point = { ...start };
  const path = [start];
  while (path.length <= steps && within(box.x, point.x) && within(box.y, point.y)) {
    optimizer.update(point, gradient(point));
    path.push({ ...point });
  }
  return path;
}

function within([from, to]: Range, value: number): boolean {
  return value >= from && value <= to;
}
