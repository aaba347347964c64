import type { Pass } from "../common-options.js";
import type { Shape } from "../numbers.js";
import { complain, quote } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import { multiply, normOf, type Unit } from "./norms.js";
import { passOf, POSITIVE, readIn, refuse } from "./pass.js";

/** Rows and columns of matrices, by name: an object, or a function of the name that gives undefined for what is none. */
export type MatrixShapes =
  | Readonly<Record<string, readonly [rows: number, columns: number]>>
  | ((name: string) => readonly [rows: number, columns: number] | undefined);

/** How `clipAdaptive` clips. */
export interface ClipAdaptiveOptions {
  /** The largest norm of a gradient, as a share of its parameter's. Default 0.01. */
  clipping?: number;
  /** The least norm that a parameter is taken to have. Default 0.001. */
  eps?: number;
  /** Rows and columns of matrices, laid out row after row; what has none is one unit. Default: none has. */
  shapes?: MatrixShapes;
  /** What of a matrix belongs to one unit of its layer: its columns, where it is inputs × outputs, or its rows. Default "columns". */
  units?: "columns" | "rows";
}

/**
 * Adaptive gradient clipping: of each unit, a column or row of a matrix or all of a vector, the gradient's norm is at most
 * `clipping · max(norm of the parameter, eps)`.
 *
 * Source: Brock, De, Smith & Simonyan 2021; `optax.adaptive_grad_clip`. Throws a `TypeError` or `RangeError` for options out
 * of range, and in an update for a shape that is not the parameter's.
 *
 * @example new SGD({ passes: [clipAdaptive({ clipping: 0.01, shapes: { W: [784, 10] } })] })
 */
/* @__NO_SIDE_EFFECTS__ */
export function clipAdaptive(options: ClipAdaptiveOptions = {}): Pass {
  requireKnown("clipAdaptive", { clipping: 0, eps: 0, shapes: 0, units: 0 }, options);
  const { clipping = 0.01, eps = 0.001, shapes = {}, units = "columns" } = own<ClipAdaptiveOptions>(options);
  readIn("clipAdaptive: clipping", POSITIVE, clipping);
  readIn("clipAdaptive: eps", POSITIVE, eps);
  if (Object(shapes) !== shapes) complain("clipAdaptive: shapes", "an object, or a function of the name", shapes);
  if (units !== "columns" && units !== "rows")
    complain("clipAdaptive: units", '"columns" or "rows"', units, RangeError);
  return passOf("clipAdaptive", () => {
    const known = new Map<string, readonly Unit[]>();
    const unitsOf = (shape: Shape): readonly Unit[] => {
      const { name, length } = shape;
      const found = known.get(name);
      if (found?.reduce((sum, { count }) => sum + count, 0) === length) return found;
      const made = split(shape, shapeFor(shapes, name), units);
      known.set(name, made);
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

function shapeFor(shapes: MatrixShapes, name: string): unknown {
  if (typeof shapes === "function") return shapes(name);
  return Object.hasOwn(shapes, name) ? shapes[name] : undefined;
}

function split({ name, length }: Shape, given: unknown, units: string): Unit[] {
  if (given === undefined) return [{ first: 0, count: length, apart: 1 }];
  const [rows, columns] = Array.isArray(given) && given.length === 2 ? (given as unknown[]) : [];
  if (!isSize(rows) || !isSize(columns))
    return complain(`clipAdaptive: shapes[${quote(name)}]`, "[rows, columns], whole numbers ≥ 1", given);
  if (rows * columns !== length)
    refuse(
      "clipAdaptive",
      name,
      `its shape [${rows}, ${columns}] has ${rows * columns} elements, and it has ${length}`,
    );
  return units === "rows"
    ? Array.from({ length: rows }, (_, k) => ({ first: k * columns, count: columns, apart: 1 }))
    : Array.from({ length: columns }, (_, k) => ({ first: k, count: rows, apart: columns }));
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
