import type { Backend } from "../backend/machine.js";
import { Curvature } from "./curvature.js";
import { FEW, FewVectors } from "./few.js";
import { Point } from "./point.js";
import { ArenaVectors, type Vectors } from "./vectors.js";

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

  /** Where the caller has views of it, it is the backend's, of whatever size. */
  constructor(model: unknown, backend: Backend, history: number, isShared: boolean) {
    const point = new Point("params", model);
    const count = PAIRS + 2 * history;
    const isFew = !isShared && point.length <= FEW && !point.elements.includes(4);
    this.point = point;
    this.vectors = isFew ? new FewVectors(point, count) : new ArenaVectors(point, backend, count);
    this.curvature = new Curvature(this.vectors, PAIRS, history);
  }
}
