import { complain } from "../options/messages.js";
import { own, readNumber, requireKnown } from "../options/read.js";
import { Box, type Bounds } from "./box.js";
import { differences, RELATIVE, type Differences } from "./differences.js";
import {
  largestCosine,
  levenbergMarquardt,
  slopesOf,
  type Fit,
  type Found,
  type Problem,
} from "./levenberg-marquardt.js";
import { lossOf, LOSSES, robust, type Loss } from "./loss.js";
import { shaped, type Shaped } from "./shaped.js";
import { Point } from "./point.js";
import { QR } from "./qr.js";
import { Residuals } from "./residuals.js";
import { requireWatchers, type Progress } from "./stopping.js";
import { hasConverged, type Reason } from "./walk.js";

/** The Jacobian: a row for each residual, all numbers by rows, or by name a column for each parameter that is a number. */
export type Jacobian = ArrayLike<ArrayLike<number>> | ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>;

/** What `leastSquares` takes. */
export interface LeastSquaresOptions<Params = unknown> {
  /** The residuals' derivatives by the parameters in their order, or how to take them. Default "3-point". */
  jacobian?: Differences | ((params: Params) => Jacobian);
  /** The step of differences, relative to each parameter. Default 6e-6, for "2-point" 1.5e-8. */
  relativeStep?: number;
  /** `{ lower, upper }` in the shape of the parameters, or `[lower, upper]` by name. A start outside is moved inside. Default: none. */
  bounds?: Bounds;
  /** How a residual counts. Default "linear": by its square. */
  loss?: Loss;
  /** Where the loss turns from squares to less, in the residuals' unit after weighting. Default 1. */
  lossScale?: number;
  /** The weight of each residual's square, ≥ 0. Default 1. */
  weights?: ArrayLike<number>;
  /** Iterations at the most. Default 1000. */
  maxIterations?: number;
  /** "gradient": no column of the Jacobian has a larger cosine with the residuals. Default 1e-10. */
  gradTolerance?: number;
  /** "value": a step gains, and promises to gain, no larger share of the value. Default 1e-14. */
  valueTolerance?: number;
  /** "step": the trust region's radius, relative to the scaled length of the parameters. Default 1e-10. */
  stepTolerance?: number;
  /** Called after each iteration; stops with "callback" where it returns false. Default: nothing is called. */
  onIteration?: (progress: Progress) => unknown;
  /** An `AbortSignal`: stops with "callback" after the iteration in which it is aborted. Default: none. */
  signal?: { readonly aborted: boolean };
}

/** What `leastSquares` came to. */
export interface LeastSquares<Params = unknown> {
  /** The given parameters, moved. */
  readonly params: Params;
  /** The sum of the losses, for "linear" the weighted sum of squares; not half of it. */
  readonly value: number;
  /** The residuals there, without weights. */
  readonly residuals: Float64Array;
  /**
   * Of the estimates, by rows in the order of the parameters: value / dof · (JᵀJ)⁻¹; Infinity where that is singular, 0 for
   * parameters that equal bounds hold.
   */
  readonly covariance: Float64Array[];
  /** The roots of its diagonal, in the shape of the parameters. */
  readonly standardErrors: Shaped<Params>;
  /** Residuals less parameters, but for those that equal bounds hold. */
  readonly dof: number;
  readonly iterations: number;
  /** How often the residuals were evaluated, for differences too. */
  readonly evaluations: number;
  readonly reason: Reason;
  /** Whether the reason is "gradient", "value" or "step". */
  readonly converged: boolean;
}

/** No "value" or "step" is convergence where a column of the Jacobian has a larger cosine with the residuals. */
const STATIONARY = 1e-3;

const OPTIONS = {
  jacobian: undefined,
  relativeStep: { default: NaN, min: 0 },
  bounds: undefined,
  loss: undefined,
  lossScale: { default: NaN, min: 0 },
  weights: undefined,
  maxIterations: { default: Infinity, min: 0, fixed: true },
  gradTolerance: { default: NaN, min: 0 },
  valueTolerance: { default: NaN, min: 0 },
  stepTolerance: { default: NaN, min: 0 },
  onIteration: undefined,
  signal: undefined,
} as const;

const OTHER_NAMES = {
  jacobian: "^jac",
  relativeStep: "diffstep|relstep|gradientdifference",
  lossScale: "fscale",
  maxIterations: "maxnfev|iter",
  gradTolerance: "gtol",
  valueTolerance: "ftol|errortolerance",
  stepTolerance: "xtol",
};

/**
 * The parameters of the least sum of squares of residuals, by Levenberg-Marquardt in MINPACK's manner; with bounds, weights and
 * robust losses. `params` move in place, to the best point found.
 *
 * Throws a `TypeError` or `RangeError`, with the parameters as they were, where the residuals are not numbers, change their
 * count, or are not finite at the start, nor their sum of squares; where the Jacobian is of another size, and where bounds
 * cross. Later a step to residuals that are not finite is refused, and a shorter one taken.
 *
 * Source: Moré 1978; QR with column pivoting by Businger & Golub 1965.
 */
export function leastSquares<Params extends object>(
  residuals: (params: Params) => ArrayLike<number>,
  params: Params,
  options: LeastSquaresOptions<Params> = {},
): LeastSquares<Params> {
  return fitOf(residuals, params, options);
}

