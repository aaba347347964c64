import { isNode } from "../model/tree.js";
import { complain } from "../options/messages.js";
import { own, readNumber, requireKnown } from "../options/read.js";
import { gather, viewsOf } from "./beside.js";
import { latinHypercube, sobol, type Coordinate, type Design } from "./design.js";
import { Point } from "./point.js";
import { shaped } from "./shaped.js";

/** What a minimizer gives: of `minimize`, `leastSquares`, or of one's own. */
export interface Found<Params> {
  readonly params: Params;
  readonly value: number;
  readonly converged?: boolean;
}

/** Where starts lie: between two models of one shape, or what a function makes of one number in [0, 1) after the other. */
export type Sample<Params> =
  { readonly lower: Params; readonly upper: Params } | ((random: () => number, start: number) => Params);

/** How many starts, and which. */
export interface MultiStartOptions {
  /** How many. Default 20. */
  starts?: number;
  /** Of the points. Default 1. */
  seed?: number;
  /** A Latin hypercube, one start in each of as many slices of every coordinate; or Sobol's sequence, up to 21 coordinates. Default "latinHypercube". */
  design?: Design;
  /** Minima are the same within this, relative to 1 + the size of each parameter. Default 1e-4. */
  tolerance?: number;
}

/** A minimum and how many starts came to it. */
export interface DistinctMinimum<Params> {
  readonly params: Params;
  readonly value: number;
  readonly count: number;
  /** Whether a minimizer said that it had converged there, or none says anything. */
  readonly converged: boolean;
}

/** What all starts came to. */
export interface MultiStart<Params, Result> {
  /** What the minimizer returned from the best start. */
  readonly best: Result;
  readonly params: Params;
  readonly value: number;
  /** Distinct minima, the best first. */
  readonly minima: readonly DistinctMinimum<Params>[];
  readonly starts: number;
  /** Starts from which the minimizer threw, or came to no finite value: their errors. */
  readonly failures: readonly { readonly start: number; readonly error: unknown }[];
}

const OPTIONS = {
  starts: { default: 20, min: 1, fixed: true },
  seed: { default: 1, min: 0, fixed: true },
  design: undefined,
  tolerance: { default: 1e-4, min: 0 },
} as const;

/**
 * Runs a minimizer from many starts and keeps the best: `minimizer(params, start)` moves a model that it may keep, and returns
 * `{ params, value }`. The same seed gives the same starts on every engine.
 *
 * A start from which the minimizer throws is among the failures; where all do, the first error is thrown.
 */
export function multiStart<Params extends object, Result extends Found<Params>>(
  minimizer: (params: Params, start: number) => Result,
  sample: Sample<Params>,
  options: MultiStartOptions = {},
): MultiStart<Params, Result> {
  requireKnown("multiStart", OPTIONS, options as unknown);
  const { starts = 20, seed = 1, design = "latinHypercube", tolerance = 1e-4 } = own(options);
  for (const [name, value] of Object.entries({ starts, seed, tolerance }))
    readNumber(name, OPTIONS[name as "seed"], value);
  if (design !== "latinHypercube" && design !== "sobol")
    complain("design", '"latinHypercube" or "sobol"', design, RangeError);
  if (typeof minimizer !== "function") complain("minimizer", "a function of parameters", minimizer);
  const coordinate = design === "sobol" ? sobol(seed) : latinHypercube(starts, seed);
  const startOf = startsOf(sample, coordinate);
  const results: Result[] = [];
  const failures: { start: number; error: unknown }[] = [];
  for (let start = 0; start < starts; start++) {
    const params = startOf(start);
    try {
      const found = minimizer(params, start);
      if (typeof Object(found).value !== "number" || !isNode(Object(found).params))
        complain("what minimizer returns", "{ params, value }", found);
      if (!Number.isFinite(found.value)) throw new RangeError(`the value from start ${start} is ${found.value}`);
      results.push(found);
    } catch (error) {
      failures.push({ start, error });
    }
  }
  if (results.length === 0) throw failures[0].error;
  const sorted = results.toSorted((a, b) => a.value - b.value);
  const [best] = sorted;
  return { best, params: best.params, value: best.value, minima: distinct(sorted, tolerance), starts, failures };
}

function startsOf<Params extends object>(sample: Sample<Params>, coordinate: Coordinate): (start: number) => Params {
  if (typeof sample === "function") {
    return (start) => {
      let j = 0;
      return sample(() => coordinate(start, j++), start);
    };
  }
  if (!isNode(sample) || !isNode(sample.lower) || !isNode(sample.upper))
    complain("sample", "{ lower, upper } or a function of random numbers", sample);
  const point = new Point("sample.lower", sample.lower);
  const lower = point.read();
  const upper = new Float64Array(point.length);
  gather("sample.upper", point, sample.upper, viewsOf(point, upper));
  for (let k = 0; k < lower.length; k++) {
    if (lower[k] <= upper[k] && Number.isFinite(upper[k] - lower[k])) continue;
    throw new RangeError(`${point.nameOf(k)} must be finite and ≤ sample.upper, got ${lower[k]} and ${upper[k]}`);
  }
  return (start) => {
    const x = lower.map((low, j) => low + coordinate(start, j) * (upper[j] - low));
    return structuredClone(shaped(point, x)) as Params;
  };
}

/** The first of each group, whose parameters are the same. */
function distinct<Params extends object>(
  sorted: readonly Found<Params>[],
  tolerance: number,
): DistinctMinimum<Params>[] {
  const minima: { x: Float64Array; found: Found<Params>; count: number; converged: boolean }[] = [];
  for (const found of sorted) {
    const x = new Point("params", found.params).read();
    const same = minima.find((other) =>
      x.every((each, k) => Math.abs(each - other.x[k]) <= tolerance * (1 + Math.abs(each))),
    );
    const converged = found.converged ?? true;
    if (!same) minima.push({ x, found, count: 1, converged });
    else {
      same.count++;
      same.converged ||= converged;
    }
  }
  return minima.map(({ found: { params, value }, count, converged }) => ({ params, value, count, converged }));
}
