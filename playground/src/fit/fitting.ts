import { curveFit, type LeastSquares } from "optim-wasm/fit";
import { modelOf, type Model } from "../formula/model.js";
import type { Row } from "./data.js";
import type { Setting } from "./setting.js";
import { spread95 } from "./student.js";

/** What a fit came to. */
export interface Fitted {
  readonly model: Model;
  readonly rows: readonly Row[];
  readonly values: readonly number[];
  readonly errors: readonly number[];
  readonly result: LeastSquares;
  /** The value and the parameters after each iteration, the start first. */
  readonly path: readonly { readonly value: number; readonly values: readonly number[] }[];
  /** Within how many standard errors 95 % are. */
  readonly spread: number;
}

/** Where the curve begins, it or the sum of squares is not finite, by this x. */
export class NotFinite extends Error {
  constructor(readonly x: number) {
    super(`not finite at x = ${x}`);
  }
}

/** Fewer data than parameters. */
export class TooFew extends Error {}

const MOST_ITERATIONS = 300;

export function fitOf({ rows, formula, start, loss, scale }: Setting): Fitted {
  const model = modelOf(formula);
  if (rows.length < model.names.length) throw new TooFew(String(model.names.length));
  const bad = rows.find(({ x }) => !Number.isFinite(model.value(x, start)));
  if (bad) throw new NotFinite(bad.x);
  const data = {
    x: rows.map(({ x }) => x),
    y: rows.map(({ y }) => y),
    ...(rows[0].sigma === undefined ? {} : { sigma: rows.map(({ sigma }) => sigma!) }),
  };
  const params = { all: [...start] };
  const path: { value: number; values: number[] }[] = [];
  const options = { loss, lossScale: scale };
  const curve = (x: number, { all }: { all: number[] }): number => model.value(x, all);
  const before = curveFit(curve, data, { all: [...start] }, { ...options, maxIterations: 0 });
  if (!Number.isFinite(before.value)) throw new NotFinite(farthest(data.x, before.residuals));
  path.push({ value: before.value, values: [...start] });
  const result = curveFit(curve, data, params, {
    ...options,
    maxIterations: MOST_ITERATIONS,
    onIteration: ({ value }) => void path.push({ value, values: [...params.all] }),
  });
  if (path.length <= result.iterations) path.push({ value: result.value, values: [...params.all] });
  const errors = [...result.standardErrors.all];
  return { model, rows, values: params.all, errors, result, path, spread: spread95(result.dof) };
}

/** Where the residual is largest. */
function farthest(x: readonly number[], residuals: Float64Array): number {
  const sizes = residuals.map(Math.abs);
  return x[sizes.indexOf(Math.max(...sizes))];
}

/** How far the curve at x may be off, to 95 %, by the parameters' covariance: the delta method, with slopes by differences. */
export function bandAt({ model, values, result: { covariance }, spread }: Fitted, x: number): number {
  const slopes = values.map((value, k) => {
    const step = 6e-6 * (Math.abs(value) || 1);
    const at = (by: number): number => {
      const moved = [...values];
      moved[k] = value + by;
      return model.value(x, moved);
    };
    return (at(step) - at(-step)) / (2 * step);
  });
  let variance = 0;
  covariance.forEach((row, i) => row.forEach((each, j) => (variance += slopes[i] * each * slopes[j])));
  return spread * Math.sqrt(variance);
}
