import type { Row } from "../test/catalog.js";
import { repeated, type Updates } from "./isolate.js";
import { measure, type Effort } from "./measure.js";
import { seededMap, type FloatMap } from "./values.js";

/** What an update costs where there is next to nothing to compute. */
export interface Overhead {
  readonly optimizer: string;
  /** Nanoseconds per update of 16 allocated elements, by the number of tensors they are in. */
  readonly allocated: Readonly<Record<string, number>>;
  /** Nanoseconds per tensor of a caller's map of unchanged arrays, and of the copies it needs: both in, one out. */
  readonly callers: number;
  readonly copies: number;
  readonly beyondCopies: number;
  /** As `callers`, where each update has other gradient arrays than the one before. */
  readonly otherGrads: number;
}

const ELEMENTS = 16;
const TENSORS = [1, 4, 16];
const CALLERS = { label: "", tensors: 100, length: 4, element: "f32" } as const;

export function overhead(row: Row, effort: Effort): Overhead {
  const allocated = Object.fromEntries(TENSORS.map((tensors) => [String(tensors), allocatedMap(row, tensors)]));
  const { callers, others, copies, ...small } = measure(
    { ...allocated, callers: callersMap(row, CALLED), others: callersMap(row, CALLED_WITH_OTHERS), copies: threeCopies() },
    effort,
  );
  const perTensor = (ns: number) => Number((ns / CALLERS.tensors).toPrecision(3));
  return {
    optimizer: row.name,
    allocated: Object.fromEntries(Object.entries(small).map(([tensors, { ns }]) => [tensors, Number(ns.toPrecision(3))])),
    callers: perTensor(callers.ns),
    copies: perTensor(copies.ns),
    beyondCopies: perTensor(callers.ns - copies.ns),
    otherGrads: perTensor(others.ns),
  };
}

export function overheadLine({ optimizer, allocated, callers, copies, beyondCopies, otherGrads }: Overhead): string {
  const small = Object.entries(allocated).map(([tensors, ns]) => `${tensors} × ${ELEMENTS / Number(tensors)}: ${ns} ns`);
  return (
    `${optimizer.padEnd(9)} allocated, ${small.join(", ")}; ` +
    `caller's ${CALLERS.tensors} × ${CALLERS.length}: ${callers} ns per tensor, three copies ${copies}, beyond them ${beyondCopies}; with other gradient arrays ${otherGrads}`
  );
}

function allocatedMap(row: Row, tensors: number): Updates {
  const optimizer = row.create();
  const cell = { label: "", tensors, length: ELEMENTS / tensors, element: "f32" } as const;
  const { params, grads } = optimizer.allocate(seededMap(cell, 1));
  for (const [name, values] of Object.entries(seededMap(cell, 2))) grads[name].set(values);
  return repeated(CALLED, { optimizer, params, grads });
}

const CALLED = "optimizer.update(params, grads);";
const CALLED_WITH_OTHERS = "optimizer.update(params, k % 2 === 0 ? grads : others);";

function callersMap(row: Row, call: string): Updates {
  const [params, grads, others] = [1, 2, 3].map((seed) => seededMap(CALLERS, seed));
  return repeated(call, { optimizer: row.create(), params, grads, others });
}

/** Parameters and gradients into one memory, parameters back, tensor by tensor. */
function threeCopies(): Updates {
  const { buffer } = new WebAssembly.Memory({ initial: 1 });
  const bytes = CALLERS.length * Float32Array.BYTES_PER_ELEMENT;
  const inside = (map: FloatMap, begin: number) =>
    Object.values(map).map((_, k) => new Float32Array(buffer, begin + k * bytes, CALLERS.length));
  const [params, grads] = [seededMap(CALLERS, 1), seededMap(CALLERS, 2)];
  return repeated("for (let j = 0; j < p.length; j++) { p1[j].set(p[j]); g1[j].set(g[j]); } for (let j = 0; j < p.length; j++) p[j].set(p1[j]);", {
    p: Object.values(params),
    g: Object.values(grads),
    p1: inside(params, 0),
    g1: inside(grads, CALLERS.tensors * bytes),
  });
}
