import { isNode } from "../model/tree.js";
import { complain } from "../options/messages.js";
import { each, type Beside } from "./beside.js";
import type { Point } from "./point.js";

/** Residuals of a model's parameters, weighted, and their Jacobian as it is given: what comes back is checked each time. */
export class Residuals {
  evaluations = 0;
  readonly #of: (params: unknown) => unknown;
  readonly #params: unknown;
  readonly #point: Point;
  #roots: Float64Array | undefined;
  #count = -1;

  constructor(of: (params: unknown) => unknown, params: unknown, point: Point) {
    this.#of = of;
    this.#params = params;
    this.#point = point;
  }

  /** Residual i counts by the root of its weight. */
  weigh(weights: unknown): void {
    if (weights === undefined) return;
    const given = weights as ArrayLike<number>;
    if (!(Array.isArray(weights) || ArrayBuffer.isView(weights)) || given.length !== this.#count)
      complain("weights", `an array of ${this.#count}, one for each residual`, shown(weights), RangeError);
    const bad = Array.from(given).findIndex((weight) => !(weight >= 0 && weight < Infinity));
    if (bad >= 0) complain(`weights[${bad}]`, "a finite number ≥ 0", given[bad], RangeError);
    this.#roots = Float64Array.from(given, Math.sqrt);
  }

  /** Those at these parameters. */
  at(x: Float64Array): Float64Array {
    this.#point.put(x);
    return this.here();
  }

  /** Those at the parameters as they are. */
  here(): Float64Array {
    const given = this.#of(this.#params);
    this.evaluations++;
    if (!Array.isArray(given) && !(given instanceof Float64Array) && !(given instanceof Float32Array))
      complain("what residuals returns", "number[] or Float64Array", given);
    const list = given as ArrayLike<number>;
    if (this.#count < 0) {
      if (list.length === 0) throw new RangeError("residuals returned none: at least one is needed");
      this.#count = list.length;
    }
    if (list.length !== this.#count)
      throw new RangeError(
        `residuals returned ${list.length} numbers, ${this.#count} before: always as many are needed`,
      );
    const r = new Float64Array(this.#count);
    for (let i = 0; i < r.length; i++) {
      if (typeof list[i] !== "number") complain(`residuals[${i}]`, "a number", list[i]);
      r[i] = this.#roots === undefined ? list[i] : list[i] * this.#roots[i];
    }
    return r;
  }

  /** What those with weights, at these parameters, are without; where a weight is 0 they are evaluated once more. */
  unweighted(x: Float64Array, r: Float64Array): Float64Array {
    const roots = this.#roots;
    if (!roots?.includes(0)) return r.map((one, i) => (roots === undefined ? one : one / roots[i]));
    this.#roots = undefined;
    return this.at(x);
  }

  /** A Jacobian as it is given, into columns: rows, all numbers by rows, or a column for each parameter by name. */
  columnsOf(given: unknown): Float64Array {
    const [m, n] = [this.#count, this.#point.length];
    const columns = new Float64Array(m * n);
    const size = `${m} rows of ${n}, by residual and parameter`;
    const put = (i: number, j: number, value: unknown): void => {
      if (typeof value !== "number" || !Number.isFinite(value))
        complain(
          `the Jacobian's element of residual ${i} and ${this.#point.nameOf(j)}`,
          "a finite number",
          value,
          typeof value === "number" ? RangeError : TypeError,
        );
      columns[j * m + i] = this.#roots === undefined ? value : value * this.#roots[i];
    };
    const isList = Array.isArray(given) || ArrayBuffer.isView(given);
    if (
      isList &&
      typeof (given as ArrayLike<unknown>)[0] === "number" &&
      (given as ArrayLike<unknown>).length === m * n
    ) {
      const flat = given as ArrayLike<number>;
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) put(i, j, flat[i * n + j]);
    } else if (isList) {
      const rows = given as ArrayLike<ArrayLike<number>>;
      if (rows.length !== m) complain("the Jacobian", size, shown(given), RangeError);
      for (let i = 0; i < m; i++) {
        if (rows[i]?.length !== n) complain(`the Jacobian's row ${i}`, `of ${n} numbers`, shown(rows[i]), RangeError);
        for (let j = 0; j < n; j++) put(i, j, rows[i][j]);
      }
    } else if (isNode(given)) {
      each(this.#point, given, (column: Beside, leaf) => {
        const list = column as ArrayLike<number> | undefined;
        const { name } = this.#point.leaves[leaf];
        if (this.#point.lengthOf(leaf) !== 1 || list?.length !== m)
          complain(
            `the Jacobian's ${JSON.stringify(name)}`,
            `the derivatives of ${m} residuals by one number`,
            shown(list),
            RangeError,
          );
        for (let i = 0; i < m; i++) put(i, this.#point.begins[leaf], (list as ArrayLike<number>)[i]);
      });
    } else complain("what jacobian returns", size, given);
    return columns;
  }
}

/** In a message: how many there are says more than what it is. */
function shown(value: unknown): unknown {
  const { length } = Object(value) as { length?: unknown };
  return typeof length === "number" && typeof value !== "string" ? length : value;
}
