import { ALLOCATED, CALLERS, copied, COPY, LISTS, THREADS, traffic } from "./candidates.js";
import type { Row } from "../test/catalog.js";
import type { Cell } from "./cells.js";
import type { Timing } from "./measure.js";
import type { Overhead } from "./overhead.js";
import type { Subnormal } from "./subnormal.js";

export interface Results {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly quick: boolean;
  readonly cells: readonly CellResult[];
  readonly subnormals: readonly Subnormal[];
  readonly overhead: readonly Overhead[];
}

export interface CellResult {
  readonly optimizer: string;
  /** How many state arrays it has, and whether its rule is made of sums and products only. */
  readonly slots: number;
  readonly cheap: boolean;
  /** Elements in the whole map. */
  readonly n: number;
  readonly label: string;
  readonly element: Cell["element"];
  /** Nanoseconds per update. */
  readonly candidates: Readonly<Record<string, Timing>>;
  readonly fastestJs: string;
  /** How many times the fastest JavaScript takes longer. */
  readonly ratioAllocated: number;
  readonly ratioCaller: number;
  /** The same in a float32 cell against loops over `Float64Array`, which compute something else, faster. */
  readonly ratioFloat64: number | undefined;
  /** How many times as fast two threads are as one. */
  readonly ratioThreads: number | undefined;
  /** The time on the caller's arrays over that on allocated ones. */
  readonly callersOverAllocated: number;
  /** How many times the fastest loop over `number[]` takes longer than maps of `number[]` here; f64 cells. */
  readonly ratioLists: number | undefined;
  /** How many times the fastest loop over a map by name takes longer; cells of many tensors. */
  readonly ratioByName: number | undefined;
  /** Read and written on allocated arrays, and its share of what a copy reads and writes in the same run. */
  readonly gigabytesPerSecond: number;
  readonly copyShare: number;
}

/** The timings of one cell with the ratios to the fastest JavaScript among them. */
export function judge(row: Pick<Row, "name" | "slots" | "defaults">, cell: Cell, timings: Record<string, Timing>): CellResult {
  const candidates = Object.fromEntries(Object.entries(timings).map(([name, timing]) => [name, rounded(timing)]));
  const js = Object.keys(candidates).filter((name) => ![ALLOCATED, CALLERS, THREADS, LISTS, COPY].includes(name));
  const double = cell.element === "f32" ? js.filter((name) => name.includes("Float64Array")) : [];
  const fastest = (names: string[]) => names.reduce((best, name) => (candidates[name].ns < candidates[best].ns ? name : best));
  const fastestJs = fastest(js.filter((name) => !double.includes(name)));
  const against = (name: string, ours: string) => significant(candidates[name].ns / candidates[ours].ns);
  return {
    optimizer: row.name,
    slots: row.slots.length,
    cheap: row.slots.length < 2 && !("eps" in row.defaults),
    n: cell.tensors * cell.length,
    label: cell.label,
    element: cell.element,
    candidates,
    fastestJs,
    ratioAllocated: against(fastestJs, ALLOCATED),
    ratioCaller: against(fastestJs, CALLERS),
    ratioThreads: THREADS in candidates ? significant(candidates[ALLOCATED].ns / candidates[THREADS].ns) : undefined,
    callersOverAllocated: significant(candidates[CALLERS].ns / candidates[ALLOCATED].ns),
    ratioLists: LISTS in candidates ? against(fastest(js.filter((name) => name.includes("number[]"))), LISTS) : undefined,
    ratioByName: cell.tensors > 1 ? against(fastest(js.filter((name) => name.includes("by name") && !double.includes(name))), ALLOCATED) : undefined,
    gigabytesPerSecond: significant(traffic(row, cell) / candidates[ALLOCATED].ns),
    copyShare: significant(traffic(row, cell) / candidates[ALLOCATED].ns / (copied(row, cell) / candidates[COPY].ns)),
    ratioFloat64: double.length > 0 ? against(fastest(double), ALLOCATED) : undefined,
  };
}

function rounded({ ns, low, high }: Timing): Timing {
  return { ns: significant(ns), low: significant(low), high: significant(high) };
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
