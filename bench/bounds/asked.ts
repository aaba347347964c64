import { MAP } from "../cells.js";
import type { CellResult } from "../results.js";

/** A number that is asked of medians of one run, in float32 where cells do not say otherwise. */
export interface Bound {
  readonly what: string;
  readonly asked: number;
  /** Whether the ratio is to be at most this; at least without. */
  readonly most?: boolean;
  readonly labels: readonly string[];
  /** Only of these. */
  readonly optimizers?: readonly string[];
  readonly ratio: (cell: CellResult) => number | undefined;
}

const CACHED = ["1e3", "1e4", "1e5"];
const SIMPLE = ["sgd", "momentum"];

const faster = ({ ratioAllocated }: CellResult) => ratioAllocated;
const FASTER = "allocated, times as fast as the fastest JavaScript";
const THREADS = "two threads, times as fast as one";
const CALLERS = "caller's arrays, time over allocated";

export const BOUNDS: readonly Bound[] = [
  { what: FASTER, asked: 6.3, labels: [...CACHED, "1e6"], optimizers: ["adam"], ratio: faster },
  { what: FASTER, asked: 6, labels: ["1e7"], optimizers: ["adam"], ratio: faster },
  { what: FASTER, asked: 10, labels: CACHED, optimizers: SIMPLE, ratio: faster },
  { what: FASTER, asked: 8.5, labels: ["1e6"], optimizers: SIMPLE, ratio: faster },
  { what: FASTER, asked: 4.8, labels: ["1e7"], optimizers: SIMPLE, ratio: faster },
  { what: "allocated, times as fast as the JavaScript map by name", asked: 11, labels: [MAP], ratio: ({ ratioByName }) => ratioByName },
  { what: THREADS, asked: 1.75, labels: ["1e5"], ratio: ({ ratioThreads }) => ratioThreads },
  { what: THREADS, asked: 1.9, labels: ["1e6"], ratio: ({ ratioThreads }) => ratioThreads },
  { what: CALLERS, asked: 1.35, most: true, labels: ["1e5"], ratio: ({ callersTime }) => callersTime },
  { what: CALLERS, asked: 1.6, most: true, labels: ["4e6"], ratio: ({ callersTime }) => callersTime },
  { what: "number[], times as fast as the fastest JavaScript on number[]", asked: 1, labels: [...CACHED, "1e6", "4e6", "1e7", MAP], ratio: ({ ratioNumbers }) => ratioNumbers },
];

/** Of the sections beside the cells. */
export const AGED = 1.1;
export const PER_UPDATE = 100;
export const PER_TENSOR = 20;
