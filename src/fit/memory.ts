import type { Backend } from "../backend/machine.js";
import { Curvature } from "./curvature.js";
import { Point } from "./point.js";
import { Vectors } from "./vectors.js";

/** The vectors: where the objective is evaluated, the gradient there; the same at the last iteration; the direction. */
export const X = 0;
export const G = 1;
export const X0 = 2;
export const G0 = 3;
export const D = 4;
const PAIRS = 5;

/** A model's vectors and the pairs kept in them. */
export class Memory {
  readonly vectors: Vectors;
  readonly curvature: Curvature;
  readonly point: Point;

  constructor(model: unknown, backend: Backend, history: number) {
    this.point = new Point("params", model);
    this.vectors = new Vectors(this.point, backend, PAIRS + 2 * history);
    const places = Array.from({ length: history }, (_, k) => [PAIRS + 2 * k, PAIRS + 2 * k + 1] as const);
    this.curvature = new Curvature(this.vectors, places);
  }
}
