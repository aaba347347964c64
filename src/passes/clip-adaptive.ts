import type { Pass } from "../common-options.js";
import type { Internals } from "../internals.js";
import { floatsOf, type Floats } from "../numbers.js";
import { complain } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import { listsIn, rowsOf } from "../phases/lists.js";
import { requireNames, requireShapes, shapeOf } from "../phases/shapes.js";
import type { Binding } from "../step/binding.js";
import { multiply, normOf, type Unit } from "./norms.js";
import { passOf, POSITIVE, readIn } from "./pass.js";
import { gradOf, type Place } from "./runner.js";

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
 * unit is a column or row of a matrix, by the optimizer's `shapes` or as a list of rows, and all of a vector; of four dimensions
 * it is what has one index of the last, or with "rows" of the first, and of three all that differs in the first alone.
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
  return passOf("clipAdaptive", { clipping, eps, units }, ({ hyper }) => {
    const { shapes } = hyper.given[0];
    requireShapes(shapes);
    hyper.named ??= (names) => requireNames(shapes, names);
    const known = new WeakMap<readonly Binding[], readonly Part[]>();
    const partsOf = (bindings: readonly Binding[]): readonly Part[] => {
      const found = known.get(bindings) ?? partsIn(bindings, hyper, units === "rows");
      known.set(bindings, found);
      return found;
    };
    return {
      check: partsOf,
      grads(places, bindings) {
        for (const { of, units: each, work } of partsOf(bindings)) {
          const rows = of.map((k) => places[k]);
          const [param, grad] = work ? gathered(rows, work) : [rows[0].param, gradOf(rows[0])];
          for (const unit of each) {
            const norm = normOf(grad, unit);
            const most = clipping * Math.max(normOf(param, unit), eps);
            if (!(norm < most)) multiply(grad, unit, most / Math.max(norm, 1e-6));
          }
          if (work) scatter(work[1], rows);
        }
      },
    };
  });
}

/** A parameter, or the rows of a list in their order, by their places among the bindings. */
interface Part {
  readonly of: readonly number[];
  readonly units: readonly Unit[];
  /** Of several rows, where parameter and gradient are put together. */
  readonly work: readonly [param: Floats, grad: Floats] | undefined;
}

function partsIn(bindings: readonly Binding[], hyper: Internals["hyper"], byRows: boolean): Part[] {
  const { shapes } = hyper.given[0];
  const all = bindings.map(({ tensor: { name, element, length }, node }) => ({ name, element, length, node }));
  const lists = listsIn(all, shapes, (name) => hyper.groupOf(name));
  const places = new Map(all.map(({ name }, k) => [name, k]));
  return all.flatMap((of, k): Part[] => {
    const list = lists.get(of.name);
    if (list === undefined) return [{ of: [k], units: split(of.length, shapeOf(shapes, of), byRows), work: undefined }];
    const names = rowsOf(list);
    if (of.name !== names[0]) return [];
    const { length, shape, element } = list;
    const Type = floatsOf(element);
    const rows = names.map((name) => places.get(name) as number);
    return [{ of: rows, units: split(length, shape, byRows), work: [new Type(length), new Type(length)] }];
  });
}

function gathered(rows: readonly Place[], work: readonly [Floats, Floats]): readonly [Floats, Floats] {
  const [param, grad] = work;
  rows.forEach((row, k) => {
    const { length } = row.tensor;
    param.set(row.param, k * length);
    grad.set(gradOf(row), k * length);
  });
  return work;
}

function scatter(all: Floats, rows: readonly Place[]): void {
  rows.forEach((row, k) => {
    const { length } = row.tensor;
    gradOf(row).set(all.subarray(k * length, (k + 1) * length));
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
