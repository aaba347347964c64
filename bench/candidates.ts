import type { ThreadPool } from "../src/threads/pool.js";
import type { Row } from "../test/catalog.js";
import { footprint, type Cell } from "./cells.js";
import { copied, repeated, type Updates } from "./isolate.js";
import { seededMap, type Floats } from "./values.js";

export const ALLOCATED = "wasm allocated";
export const CALLERS = "wasm caller's";
export const THREADS = "wasm two threads";
export const NUMBERS = "wasm caller's number[]";
export const COPY = "copy";

/** Those that are not JavaScript's. */
export const OTHERS: readonly string[] = [ALLOCATED, CALLERS, THREADS, NUMBERS, COPY];

type Values = Floats | number[];

export type Candidates = Readonly<Record<string, Updates>>;

/** Everyone who can do one cell: the library in its ways, and JavaScript in as many forms as may be the fastest. */
export function candidatesOf(row: Row, cell: Cell, pool: ThreadPool): Candidates {
  return {
    [ALLOCATED]: allocated(row, cell),
    ...(cell.length < 1e4 ? {} : { [THREADS]: allocated(row, cell, { pool }) }),
    [CALLERS]: library(row.create(), seededMap(cell, 1), seededMap(cell, 2)),
    [NUMBERS]: library(row.create(), plain(seededMap(cell, 1)), plain(seededMap(cell, 2))),
    [COPY]: copy(footprint(cell, row.slots.length)),
    ...(cell.element === "f32" ? written(row, cell, "Float32Array", (values) => values) : {}),
    ...written(row, cell, "Float64Array", (values) => Float64Array.from(values)),
    ...written(row, cell, "number[]", (values) => Array.from(values)),
    "js backend": allocated(row, cell, { backend: "js" }),
  };
}

function allocated(row: Row, cell: Cell, options: Parameters<Row["create"]>[0] = {}): Updates {
  const optimizer = row.create(options);
  const { params, grads } = optimizer.allocate(seededMap(cell, 1));
  for (const [name, values] of Object.entries(seededMap(cell, 2))) grads[name].set(values);
  return library(optimizer, params, grads);
}

function library(optimizer: ReturnType<Row["create"]>, params: object, grads: object): Updates {
  return repeated("optimizer.update(params, grads);", { optimizer, params, grads });
}

function plain(map: Record<string, Floats>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(map).map(([name, values]) => [name, Array.from(values)]));
}

/** Copies one half of so many bytes to the other, in a WebAssembly memory: as large as the update's, so in the same caches. */
function copy(bytes: number): Updates {
  const half = Math.ceil(bytes / 8) * 4;
  const second = Math.ceil(half / PAGE) * PAGE + APART;
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil((second + half) / PAGE) });
  const from = new Uint8Array(buffer, 0, half).fill(1);
  return repeated("to.set(from);", { from, to: new Uint8Array(buffer, second, half) });
}

const PAGE = 65_536;
/** Not at the same place of a page: equal low bits of addresses make loads wait for stores. */
const APART = 2112;

/** Both loops over arrays of one kind; they share the arrays, which would fill the memory at 1e7. */
function written(row: Row, cell: Cell, kind: string, convert: (values: Floats) => Values): Candidates {
  const made: Record<string, Updates> = {};
  const params = Object.values(seededMap(cell, 1)).map(convert);
  const grads = Object.values(seededMap(cell, 2)).map(convert);
  const states = params.map((values) => stateLike(row, values));
  for (const form of ["textbook", "hoisted"] as const) {
    for (const [way, step] of Object.entries(cell.tensors === 1 ? ARRAY_STEP : MAP_STEPS)) {
      made[`${form} ${kind}${way}`] = repeated(`o.t++; each(o); ${step}`, {
        each: copied(row.perUpdate),
        loop: copied(row[form]),
        o: { ...row.defaults, t: 0 },
        p: params[0],
        g: grads[0],
        s: states[0],
        names: params.map(nameOf),
        lists: { params, grads, states },
        maps: { params: named(params), grads: named(grads), states: named(states) },
      });
    }
  }
  return made;
}

export const BY_NAME = " by name";

/** One array; or, for a map of many, by name and by lists made beforehand. */
const ARRAY_STEP = { "": "loop(o, p, g, s);" };
const MAP_STEPS = {
  [BY_NAME]:
    "const { params, grads, states } = maps; " +
    "for (const name of names) loop(o, params[name], grads[name], states[name]);",
  " in lists":
    "const { params, grads, states } = lists; " +
    "for (let j = 0; j < params.length; j++) loop(o, params[j], grads[j], states[j]);",
};

function named<Value>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value, k) => [nameOf(value, k), value]));
}

function nameOf(_: unknown, k: number): string {
  return `W${k}`;
}

/** Zeroed slots of the same kind; a `number[]` stays an array of doubles. */
function stateLike(row: Row, values: Values): Record<string, Values> {
  return Object.fromEntries(row.slots.map((slot) => [slot, values.slice().fill(0)]));
}
