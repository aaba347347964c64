import { complain, isObject } from "../options/messages.js";
import { own, requireKnown } from "../options/read.js";
import { fitOf, type LeastSquares, type LeastSquaresOptions } from "./least-squares.js";

/** What a curve is fitted to. */
export interface CurveData<X = number> {
  /** What the model is asked at: numbers, or anything else for several predictors. */
  readonly x: ArrayLike<X>;
  /** What was observed there. */
  readonly y: ArrayLike<number>;
  /** The standard deviation of each, or of all, > 0. Default 1. */
  readonly sigma?: ArrayLike<number> | number;
}

/** What `curveFit` takes: what `leastSquares` does, but for the weights, which `sigma` gives. */
export interface CurveFitOptions<Params> extends Omit<LeastSquaresOptions<Params>, "jacobian" | "weights"> {
  /** How derivatives are taken; or the model's own, at all x: a row for each x. Default "3-point". */
  jacobian?: LeastSquaresOptions<Params>["jacobian"];
  /** Whether sigma is in the unit of y, so that the errors are not scaled by how well the curve fits. Default false. */
  absoluteSigma?: boolean;
}

/**
 * Fits a curve to data: `leastSquares` of (model − y) / sigma. `model(x, p)` takes one x and returns a number, or all and
 * returns as many. `initial` moves in place.
 *
 * `residuals` are model − y in the unit of y; `value` is their sum of squares over sigma². Options, errors and source are
 * those of `leastSquares`.
 */
export function curveFit<Params extends object, X = number>(
  model: (x: X, params: Params) => number,
  data: CurveData<X>,
  initial: Params,
  options?: CurveFitOptions<Params>,
): LeastSquares<Params>;
export function curveFit<Params extends object, X = number>(
  model: (x: ArrayLike<X>, params: Params) => ArrayLike<number>,
  data: CurveData<X>,
  initial: Params,
  options?: CurveFitOptions<Params>,
): LeastSquares<Params>;
export function curveFit<Params extends object, X = number>(
  model: (x: never, params: Params) => number | ArrayLike<number>,
  data: CurveData<X>,
  initial: Params,
  options: CurveFitOptions<Params> = {},
): LeastSquares<Params> {
  if (typeof model !== "function") complain("model", "a function of x and parameters", model);
  if (!isObject(data)) complain("data", "{ x, y }", data);
  requireKnown("data", { x: 0, y: 0, sigma: 0 }, data);
  const { x, y } = data;
  for (const [name, list] of Object.entries({ x, y }))
    if (typeof Object(list).length !== "number" || typeof list === "string") complain(name, "an array", list);
  const count = y.length;
  if (x.length !== count) throw new RangeError(`x has ${x.length} elements, y has ${count}`);
  for (let i = 0; i < count; i++)
    if (!Number.isFinite(y[i]))
      complain(`y[${i}]`, "a finite number", y[i], typeof y[i] === "number" ? RangeError : TypeError);
  const { absoluteSigma = false, ...rest } = own(options);
  if (typeof absoluteSigma !== "boolean") complain("absoluteSigma", "true or false", absoluteSigma);
  const weights = data.sigma === undefined ? undefined : weightsOf(data.sigma, count);
  const values = valuesOf(model as never, x, initial, count);
  const residuals = (params: Params): Float64Array => {
    const given = values(params);
    const r = new Float64Array(given.length);
    for (let i = 0; i < r.length; i++) {
      if (typeof given[i] !== "number") complain(`what model returns for x[${i}]`, "a number", given[i]);
      r[i] = given[i] - y[i];
    }
    return r;
  };
  return fitOf(residuals, initial, { ...rest, weights }, absoluteSigma);
}

function weightsOf(sigma: ArrayLike<number> | number, count: number): Float64Array {
  const all = typeof sigma === "number" ? new Float64Array(count).fill(sigma) : sigma;
  if (all.length !== count) throw new RangeError(`sigma has ${all.length} elements, y has ${count}`);
  return Float64Array.from(all, (s, i) =>
    s > 0 && s < Infinity ? 1 / (s * s) : complain(`sigma[${i}]`, "a finite number > 0", s, RangeError),
  );
}

/** The model at all x: whether it takes one or all is seen by what it returns for one. */
function valuesOf<Params, X>(
  model: (x: unknown, params: Params) => unknown,
  x: ArrayLike<X>,
  initial: Params,
  count: number,
): (params: Params) => ArrayLike<number> {
  let one: unknown;
  try {
    one = count > 0 ? model(x[0], initial) : undefined;
  } catch {
    // A model that takes all x may not take a number.
  }
  if (typeof one === "number") return (params) => Array.from(x, (each) => model(each, params) as number);
  return (params) => {
    const all = model(x, params) as ArrayLike<number> | undefined;
    if (typeof all !== "object" || typeof all?.length !== "number")
      complain("what model returns", `a number for one x, or ${count} for all`, all);
    if (all.length !== count) throw new RangeError(`model returned ${all.length} numbers for ${count} of x`);
    return all;
  };
}
