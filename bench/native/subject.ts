import type { Row } from "../../test/catalog.js";
import { footprint, type Cell } from "../cells.js";
import { repeated, type Updates } from "../isolate.js";
import { seededMap, type Floats, type FloatMap } from "../values.js";
import type { Library } from "./library.js";

/** An optimizer with allocated arrays, and how its update is called again and again. */
export interface Subject {
  readonly optimizer: ReturnType<Row["create"]>;
  readonly params: FloatMap;
  readonly grads: FloatMap;
  readonly updates: Updates;
}

export function subjectOf(row: Row, cell: Cell): Subject {
  const optimizer = row.create({ backend: "wasm" });
  const { params, grads } = optimizer.allocate(seededMap(cell, 1));
  for (const [name, values] of Object.entries(seededMap(cell, 2))) grads[name].set(values);
  const updates = repeated("optimizer.update(params, grads);", { optimizer, params, grads });
  return { optimizer, params, grads, updates };
}

/** The same update in C on the subject's own arrays, in its WebAssembly memory; for a map of one array. */
export function nativeUpdates(library: Library, row: Row, cell: Cell, { optimizer, params, grads }: Subject): Updates {
  const rule = library.rule(row.name, cell.element);
  const options = Float64Array.from(Object.values(row.defaults));
  const [name] = Object.keys(params);
  const slots: (Floats | null)[] = row.slots.map((slot) => optimizer.state[slot][name]);
  while (slots.length < MOST_SLOTS) slots.push(null);
  let done = 0;
  return (repeat) => {
    rule(repeat, done, options, cell.length, params[name], grads[name], ...slots);
    done += repeat;
  };
}

const MOST_SLOTS = 2;

/** A copy that reads and writes in a memory of the same size as the update's. */
export function copyUpdates(library: Library, row: Row, cell: Cell): { updates: Updates; bytes: number } {
  const half = footprint(cell, row.slots.length) / 2;
  const from = new Uint8Array(half).fill(1);
  const to = new Uint8Array(half).fill(2);
  return { updates: (repeat) => library.copy(repeat, half, to, from), bytes: 2 * half };
}
