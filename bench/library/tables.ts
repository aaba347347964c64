import { rowOf, type Build, type Optimizer } from "../harness/build.js";
import type { Case } from "../harness/case.js";
import { repeated } from "../harness/isolate.js";
import { array, seededMap } from "../harness/shapes.js";
import { zeroed } from "./candidates.js";

const ROWS = 5000;
const WIDTH = 32;
/** Steps with other rows each, in turn. */
const STEPS = 8;
const BY_HAND = "by hand";

/** Adam on the rows that a step touches. */
const LOOP = `
  o.t++;
  each(o);
  const { rows, values } = steps[o.t % ${STEPS}];
  const gain1 = 1 - o.beta1, gain2 = 1 - o.beta2;
  for (let j = 0; j < rows.length; j++) {
    for (let i = 0, to = rows[j] * ${WIDTH}, from = j * ${WIDTH}; i < ${WIDTH}; i++, to++, from++) {
      const g = values[from];
      const mean = m[to] + gain1 * (g - m[to]);
      const square = v[to] + gain2 * (g * g - v[to]);
      m[to] = mean;
      v[to] = square;
      p[to] -= (o.rate * mean) / (Math.sqrt(square) + o.eps);
    }
  }`;
const NEXT = `steps[at.turn++ % ${STEPS}]`;
const MADE = `optimizer.update(params, ${NEXT}.made);`;
const MAKING = `const { rows, values } = ${NEXT}; optimizer.update(params, { table: sparseRows(rows, values) });`;

/** A table of which a step touches few rows: so many times the speed of a loop by hand over those. */
export function tables(build: Build): Case[] {
  const row = rowOf("adam");
  const { sparseRows } = build;
  const floats = (rows: number, seed: number) => seededMap(array(String(rows * WIDTH)), seed).W0 as Float32Array;
  const way = (where: string, count: number, least: number): Case => {
    const label = `${ROWS} × ${WIDTH}, ${count} rows, ${where}, over by hand`;
    const candidates = () => {
      // No two rows the same, in no order.
      const steps = Array.from({ length: STEPS }, (_, step) => {
        const rows = Array.from({ length: count }, (_row, k) => (step * 613 + k * 1709) % ROWS);
        const values = floats(count, 2 + step);
        return { rows, values, made: { table: sparseRows(rows, values) } };
      });
      const scope = (optimizer: Optimizer) => {
        const own = { table: floats(ROWS, 1) };
        const params = where === "own" ? own : optimizer.allocate(own).params;
        return { optimizer, params, steps, sparseRows, at: { turn: 0 } };
      };
      const p = floats(ROWS, 1);
      const byHand = { p, ...zeroed(row, p), o: { ...row.defaults, t: 0, rate: 0 }, each: row.perUpdate, steps };
      return {
        sparseRows: repeated(MADE, scope(build.create(row))),
        "made each step": repeated(MAKING, scope(build.create(row))),
        [BY_HAND]: repeated(LOOP, byHand),
      };
    };
    const asked = [{ what: label, of: BY_HAND, least }];
    return { optimizer: row.name, element: "f32", label, n: count * WIDTH, over: "sparseRows", candidates, asked };
  };
  return [way("own", 1, 0.3), way("own", 64, 1.2), way("own", 512, 1.5), way("allocated", 512, 2)];
}
