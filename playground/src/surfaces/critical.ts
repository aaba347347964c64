import type { Point, Shape } from "../formula/surface.js";
import type { Range } from "./presets.js";

/** A point where the surface is level. */
export interface Critical extends Point {
  readonly kind: "minimum" | "saddle" | "maximum";
  readonly value: number;
}

/** Newton's method begins at so many places along each side. */
const PLACES = 24;
const ITERATIONS = 40;
/** Of the larger side of the frame: two that are nearer are one. */
const SAME = 1e-3;

/** The minima, saddles and maxima in the frame that Newton's method finds, the lowest first. */
export function criticalPoints({ value, gradient, curvature }: Shape, x: Range, y: Range): Critical[] {
  const size = Math.max(x[1] - x[0], y[1] - y[0]);
  const found: Critical[] = [];
  for (let i = 0; i < PLACES * PLACES; i++) {
    const begin = {
      x: x[0] + (((i % PLACES) + 0.5) / PLACES) * (x[1] - x[0]),
      y: y[0] + ((Math.floor(i / PLACES) + 0.5) / PLACES) * (y[1] - y[0]),
    };
    const point = newton({ gradient, curvature }, begin, size);
    if (point === undefined || !within(x, point.x) || !within(y, point.y)) continue;
    if (found.some((other) => Math.hypot(other.x - point.x, other.y - point.y) < SAME * size)) continue;
    const kind = kindOf(curvature(point));
    if (kind) found.push({ ...point, kind, value: value(point.x, point.y) });
  }
  return found.toSorted((a, b) => a.value - b.value);
}

/** Where the gradient is nothing, begun near there; undefined where the steps do not come to an end. */
function newton({ gradient, curvature }: Pick<Shape, "gradient" | "curvature">, begin: Point, size: number) {
  const point = { ...begin };
  for (let k = 0; k < ITERATIONS; k++) {
    const { x: gx, y: gy } = gradient(point);
    const [xx, xy, yy] = curvature(point);
    const determinant = xx * yy - xy * xy;
    const [dx, dy] = [(yy * gx - xy * gy) / determinant, (xx * gy - xy * gx) / determinant];
    const length = Math.hypot(dx, dy);
    if (!(length < size)) return undefined;
    point.x -= dx;
    point.y -= dy;
    if (length < 1e-12 * size) return { x: point.x + 0, y: point.y + 0 };
  }
  return undefined;
}

function kindOf([xx, xy, yy]: readonly [number, number, number]): Critical["kind"] | undefined {
  const determinant = xx * yy - xy * xy;
  const scale = xx * xx + xy * xy + yy * yy;
  if (!(Math.abs(determinant) > 1e-9 * scale)) return undefined;
  if (determinant < 0) return "saddle";
  return xx > 0 ? "minimum" : "maximum";
}

function within([from, to]: Range, value: number): boolean {
  return value >= from && value <= to;
}