/** The same; the variance of residuals is 1 where they are in units of their deviation, else what is left of them says it. */
export function fitOf<Params extends object>(
  residuals: (params: Params) => ArrayLike<number>,
  params: Params,
  options: LeastSquaresOptions<Params>,
  isAbsolute = false,
): LeastSquares<Params> {
  if (typeof residuals !== "function") complain("residuals", "a function of the parameters", residuals);
  requireKnown("leastSquares", OPTIONS, options as unknown, undefined, OTHER_NAMES);
  const given = own(options);
  const number = (name: keyof typeof OPTIONS, otherwise: number) =>
    given[name] === undefined ? otherwise : readNumber(name, OPTIONS[name] as never, given[name]);
  const { jacobian = "3-point", loss = "linear", onIteration, signal } = given;
  if (typeof jacobian !== "function" && !Object.hasOwn(RELATIVE, jacobian))
    complain("jacobian", 'a function, "2-point" or "3-point"', jacobian);
  if (!Object.hasOwn(LOSSES, loss)) complain("loss", '"linear", "softL1", "huber" or "cauchy"', loss, RangeError);
  requireWatchers(onIteration, signal);
  const relative = number("relativeStep", typeof jacobian === "string" ? RELATIVE[jacobian] : 0);
  const lossScale = number("lossScale", 1);
  if (lossScale === 0) complain("lossScale", "a finite number > 0", 0, RangeError);
  const limits = {
    maxIterations: number("maxIterations", 1000),
    gradTolerance: number("gradTolerance", 1e-10),
    valueTolerance: number("valueTolerance", 1e-14),
    stepTolerance: number("stepTolerance", 1e-10),
  };
  const point = new Point("params", params);
  const box = given.bounds === undefined ? undefined : new Box(point, given.bounds);
  const start = point.read();
  const held = new Residuals(residuals as (params: unknown) => unknown, params, point);
  const rho = LOSSES[loss];
  const columnsAt = (x: Float64Array, here: Float64Array): Float64Array => {
    point.put(x);
    if (typeof jacobian === "function") return held.columnsOf(jacobian(params));
    return differences({ method: jacobian, relative, point, start, box }, x, here, () => held.here());
  };
  const problem: Problem = {
    box,
    at(x): Fit {
      const r = held.at(x);
      return { value: lossOf(rho, lossScale, r), residuals: r };
    },
    linear(x, { residuals: r }) {
      const columns = columnsAt(x, r);
      const f = r.slice();
      if (loss !== "linear") robust(rho, lossScale, f, columns);
      return { f, columns };
    },
  };
  const tell = (iteration: number, value: number, gradNorm: number) =>
    (iteration === 0 || onIteration?.({ iteration, value, gradNorm, evaluations: held.evaluations }) !== false) &&
    signal?.aborted !== true;
  try {
    const inside = box ? start.map((x, k) => box.clamp(k, x)) : start.slice();
    const first = held.at(inside);
    held.weigh(given.weights);
    const bad = first.findIndex((r) => !Number.isFinite(r));
    if (bad >= 0) complain(`residuals[${bad}]`, "a finite number at the start", first[bad], RangeError);
    const found = levenbergMarquardt(inside, problem, { ...limits, tell });
    return resultOf(params, point, found, problem, held, isAbsolute);
  } catch (error) {
    point.put(start);
    throw error;
  }
}

function resultOf<Params extends object>(
  params: Params,
  point: Point,
  { x, fit, iterations, reason: ended }: Found,
  problem: Problem,
  held: Residuals,
  isAbsolute: boolean,
): LeastSquares<Params> {
  const n = x.length;
  const { f, columns } = problem.linear(x, fit);
  point.put(x);
  // Differences that rounding has spoilt let no step gain either.
  const slopes = slopesOf(f, columns, n);
  const isStationary = largestCosine(problem.box, x, fit, slopes) <= STATIONARY;
  const reason = isStationary || (ended !== "value" && ended !== "step") ? ended : "iterations";
  // What equal bounds hold is known.
  const free = Array.from(x.keys()).filter((k) => !problem.box?.holds(k));
  const dof = f.length - free.length;
  const inverse = inverseOfSquare(columns, f.length, slopes.norms, free);
  const variance = isAbsolute ? 1 : dof > 0 ? fit.value / dof : Infinity;
  const covariance = Array.from({ length: n }, () => new Float64Array(n));
  free.forEach((i, a) =>
    free.forEach((j, b) => (covariance[i][j] = inverse && variance < Infinity ? variance * inverse[a][b] : Infinity)),
  );
  const errors = Float64Array.from({ length: n }, (_, i) => Math.sqrt(covariance[i][i]));
  const residuals = held.unweighted(x, fit.residuals);
  return {
    params,
    value: fit.value,
    residuals,
    covariance,
    standardErrors: shaped(point, errors) as Shaped<Params>,
    dof,
    iterations,
    evaluations: held.evaluations,
    reason,
    converged: hasConverged(reason),
  };
}

/** (JᵀJ)⁻¹ of some columns: of columns of norm 1, so that units do not matter to the rank. Undefined where it has none. */
function inverseOfSquare(
  columns: Float64Array,
  m: number,
  norms: Float64Array,
  some: readonly number[],
): Float64Array[] | undefined {
  if (m < some.length || some.some((j) => norms[j] === 0)) return undefined;
  const part = new Float64Array(some.length * m);
  some.forEach((j, k) => {
    for (let i = 0; i < m; i++) part[k * m + i] = columns[j * m + i] / norms[j];
  });
  const inverse = new QR(part, m, some.length).inverseOfSquare();
  return inverse?.map((row, a) => row.map((each, b) => each / norms[some[a]] / norms[some[b]]));
}
