import type { Row } from "../../test/catalog.js";
import { allocated, callers, type Build } from "../harness/build.js";
import type { Candidates } from "../harness/case.js";
import { copied, repeated } from "../harness/isolate.js";
import { timed, type Block } from "../harness/measure.js";
import { footprint, plain, seededMap, type Floats, type Shape } from "../harness/shapes.js";

export const ALLOCATED = "wasm allocated";
export const CALLERS = "wasm caller's";
export const THREADS = "wasm two threads";
export const NUMBERS = "wasm caller's number[]";
export const COPY = "copy";
/** Those that are not JavaScript's. */
export const OTHERS: readonly string[] = [ALLOCATED, CALLERS, THREADS, NUMBERS, COPY];
export const BY_NAME = " by name";

type Values = Floats | number[];

/** Everyone who can update such a map: the library in its ways, and JavaScript in as many forms as may be the fastest. */
export function candidatesOf(build: Build, row: Row, shape: Shape, pool: object): Candidates {
  return {
    [ALLOCATED]: allocated(build.create(row), shape).block,
    ...(shape.length < 1e4 ? {} : { [THREADS]: allocated(build.create(row, { pool }), shape).block }),
    [CALLERS]: callers(build.create(row), shape),
    [NUMBERS]: callers(build.create(row), shape, plain),
    [COPY]: copy(footprint(shape, row.slots.length)),
    ...(shape.element === "f32" ? loops(row, shape, "Float32Array", (values) => values) : {}),
    ...loops(row, shape, "Float64Array", (values) => Float64Array.from(values)),
    ...loops(row, shape, "number[]", (values) => Array.from(values)),
    "js backend": allocated(build.create(row, { backend: "js" }), shape).block,
  };
}

/** Copies one half of so many bytes to the other, in a WebAssembly memory: as large as the update's, so in the same caches. */
function copy(bytes: number): Block {
  const half = Math.ceil(bytes / 8) * 4;
  const second = Math.ceil(half / PAGE) * PAGE + APART;
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil((second + half) / PAGE) });
  const from = new Uint8Array(buffer, 0, half).fill(1);
  return timed(repeated("to.set(from);", { from, to: new Uint8Array(buffer, second, half) }));
}

const PAGE = 65_536;
/** Not at the same place of a page: equal low bits of addresses make loads wait for stores. */
const APART = 2112;

/** Both loops over arrays of one kind; they share the arrays, which would fill the memory at 1e7. */
function loops(row: Row, shape: Shape, kind: string, convert: (values: Floats) => Values): Candidates {
  const [params, grads] = [1, 2].map((seed) => Object.values(seededMap(shape, seed)).map(convert));
  const states = params.map((values) => zeroed(row, values));
  const scope = {
    p: params[0],
    g: grads[0],
    s: states[0],
    names: params.map((_, k) => `W${k}`),
    lists: { params, grads, states },
    maps: { params: named(params), grads: named(grads), states: named(states) },
  };
  const made: Record<string, Block> = {};
  for (const form of ["textbook", "hoisted"] as const) {
    for (const [way, step] of Object.entries(shape.tensors === 1 ? ARRAY_STEP : MAP_STEPS)) {
      const own = { each: copied(row.perUpdate), loop: copied(row[form]), o: { ...row.defaults, t: 0 } };
      made[`${form} ${kind}${way}`] = timed(repeated(`o.t++; each(o); ${step}`, { ...scope, ...own }));
    }
  }
  return made;
}

/** One array; or, for a map of many, by name and by lists made beforehand. */
const ARRAY_STEP = { "": "loop(o, p, g, s);" };
const MAP_STEPS = {
  [BY_NAME]: "const { params, grads, states } = maps; for (const name of names) loop(o, params[name], grads[name], states[name]);",
  " in lists": "const { params, grads, states } = lists; for (let j = 0; j < params.length; j++) loop(o, params[j], grads[j], states[j]);",
};

function named<Value>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value, k) => [`W${k}`, value]));
}

/** Slots of state of the same kind; a `number[]` stays an array of doubles. */
export function zeroed(row: Row, values: Values): Record<string, Values> {
  return Object.fromEntries(row.slots.map((slot) => [slot, values.slice().fill(0)]));
}
