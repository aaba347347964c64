import { complain } from "../options/messages.js";
import { own, readNumber, requireKnown } from "../options/read.js";
import { viewsOf } from "./beside.js";
import { Point } from "./point.js";
import { shaped, type Shaped } from "./shaped.js";

/** How `numericalGradient` takes differences. */
export interface NumericalGradientOptions {
  /** "central" has two evaluations for each number and an error of step², "forward" one and an error of the step. Default "central". */
  method?: "central" | "forward";
  /**
   * The step, relative to the number, or to the typical size of its array where that is more, or to 1 where all are 0. Default
   * 6e-6, forward 1.5e-8; in a `Float32Array` 3e-4 and 3e-5.
   */
  relativeStep?: number;
}

const OPTIONS = { method: undefined, relativeStep: { default: NaN, min: 0 } } as const;

/** By method, in float64 and in float32. */
const STEPS = { central: [6e-6, 3e-4], forward: [1.5e-8, 3e-5] } as const;

/**
 * The gradient of a function by differences, in the shape of the parameters. `f` returns the value, or what `minimize` takes.
 * It is evaluated twice for each number; the parameters are as they were afterwards, also where it throws. Of no use to train
 * with: to try a function out, and to hold a gradient against.
 */
export function numericalGradient<Params extends object>(
  f: (params: Params) => number | readonly [number, unknown] | { readonly value: number },
  params: Params,
  options: NumericalGradientOptions = {},
): Shaped<Params> {
  requireKnown("numericalGradient", OPTIONS, options as unknown);
  const { method = "central", relativeStep } = own(options);
  if (!Object.hasOwn(STEPS, method)) complain("method", '"central" or "forward"', method, RangeError);
  if (relativeStep !== undefined) readNumber("relativeStep", OPTIONS.relativeStep, relativeStep);
  if (relativeStep === 0) complain("relativeStep", "a finite number > 0", 0, RangeError);
  const point = new Point("params", params);
  const x = point.read();
  const sizes = sizesOf(point, x);
  const gradient = new Float64Array(x.length);
  try {
    const here = method === "forward" ? valueOf(f(params)) : NaN;
    for (let k = 0; k < x.length; k++) {
      const step = sizes[k] * (relativeStep ?? STEPS[method][point.elements[point.leafOf(k)] === 4 ? 1 : 0]);
      const above = point.set(k, x[k] + step);
      const up = valueOf(f(params));
      const below = method === "central" ? point.set(k, x[k] - step) : x[k];
      gradient[k] = (up - (method === "central" ? valueOf(f(params)) : here)) / (above - below);
      point.set(k, x[k]);
    }
  } finally {
    point.put(x);
  }
  return shaped(point, gradient) as Shaped<Params>;
}

/** What a step is relative to. */
export function sizesOf(point: Point, x: Float64Array): Float64Array {
  const sizes = new Float64Array(x.length);
  viewsOf(point, x).forEach((view, leaf) => {
    const typical = Math.sqrt(view.reduce((sum, each) => sum + each * each, 0) / view.length) || 1;
    for (let i = 0; i < view.length; i++) sizes[point.begins[leaf] + i] = Math.max(Math.abs(view[i]), typical);
  });
  return sizes;
}

/** The value alone of what an objective returned. */
export function valueOf(given: unknown): number {
  const value: unknown =
    typeof given === "object" && given !== null
      ? Array.isArray(given)
        ? given[0]
        : (given as { value: unknown }).value
      : given;
  if (typeof value !== "number")
    complain("what the function returns", "a number, [value, grads] or { value, grads }", given);
  return value;
}
