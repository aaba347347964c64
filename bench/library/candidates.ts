import type { Row } from "../../test/catalog.js";
import { COPY, copying, footprint } from "../harness/bandwidth.js";
import { allocated, callers, type Build } from "../harness/build.js";
import type { Candidates } from "../harness/case.js";
import { copied, repeated } from "../harness/isolate.js";
import type { Block } from "../harness/measure.js";
import { mapValues, recordOf } from "../harness/records.js";
import { seededMap, type FloatMap, type Floats, type Shape } from "../harness/shapes.js";

export const ALLOCATED = "wasm allocated";
export const CALLERS = "wasm caller's";
export const THREADS = "wasm two threads";
export const NUMBERS = "wasm caller's number[]";
/** Those that are not JavaScript's. */
export const OTHERS: readonly string[] = [ALLOCATED, CALLERS, THREADS, NUMBERS, COPY];
export const BY_NAME = " by name";

type Values = Floats | number[];

/** Everyone who can update such a map: the library in its ways, and JavaScript in all forms that may be the fastest. */
export function candidatesOf(build: Build, row: Row, shape: Shape, pool: object): Candidates {
  return {
    [ALLOCATED]: allocated(build.create(row), shape).block,
    ...(shape.length < 1e4 ? {} : { [THREADS]: allocated(build.create(row, { pool }), shape).block }),
    [CALLERS]: callers(build.create(row), shape),
    [NUMBERS]: callers(build.create(row), shape, plain),
    [COPY]: copying(footprint(shape, row.slots.length)),
    ...(shape.element === "f32" ? loops(row, shape, "Float32Array", (values) => values) : {}),
    ...loops(row, shape, "Float64Array", (values) => Float64Array.from(values)),
    ...loops(row, shape, "number[]", (values) => Array.from(values)),
    "js backend": allocated(build.create(row, { backend: "js" }), shape).block,
  };
}

export function plain(map: FloatMap): Record<string, number[]> {
  return mapValues(map, (values) => Array.from(values));
}

/** Both loops over arrays of one kind; they share the arrays, which would fill the memory at 1e7. */
function loops(row: Row, shape: Shape, kind: string, convert: (values: Floats) => Values): Candidates {
  const [params, grads] = [1, 2].map((seed) => mapValues(seededMap(shape, seed), convert));
  const maps = { params, grads, states: mapValues(params, (values) => zeroed(row, values)) };
  const lists = { params: Object.values(params), grads: Object.values(grads), states: Object.values(maps.states) };
  const scope = { p: params.W0, g: grads.W0, s: maps.states.W0, names: Object.keys(params), lists, maps };
  const made: Record<string, Block> = {};
  for (const form of ["textbook", "hoisted"] as const) {
    for (const [way, step] of Object.entries(shape.tensors === 1 ? ARRAY_STEP : MAP_STEPS)) {
      const own = { each: row.perUpdate, loop: copied(row[form]), o: { ...row.defaults, t: 0 } };
      made[`${form} ${kind}${way}`] = repeated(`o.t++; each(o); ${step}`, { ...scope, ...own });
    }
  }
  return made;
}

/** One array; or, for a map of many, by name and by lists made beforehand. */
const ARRAY_STEP = { "": "loop(o, p, g, s);" };
const MAP_STEPS = {
  [BY_NAME]: `const { params, grads, states } = maps;
    for (const name of names) loop(o, params[name], grads[name], states[name]);`,
  " in lists": `const { params, grads, states } = lists;
    for (let j = 0; j < params.length; j++) loop(o, params[j], grads[j], states[j]);`,
};

/** Slots of state of the same kind; a `number[]` stays an array of doubles. */
export function zeroed<Kind extends Values>(row: Row, values: Kind): Record<string, Kind> {
  return recordOf(row.slots, () => values.slice().fill(0) as Kind);
}
