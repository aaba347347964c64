import type { Row } from "../../test/catalog.js";
import { rowOf, type Build, type Optimizer } from "../harness/build.js";
import { copied, repeated } from "../harness/isolate.js";
import { timed, type Block } from "../harness/measure.js";
import { array, seededMap, type Floats } from "../harness/shapes.js";
import { zeroed } from "./candidates.js";
import type { Way } from "./ways.js";

const ROWS = 5000;
const WIDTH = 32;
/** Steps with other rows each, in turn. */
const STEPS = 8;
const BY_HAND = "by hand";
const ASKED: Readonly<Record<number, number>> = { 1: 0.3, 64: 1.2, 512: 1.5 };
const ALLOCATED_ASKED: Readonly<Record<number, number>> = { 512: 2 };

interface Touched {
  readonly rows: readonly number[];
  readonly values: Float32Array;
}

/** A table of which a step touches few rows: so many times the speed of a loop by hand over those. */
export function tables(build: Build): Way[] {
  const row = rowOf("adam");
  const create = () => build.create(row);
  const own = () => ({ table: initial() });
  const inside = (optimizer: Optimizer) => optimizer.allocate(own()).params;
  const way = (where: string, count: number, least: number, params: (optimizer: Optimizer) => object): Way => ({
    optimizer: row.name,
    label: `${ROWS} × ${WIDTH}, ${count} rows, ${where}, over by hand`,
    n: count * WIDTH,
    over: "sparseRows",
    asked: { of: BY_HAND, least },
    candidates() {
      const steps = touched(count);
      const [prepared, making] = [create(), create()];
      const made = steps.map(({ rows, values }) => ({ table: build.sparseRows(rows, values) }));
      const { sparseRows } = build;
      const scope = (optimizer: Optimizer) => ({ optimizer, params: params(optimizer), made, steps, sparseRows, at: { turn: 0 } });
      const call = `const { rows, values } = steps[at.turn++ % ${STEPS}]; optimizer.update(params, { table: sparseRows(rows, values) });`;
      return {
        sparseRows: timed(repeated(`optimizer.update(params, made[at.turn++ % ${STEPS}]);`, scope(prepared))),
        "made each step": timed(repeated(call, scope(making))),
        [BY_HAND]: byHand(row, steps),
      };
    },
  });
  return [
    ...Object.entries(ASKED).map(([count, least]) => way("own", Number(count), least, own)),
    ...Object.entries(ALLOCATED_ASKED).map(([count, least]) => way("allocated", Number(count), least, inside)),
  ];
}

function initial(): Float32Array {
  return seededMap(array(String(ROWS * WIDTH)), 1).W0 as Float32Array;
}

/** For each step so many rows, no two the same, in no order, and their gradients. */
function touched(count: number): Touched[] {
  return Array.from({ length: STEPS }, (_, step) => ({
    rows: Array.from({ length: count }, (_row, k) => (step * 613 + k * 1709) % ROWS),
    values: seededMap(array(String(count * WIDTH)), 2 + step).W0 as Float32Array,
  }));
}

function byHand(row: Row, steps: readonly Touched[]): Block {
  const p = initial();
  const { m, v } = zeroed(row, p);
  const o = { ...row.defaults, t: 0, rate: 0 };
  const step = `o.t++; each(o); const { rows, values } = steps[o.t % ${STEPS}]; adam(o, p, m, v, rows, values, ${WIDTH});`;
  return timed(repeated(step, { o, p, m, v, steps, each: copied(row.perUpdate), adam: copied(loop.touchedRows) }));
}

const loop = {
  touchedRows(o: Row["defaults"], p: Floats, m: Floats, v: Floats, rows: readonly number[], values: Floats, width: number): void {
    const { rate, beta1, beta2, eps } = o;
    const [gain1, gain2] = [1 - beta1, 1 - beta2];
    for (let j = 0; j < rows.length; j++) {
      const [to, from] = [rows[j] * width, j * width];
      for (let i = 0; i < width; i++) {
        const g = values[from + i];
        const mean = m[to + i] + gain1 * (g - m[to + i]);
        const square = v[to + i] + gain2 * (g * g - v[to + i]);
        m[to + i] = mean;
        v[to + i] = square;
        p[to + i] -= (rate * mean) / (Math.sqrt(square) + eps);
      }
    }
  },
};
