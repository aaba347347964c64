import { at } from "../model/values.js";
import type { GradientRow } from "./gradient-row.js";
import type { Point } from "./point.js";

/** Arrays up to this length are looked through for a transposed matrix. */
const MATRIX = 4096;

/** What was looked at. */
export interface Looked {
  readonly point: Point;
  readonly x: Float64Array;
  readonly analytic: Float64Array;
  readonly rows: readonly GradientRow[];
  readonly numericAt: (k: number) => number;
}

interface Sample {
  readonly k: number;
  readonly leaf: number;
  readonly analytic: number;
  readonly numeric: number;
  readonly isWrong: boolean;
}

/** What the wrong rows look like, in a sentence for each pattern. */
export function mistakesIn(looked: Looked, tolerance: number): string[] {
  const { point, rows } = looked;
  if (rows.every(({ verdict }) => verdict !== "wrong")) return [];
  const leafOf = new Map(point.leaves.map(({ name }, leaf) => [name, leaf]));
  const samples = rows.flatMap(({ name, index, analytic, numeric, verdict }): Sample[] => {
    const leaf = leafOf.get(name) as number;
    if (typeof index !== "number" || verdict === "kink" || verdict === "unclear") return [];
    return [{ k: point.begins[leaf] + index, leaf, analytic, numeric, isWrong: verdict === "wrong" }];
  });
  const near = Math.max(1e-3, 100 * tolerance);
  const wrong = [
    ...new Set(rows.filter(({ verdict }) => verdict === "wrong").map(({ name }) => leafOf.get(name) as number)),
  ];
  const whole = samples.length > 1 ? patternOf(samples, looked, near) : undefined;
  if (whole !== undefined && wrong.length > 1) return [`all gradients: ${whole}`];
  return [
    ...rowsTransposed(looked, wrong, near),
    ...wrong.flatMap((leaf) => {
      const of = samples.filter((sample) => sample.leaf === leaf);
      const found =
        patternOf(of, looked, near) ?? transposed(looked, leaf, near) ?? "is wrong, in none of the usual ways";
      return [`${at("grads", point.leaves[leaf].name)}: ${found}`];
    }),
  ];
}

function patternOf(samples: readonly Sample[], { x }: Looked, near: number): string | undefined {
  const most = Math.max(...samples.map(({ numeric }) => Math.abs(numeric)));
  const clear = samples.filter(({ numeric }) => Math.abs(numeric) > 1e-6 * most);
  if (clear.length === 0) return undefined;
  if (samples.some(({ analytic }) => Number.isNaN(analytic))) return "has NaN";
  if (samples.every(({ analytic }) => analytic === 0)) return "is 0 where the value changes: it was never filled in";
  const ratio = same(
    clear.map(({ analytic, numeric }) => analytic / numeric),
    near,
  );
  const decay = same(
    samples.filter(({ k }) => Math.abs(x[k]) > 1e-9).map(({ k, analytic, numeric }) => (numeric - analytic) / x[k]),
    near,
  );
  // One number alone is off by a factor as well as by an l2.
  const isRound = ratio !== undefined && (roundTo(ratio) !== undefined || roundTo(1 / ratio) !== undefined);
  if (ratio !== undefined && (clear.length > 1 || isRound)) return factor(ratio);
  if (decay !== undefined && samples.length > 1) {
    const l2 = Math.abs(decay).toPrecision(3);
    return decay > 0
      ? `lacks ${l2} · p: the value has an l2 of ${l2} (${l2}/2 · p²) that the gradient forgets`
      : `has ${l2} · p too much: an l2 of ${l2} that the value does not have`;
  }
  return ratio === undefined ? both(samples, x, near) : factor(ratio);
}

