import { complain } from "../options/messages.js";
import { own, readNumber, requireKnown } from "../options/read.js";
import { gather, normOf, viewsOf } from "./beside.js";
import { tableOf, type GradientRow } from "./gradient-row.js";
import { mistakesIn, type Looked } from "./mistakes.js";
import type { Params } from "../model/types.js";
import type { ValueAndGrad } from "./minimize.js";
import { sizesOf, valueOf } from "./numerical-gradient.js";
import { Point } from "./point.js";
import { randomOf, shuffled } from "../random.js";
import { slopeAlong, type Slope } from "./slope.js";

/** What `checkGradient` looks at, and how closely. */
export interface CheckGradientOptions {
  /** Random directions through each array of which not every element is looked at. Default 3. */
  directions?: number;
  /** The relative error that passes, beside what differences are uncertain by. Default 1e-5. */
  tolerance?: number;
  /** Of the directions, and of the elements looked at. Default 1. */
  seed?: number;
  /** Where the table goes, if anywhere. Default `console.log`. */
  log?: ((text: string) => void) | false;
}

/** What `checkGradient` found. */
export interface GradientCheck {
  /** Whether no row is wrong. */
  readonly ok: boolean;
  readonly rows: readonly GradientRow[];
  /** What the mistakes look like, in sentences; empty where there are none. */
  readonly mistakes: readonly string[];
  /** Rows and mistakes, as printed. */
  readonly table: string;
}

const OPTIONS = {
  directions: { default: 3, min: 0, fixed: true },
  tolerance: { default: 1e-5, min: 0 },
  seed: { default: 1, min: 0, fixed: true },
  log: undefined,
} as const;

/** So many elements of an array are looked at one by one. */
const ELEMENTS = 12;

/**
 * Holds a gradient against central differences of its value: elements of every parameter, and random directions through
 * large arrays. Prints a table of name, index, analytic, numeric, relative error and verdict, and says which usual mistake
 * it looks like: a sign, a factor such as 1/n, a transposed matrix, an l2 that is on one side only, a gradient never filled in.
 *
 * A row is wrong only where the two differ by more than the tolerance and twice what differences are uncertain by. The
 * parameters are as they were afterwards. Evaluates `valueAndGrad` eleven times for each row.
 */
export function checkGradient<Model extends object>(
  valueAndGrad: ValueAndGrad<Model>,
  params: Params<Model>,
  options: CheckGradientOptions = {},
): GradientCheck {
  requireKnown("checkGradient", OPTIONS, options as unknown);
  const { directions = 3, tolerance = 1e-5, seed = 1, log = console.log } = own(options);
  for (const [name, value] of Object.entries({ directions, tolerance, seed }))
    readNumber(name, OPTIONS[name as "seed"], value);
  if (log !== false && typeof log !== "function") complain("log", "a function or false", log);
  const point = new Point("params", params);
  const x = point.read();
  const sizes = sizesOf(point, x);
  const random = randomOf(seed);
  const evaluate = () => valueOf(valueAndGrad(params));
  try {
    const analytic = gradientOf(valueAndGrad(params), point);
    const least = tiny(analytic);
    /** The derivative along some numbers' signs, all in one step. */
    const slopeOf = (begin: number, signs: ArrayLike<number>, size: number): Slope =>
      slopeAlong((t) => {
        let far = 0;
        for (let i = 0; i < signs.length; i++) {
          const k = begin + i;
          far += signs[i] * (point.set(k, x[k] + signs[i] * t) - x[k]);
        }
        const value = evaluate();
        for (let i = 0; i < signs.length; i++) point.set(begin + i, x[begin + i]);
        return [value, far / signs.length];
      }, size);
    const rows: GradientRow[] = [];
    const numericAt = (k: number) => slopeOf(k, [1], sizes[k]).value;
    const looked: Looked = { point, x, analytic, rows, numericAt };
    point.leaves.forEach(({ name }, leaf) => {
      const [begin, count] = [point.begins[leaf], point.lengthOf(leaf)];
      for (const i of chosen(count, random))
        rows.push(rowOf(name, i, analytic[begin + i], slopeOf(begin + i, [1], sizes[begin + i]), tolerance, least));
      const turns = count > ELEMENTS ? directions : 0;
      for (let turn = 1; turn <= turns; turn++) {
        const signs = Float64Array.from({ length: count }, () => (random() < 0.5 ? -1 : 1));
        const size = normOf(sizes.subarray(begin, begin + count)) / count;
        const sum = signs.reduce((all, sign, i) => all + sign * analytic[begin + i], 0);
        rows.push(rowOf(name, `direction ${turn}`, sum, slopeOf(begin, signs, size), tolerance, least));
      }
    });
    const mistakes = mistakesIn(looked, tolerance);
    const ok = rows.every(({ verdict }) => verdict !== "wrong");
    const table = [tableOf(rows), ...mistakes].join("\n");
    if (log) log(table);
    return { ok, rows, mistakes, table };
  } finally {
    point.put(x);
  }
}

/** All elements of a short array, and some of a long one. */
function chosen(count: number, random: () => number): number[] {
  const order = count <= ELEMENTS ? Int32Array.from({ length: count }, (_, i) => i) : shuffled(count, random);
  return [...order.subarray(0, ELEMENTS)].toSorted((a, b) => a - b);
}

function gradientOf(given: unknown, point: Point): Float64Array {
  const value = valueOf(given);
  if (!Number.isFinite(value)) complain("the value that valueAndGrad returns", "a finite number", value, RangeError);
  const gradient = new Float64Array(point.length);
  gather(
    "grads",
    point,
    Array.isArray(given) ? given[1] : (given as { grads: unknown }).grads,
    viewsOf(point, gradient),
  );
  return gradient;
}

/** Below this share of the largest an element is as good as 0. */
function tiny(analytic: Float64Array): number {
  return 1e-9 * analytic.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
}

function rowOf(
  name: string,
  index: number | string,
  analytic: number,
  { value: numeric, error: uncertain, kink }: Slope,
  tolerance: number,
  least: number,
): GradientRow {
  const difference = Math.abs(analytic - numeric);
  const size = Math.max(Math.abs(analytic), Math.abs(numeric));
  const row = { name, index, analytic, numeric, error: size === 0 ? 0 : difference / size };
  if (kink !== undefined) {
    const slack = tolerance * size + 2 * uncertain;
    return { ...row, verdict: analytic >= kink[0] - slack && analytic <= kink[1] + slack ? "kink" : "wrong" };
  }
  if (difference <= tolerance * size + 2 * uncertain + least) {
    return { ...row, verdict: uncertain > 0.1 * size && size > least && difference > 0.1 * size ? "unclear" : "ok" };
  }
  return { ...row, verdict: Number.isFinite(difference) || !Number.isFinite(analytic) ? "wrong" : "unclear" };
}
