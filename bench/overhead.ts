import type { Row } from "../test/catalog.js";
import { repeated, type Updates } from "./isolate.js";
import { measure, type Effort } from "./measure.js";
import { seededMap } from "./values.js";

/** Nanoseconds, all of one run. */
export interface Overhead {
  readonly optimizer: string;
  /** An update of an allocated map, of one tensor and of a hundred, each of four elements. */
  readonly one: number;
  readonly hundred: number;
  /** What each tensor adds in a caller's map of unchanged arrays, beyond copying in and out what it holds. */
  readonly perTensor: number;
  readonly copies: number;
}

const TENSORS = 100;
const LENGTH = 64;

export function overheadOf(row: Row, effort: Effort): Overhead {
  const few = (tensors: number) => ({ label: "", tensors, length: 4, element: "f32" as const });
  const cell = { label: "", tensors: TENSORS, length: LENGTH, element: "f32" as const };
  const { one, hundred, whole, callers, copies } = measure(
    {
      one: allocated(row, seededMap(few(1), 1)),
      hundred: allocated(row, seededMap(few(TENSORS), 1)),
      whole: allocated(row, seededMap(cell, 1)),
      callers: repeated("optimizer.update(params, grads);", { optimizer: row.create(), params: seededMap(cell, 1), grads: seededMap(cell, 2) }),
      copies: copies3(),
    },
    effort,
  );
  const each = (ns: number) => Number((ns / TENSORS).toPrecision(3));
  return { optimizer: row.name, one: Math.round(one.ns), hundred: Math.round(hundred.ns), perTensor: each(callers.ns - whole.ns - copies.ns), copies: each(copies.ns) };
}

export function overheadLine({ optimizer, one, hundred, perTensor, copies }: Overhead): string {
  return `${optimizer.padEnd(9)} allocated: ${one} (1 tensor), ${hundred} (${TENSORS} tensors); caller's: ${perTensor} a tensor beside ${copies} for its copies`;
}

function allocated(row: Row, initial: ReturnType<typeof seededMap>): Updates {
  const optimizer = row.create();
  const { params, grads } = optimizer.allocate(initial);
  return repeated("optimizer.update(params, grads);", { optimizer, params, grads });
}

/** Parameter and gradient in, parameter out, for each tensor. */
function copies3(): Updates {
  const make = () => Array.from({ length: TENSORS }, () => new Float32Array(LENGTH));
  return repeated("for (let k = 0; k < a.length; k++) { b[k].set(a[k]); d[k].set(c[k]); a[k].set(b[k]); }", { a: make(), b: make(), c: make(), d: make() });
}
