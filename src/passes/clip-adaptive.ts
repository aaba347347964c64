import type { Pass } from "../common-options.js";
import type { Shape } from "../numbers.js";
import { complain } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import { multiply, normOf, type Unit } from "./norms.js";
import { shapeOf } from "../phases/shapes.js";
import { passOf, POSITIVE, readIn } from "./pass.js";

/** How `clipAdaptive` clips. */
export interface ClipAdaptiveOptions {
  /** The largest norm of a gradient, as a share of its parameter's. Default 0.01. */
  clipping?: number;
  /** The least norm that a parameter is taken to have. Default 0.001. */
  eps?: number;
  /**
   * What of a matrix belongs to one unit of its layer: its columns, where it is inputs × outputs, or its rows, where it is
   * outputs × inputs. Default "columns".
   */
  units?: "columns" | "rows";
}

/**
 * Adaptive gradient clipping: of each unit, the gradient's norm is at most `clipping · max(norm of the parameter, eps)`. A
 * unit is a column or row of a matrix, by the optimizer's `shapes`, and all of a vector; of four dimensions it is what has
 * one index of the last, or with "rows" of the first, and of three all that differs in the first alone.
 *
 * Source: Brock, De, Smith & Simonyan 2021; `optax.adaptive_grad_clip`. Throws a `TypeError` or `RangeError` for options out
 * of range.
 *
 * @example new SGD({ shapes: { W: [784, 10] }, passes: [clipAdaptive({ clipping: 0.01 })] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function clipAdaptive(options: ClipAdaptiveOptions = {}): Pass {
  requireKnown("clipAdaptive", { clipping: 0, eps: 0, units: 0 }, options, ": shapes are the optimizer's option");
  const { clipping = 0.01, eps = 0.001, units = "columns" } = own<ClipAdaptiveOptions>(options);
  readIn("clipAdaptive: clipping", POSITIVE, clipping);
  readIn("clipAdaptive: eps", POSITIVE, eps);
  if (units !== "columns" && units !== "rows")
    complain("clipAdaptive: units", '"columns" or "rows"', units, RangeError);
  return passOf("clipAdaptive", ({ hyper }) => {
    const known = new Map<string, readonly Unit[]>();
    const unitsOf = (of: Shape): readonly Unit[] => {
      const found = known.get(of.name);
      if (found?.reduce((sum, { count }) => sum + count, 0) === of.length) return found;
      const made = split(of.length, shapeOf(hyper.given[0].shapes, of), units === "rows");
      known.set(of.name, made);
      return made;
    };
    return {
      check: unitsOf,
      grad(grad, { tensor, param }) {
        for (const unit of unitsOf(tensor)) {
          const norm = normOf(grad, unit);
          const most = clipping * Math.max(normOf(param, unit), eps);
          if (!(norm < most)) multiply(grad, unit, most / Math.max(norm, 1e-6));
        }
      },
    };
  });
}

function split(length: number, shape: readonly number[], byRows: boolean): Unit[] {
  const first = shape[0];
  const last = shape[shape.length - 1];
  if (shape.filter((each) => each > 1).length < 2) return [{ first: 0, count: length, apart: 1 }];
  if (byRows) {
    const count = length / first;
    return Array.from({ length: first }, (_, k) => ({ first: k * count, count, apart: 1 }));
  }
  const apart = shape.length === 3 ? length / first : last;
  return Array.from({ length: apart }, (_, k) => ({ first: k, count: length / apart, apart }));
}
