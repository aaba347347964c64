import type { Asked, Contest } from "../harness/case.js";
import { MAP } from "../harness/shapes.js";

const CACHED = ["1e3", "1e4", "1e5"];
const SIMPLE = ["sgd", "momentum"];
const FASTER = { what: "allocated, times as fast as the fastest JavaScript", figure: "ratioAllocated" };
const THREADS = { what: "two threads, times as fast as one", figure: "ratioThreads" };
const CALLERS = { what: "caller's arrays, time over allocated", figure: "callersTime" };
const NUMBERS = { what: "number[], times as fast as the fastest JavaScript on number[]", figure: "ratioNumbers" };

interface Bound extends Omit<Asked, "value"> {
  readonly figure: string;
  readonly at: readonly string[];
  readonly of?: readonly string[];
}

/** What is asked of float32: of which figure, at which sizes, of which optimizers, at least or at most how much. */
const BOUNDS: readonly Bound[] = [
  { ...FASTER, at: [...CACHED, "1e6"], of: ["adam"], least: 6.3 },
  { ...FASTER, at: ["1e7"], of: ["adam"], least: 6 },
  { ...FASTER, at: CACHED, of: SIMPLE, least: 10 },
  { ...FASTER, at: ["1e6"], of: SIMPLE, least: 8.5 },
  { ...FASTER, at: ["1e7"], of: SIMPLE, least: 4.8 },
  { what: "allocated, times as fast as the JavaScript map by name", figure: "ratioByName", at: [MAP.label], least: 11 },
  { ...THREADS, at: ["1e5"], least: 1.75 },
  { ...THREADS, at: ["1e6"], least: 1.9 },
  { ...CALLERS, at: ["1e5"], most: 1.35 },
  { ...CALLERS, at: ["4e6"], most: 1.6 },
  { ...NUMBERS, at: [...CACHED, "1e6", "4e6", "1e7", MAP.label], least: 1 },
];

export function askedOf({ optimizer, element, label }: Contest, figures: Contest["figures"]): Asked[] {
  const here = BOUNDS.filter(({ figure, at, of = [optimizer] }) => figure in figures && at.includes(label) && of.includes(optimizer));
  if (element !== "f32") return [];
  return here.map(({ what, figure, at, least, most }) => ({ what: `${what}, n = ${at.join(" / ")}`, least, most, value: figures[figure] }));
}
