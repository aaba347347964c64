import type { Row } from "../test/catalog.js";
import type { Cell } from "./cells.js";
import { repeated, type Updates } from "./isolate.js";
import { measure, type Effort } from "./measure.js";
import { seededMap } from "./values.js";

export interface Subnormal {
  readonly optimizer: string;
  readonly element: Cell["element"];
  /** The time of a step after long without gradient over that of a step with ordinary state, in one run. */
  readonly ratio: number;
}

/** Updates with gradients that are zero, after a few with real ones. */
export const ZEROS = 10_000;
const REAL = 5;
const LENGTH = 4096;

/** Both without gradient: one whose state has decayed all the way, one whose state is still of ordinary size. */
export function subnormalsOf(row: Row, effort: Effort): Subnormal[] {
  if (row.slots.length === 0) return [];
  return (["f32", "f64"] as const).map((element) => {
    const cell: Cell = { label: String(LENGTH), tensors: 1, length: LENGTH, element };
    const { decayed, ordinary } = measure({ decayed: idle(row, cell, ZEROS), ordinary: alive(row, cell) }, effort);
    return { optimizer: row.name, element, ratio: Number((decayed.ns / ordinary.ns).toPrecision(3)) };
  });
}

function idle(row: Row, cell: Cell, zeros: number): Updates {
  const { optimizer, params, grads } = started(row, cell);
  grads.W0.fill(0);
  for (let step = 0; step < zeros; step++) optimizer.update(params, grads);
  return repeated("optimizer.update(params, grads);", { optimizer, params, grads });
}

function alive(row: Row, cell: Cell): Updates {
  return repeated("optimizer.update(params, grads);", started(row, cell));
}

function started(row: Row, cell: Cell) {
  const optimizer = row.create();
  const { params, grads } = optimizer.allocate(seededMap(cell, 1));
  grads.W0.set(seededMap(cell, 2).W0);
  for (let step = 0; step < REAL; step++) optimizer.update(params, grads);
  return { optimizer, params, grads };
}
