import type { Box } from "./box.js";
import type { Point } from "./point.js";

/** How derivatives are taken: forward, or on both sides. */
export type Differences = "2-point" | "3-point";

/** The relative step where rounding and curvature cost alike: √ε, ∛ε. */
export const RELATIVE: Readonly<Record<Differences, number>> = { "2-point": 2 ** -26, "3-point": 6e-6 };

export interface Differencing {
  readonly method: Differences;
  readonly relative: number;
  readonly point: Point;
  /** A parameter that has come near 0 counts as a thousandth of this, or of 1 where that is 0. */
  readonly start: Float64Array;
  readonly box: Box | undefined;
}

/**
 * The derivatives of a vector function by each parameter, a column for each: steps of so much of its size, or of 1 where it
 * is 0, or where the function does not notice the smaller one. Inside bounds: where there is no room on one side, the
 * 3-point rule has both points on the other.
 */
export function differences(
  { method, relative, point, start, box }: Differencing,
  x: Float64Array,
  here: Float64Array,
  at: () => Float64Array,
): Float64Array {
  const m = here.length;
  const columns = new Float64Array(m * x.length);
  const valuesAt = (k: number, value: number): [Float64Array, number] => {
    const set = point.set(k, value);
    return [at(), set - x[k]];
  };
  const differ = (k: number, size: number): void => {
    const step = relative * size;
    const [below, above] = box ? [x[k] - box.lower[k], box.upper[k] - x[k]] : [Infinity, Infinity];
    const reach = method === "3-point" ? Math.min(below, above) : above;
    if (method === "3-point" && reach >= step) {
      const [right, a] = valuesAt(k, x[k] + step);
      const [left, b] = valuesAt(k, x[k] - step);
      for (let i = 0; i < m; i++) columns[k * m + i] = (right[i] - left[i]) / (a - b);
    } else {
      const side = above >= below ? 1 : -1;
      const room = Math.max(above, below);
      const length = side * Math.min(step, room / 2);
      const [one, a] = valuesAt(k, x[k] + length);
      if (method === "2-point" || length === 0)
        for (let i = 0; i < m; i++) columns[k * m + i] = a === 0 ? 0 : (one[i] - here[i]) / a;
      else {
        const [two, b] = valuesAt(k, x[k] + 2 * length);
        // The parabola's slope through three points at 0, a and b.
        for (let i = 0; i < m; i++)
          columns[k * m + i] = ((one[i] - here[i]) * b) / (a * (b - a)) - ((two[i] - here[i]) * a) / (b * (b - a));
      }
    }
    point.set(k, x[k]);
  };
  for (let k = 0; k < x.length; k++) {
    const size = x[k] === 0 && start[k] === 0 ? 1 : Math.max(Math.abs(x[k]), 1e-3 * (Math.abs(start[k]) || 1));
    differ(k, size);
    if (size < 1 && columns.subarray(k * m, (k + 1) * m).every((slope) => slope === 0)) differ(k, 1);
  }
  return columns;
}
