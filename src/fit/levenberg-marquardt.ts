import { complain } from "../options/messages.js";
import { inner, normOf } from "./beside.js";
import type { Box } from "./box.js";
import { TrustRegion } from "./trust-region.js";
import type { Reason } from "./walk.js";

/** What is made less, at a point. */
export interface Fit {
  /** The value, and residuals whose sum of squares is near it. */
  readonly value: number;
  readonly residuals: Float64Array;
}

export interface Problem {
  /** The value and the residuals. */
  at(x: Float64Array): Fit;
  /** Residuals and their Jacobian by columns that have the value's gradient, half of it. */
  linear(x: Float64Array, fit: Fit): { f: Float64Array; columns: Float64Array };
  readonly box: Box | undefined;
}

export interface Limits {
  readonly maxIterations: number;
  readonly gradTolerance: number;
  readonly valueTolerance: number;
  readonly stepTolerance: number;
  /** Whether to go on after so many iterations, none at the start. */
  tell(iteration: number, value: number, gradNorm: number): boolean;
}

export interface Found {
  readonly x: Float64Array;
  readonly fit: Fit;
  readonly iterations: number;
  readonly reason: Reason;
}

/** The first radius is this times the scaled length of the start; 100, as is usual, loses one of NIST's fourteen problems. */
const FACTOR = 1;
const ROUNDING = 2 ** -52;
const REMEDY = ": begin nearer, or give residuals in a larger unit";

/**
 * Levenberg-Marquardt in a trust region scaled by the columns' largest norms: Moré 1978, as in MINPACK's lmder. In bounds,
 * parameters at one that the gradient leads out of rest, and a step is cut at the bounds: the reduction it promises is that of
 * what is left of it.
 */
export function levenbergMarquardt(start: Float64Array, problem: Problem, limits: Limits): Found {
  const { box } = problem;
  const n = start.length;
  let x = start;
  let fit = problem.at(x);
  if (!Number.isFinite(fit.value)) complain("the sum of squares", "finite at the start", fit.value, RangeError, REMEDY);
  const scales = new Float64Array(n);
  let radius = 0;
  let parameter = 0;
  for (let iteration = 0; ; iteration++) {
    const end = (reason: Reason): Found => ({ x, fit, iterations: iteration, reason });
    const { f, columns } = problem.linear(x, fit);
    const m = f.length;
    const column = (j: number) => columns.subarray(j * m, (j + 1) * m);
    const slopes = slopesOf(f, columns, n);
    const { g, norms } = slopes;
    for (let j = 0; j < n; j++) scales[j] = Math.max(scales[j], norms[j]) || 1;
    const free = Array.from(g.keys()).filter((j) => !rests(box, x, g, j));
    if (largestCosine(box, x, fit, slopes) <= limits.gradTolerance) return end("gradient");
    if (!limits.tell(iteration, fit.value, 2 * normOf(free.map((j) => g[j])))) return end("callback");
    if (iteration >= limits.maxIterations) return end("iterations");
    const lengthOf = (p: Float64Array) => normOf(p.map((each, j) => scales[j] * each));
    if (iteration === 0) radius = FACTOR * lengthOf(x) || FACTOR;
    const part = new Float64Array(free.length * m);
    free.forEach((j, k) => part.set(column(j), k * m));
    const region = new TrustRegion(
      part,
      f,
      Float64Array.from(free, (j) => scales[j]),
    );
    for (let tries = 0; ; tries++) {
      const step = region.step(radius, parameter);
      ({ parameter } = region);
      const next = x.slice();
      free.forEach((j, k) => (next[j] = box ? box.clamp(j, x[j] + step[k]) : x[j] + step[k]));
      const moved = next.map((each, j) => each - x[j]);
      const length = lengthOf(moved);
      if (iteration === 0 && tries === 0) radius = Math.min(radius, length || radius);
      const trial = problem.at(next);
      // In shares of the value: what was gained, what was promised, and the slope along the step.
      const gained = Number.isFinite(trial.value) ? 1 - trial.value / fit.value : -1;
      const change = productOf(columns, moved, m);
      const promised = -(2 * inner(f, change) + inner(change, change)) / fit.value;
      const slope = inner(f, change) / fit.value;
      const ratio = promised > 0 ? gained / promised : 0;
      if (ratio <= 0.25) {
        let share = gained >= 0 ? 0.5 : (0.5 * slope) / (slope + 0.5 * gained);
        if (!(trial.value < 100 * fit.value) || !(share >= 0.1)) share = 0.1;
        radius = Math.min(share, 0.5) * Math.min(radius, length / 0.1 || radius);
        parameter /= share;
      } else if (parameter === 0 || ratio >= 0.75) {
        radius = length / 0.5;
        parameter *= 0.5;
      }
      if (ratio >= 1e-4) {
        x = next;
        fit = trial;
      }
      const isSure = ratio <= 2;
      const ended = (reason: Reason): Found => ({ x, fit, iterations: iteration + 1, reason });
      if (Math.abs(gained) <= limits.valueTolerance && promised <= limits.valueTolerance && isSure)
        return ended("value");
      // A radius that only refusals have made small tells that the Jacobian does not fit, or that no digit is left.
      const short: Reason = ratio >= 1e-4 || promised <= 1e-10 ? "step" : "iterations";
      if (radius <= limits.stepTolerance * lengthOf(x)) return ended(short);
      if (Math.abs(gained) <= ROUNDING && promised <= ROUNDING && isSure) return ended("value");
      if (radius <= ROUNDING * lengthOf(x) || tries > 200)
        return ended(Number.isFinite(trial.value) ? short : "nonFinite");
      if (ratio >= 1e-4) break;
    }
  }
}

/** Of each column of a Jacobian: its product with the residuals, and its norm. */
export interface Slopes {
  readonly g: Float64Array;
  readonly norms: Float64Array;
}

export function slopesOf(f: Float64Array, columns: Float64Array, n: number): Slopes {
  const m = f.length;
  const column = (j: number) => columns.subarray(j * m, (j + 1) * m);
  return {
    g: Float64Array.from({ length: n }, (_, j) => inner(column(j), f)),
    norms: Float64Array.from({ length: n }, (_, j) => normOf(column(j))),
  };
}

/** Of residuals and a column of the Jacobian, over the parameters that may move; 0 where there is nothing left to fit. */
export function largestCosine(box: Box | undefined, x: Float64Array, { value }: Fit, { g, norms }: Slopes): number {
  const size = Math.sqrt(value);
  let most = 0;
  for (let j = 0; j < x.length; j++)
    if (!rests(box, x, g, j) && norms[j] > 0 && size > 0) most = Math.max(most, Math.abs(g[j]) / size / norms[j]);
  return most;
}

/** Whether a parameter is at a bound that the gradient leads out of. */
function rests(box: Box | undefined, x: Float64Array, g: Float64Array, j: number): boolean {
  if (!box) return false;
  return (x[j] <= box.lower[j] && g[j] >= 0) || (x[j] >= box.upper[j] && g[j] <= 0);
}

/** J p. */
function productOf(columns: Float64Array, p: Float64Array, m: number): Float64Array {
  const product = new Float64Array(m);
  for (let j = 0; j < p.length; j++)
    if (p[j] !== 0) for (let i = 0; i < m; i++) product[i] += columns[j * m + i] * p[j];
  return product;
}