/** A factor and an l2 at once: analytic = c · (numeric − l2 · p), by least squares of three or more. */
function both(samples: readonly Sample[], x: Float64Array, near: number): string | undefined {
  if (samples.length < 3) return undefined;
  const sum = (of: (sample: Sample) => number) => samples.reduce((all, sample) => all + of(sample), 0);
  const [nn, np, pp] = [sum((s) => s.numeric ** 2), sum((s) => s.numeric * x[s.k]), sum((s) => x[s.k] ** 2)];
  const [an, ap] = [sum((s) => s.analytic * s.numeric), sum((s) => s.analytic * x[s.k])];
  const determinant = nn * pp - np * np;
  const [c, d] = [(an * pp - ap * np) / determinant, (ap * nn - an * np) / determinant];
  const rest = sum((s) => (s.analytic - c * s.numeric - d * x[s.k]) ** 2);
  if (!(rest <= near ** 4 * sum((s) => s.analytic ** 2)) || Math.abs(c - 1) < near) return undefined;
  return `${factor(c)}; and lacks an l2 of ${(-d / c).toPrecision(3)}`;
}

function factor(ratio: number): string {
  if (Math.abs(ratio + 1) < 1e-3) return "has the wrong sign";
  const sign = ratio < 0 ? "has the wrong sign, and " : "";
  const [large, small] = [roundTo(Math.abs(ratio)), roundTo(1 / Math.abs(ratio))];
  if (large !== undefined)
    return `${sign}is ${large} times too large: a factor 1/${large} is missing, as of a mean over ${large}`;
  if (small !== undefined)
    return `${sign}is ${small} times too small: a factor ${small} is missing, or a mean is taken twice`;
  return `${sign}is ${Math.abs(ratio).toPrecision(4)} times what it should be: a factor is missing`;
}

/** A whole number that is so near. */
function roundTo(x: number): number | undefined {
  const n = Math.round(x);
  return n >= 2 && Math.abs(x - n) < 1e-3 * n ? n : undefined;
}

/** What all are, if they are the same. */
function same(values: readonly number[], near: number): number | undefined {
  if (values.length === 0) return undefined;
  const middle = values.toSorted((a, b) => a - b)[values.length >> 1];
  const isSame = values.every((each) => Math.abs(each - middle) <= near * Math.abs(middle));
  return isSame && Math.abs(middle) > 1e-12 && Number.isFinite(middle) ? middle : undefined;
}

/** Whether an array has the gradient of a matrix by columns for one by rows. */
function transposed({ point, analytic, numericAt }: Looked, leaf: number, near: number): string | undefined {
  const [begin, count] = [point.begins[leaf], point.lengthOf(leaf)];
  if (count > MATRIX || count < 4) return undefined;
  const numeric = Array.from({ length: count }, (_, i) => numericAt(begin + i));
  for (let rows = 2; rows <= count / 2; rows++) {
    if (count % rows !== 0) continue;
    const columns = count / rows;
    const fits = (i: number) =>
      close(analytic[begin + (i % columns) * rows + Math.floor(i / columns)], numeric[i], near, numeric);
    if (numeric.every((_, i) => fits(i)))
      return `is transposed: right as ${columns} × ${rows}, where the parameter is ${rows} × ${columns}`;
  }
  return undefined;
}

/** The same of a square matrix in rows of their own; the leaves found are taken out of those that are wrong. */
function rowsTransposed({ point, analytic, numericAt }: Looked, wrong: number[], near: number): string[] {
  const told: string[] = [];
  for (const node of new Set(wrong.map((leaf) => point.leaves[leaf].node))) {
    if (!node.isList) continue;
    const rows = point.leaves.flatMap((leaf, k) => (leaf.node === node ? [k] : []));
    if (rows.length < 2 || rows.some((leaf) => point.lengthOf(leaf) !== rows.length)) continue;
    const numeric = rows.map((leaf) => rows.map((_, j) => numericAt(point.begins[leaf] + j)));
    const all = numeric.flat();
    if (
      !rows.every((leaf, i) => rows.every((_, j) => close(analytic[point.begins[leaf] + j], numeric[j][i], near, all)))
    )
      continue;
    told.push(`${at("grads", node.name || "rows")}: is transposed`);
    for (const leaf of rows) if (wrong.includes(leaf)) wrong.splice(wrong.indexOf(leaf), 1);
  }
  return told;
}

function close(a: number, b: number, near: number, all: readonly number[]): boolean {
  const most = Math.max(...all.map(Math.abs));
  return Math.abs(a - b) <= near * Math.max(Math.abs(a), Math.abs(b)) + 1e-6 * most;
}
