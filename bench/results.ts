import type { Row } from "../test/catalog.js";
import { ALLOCATED, BY_NAME, CALLERS, COPY, NUMBERS, OTHERS, THREADS } from "./candidates.js";
import { footprint, traffic, type Cell } from "./cells.js";
import type { Timing } from "./measure.js";
import type { Overhead } from "./overhead.js";
import type { Aged } from "./subnormal.js";

export interface Results {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly quick: boolean;
  readonly cells: readonly CellResult[];
  readonly subnormals: readonly Aged[];
  readonly overhead: readonly Overhead[];
}

export interface CellResult {
  readonly optimizer: string;
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
  /** Against the fastest JavaScript that goes through a map by name. */
  readonly ratioByName: number | undefined;
  /** How many times as long the caller's typed arrays take as allocated ones. */
  readonly callersTime: number;
  /** How many times the fastest JavaScript on `number[]` takes longer than the library on those. */
  readonly ratioNumbers: number;
  /** Of the allocated update, counting each array's reads and writes once. */
  readonly gigabytesPerSecond: number;
  /** That of a copy within as many bytes as the update has arrays of, its reads and writes counted. */
  readonly copyGigabytesPerSecond: number;
  /** The update's over the copy's. */
  readonly copyShare: number;
}

/** The timings of one cell with the ratios to the fastest JavaScript among them. */
export function judge({ name: optimizer, slots }: Pick<Row, "name" | "slots">, cell: Cell, timings: Record<string, Timing>): CellResult {
  const candidates = Object.fromEntries(Object.entries(timings).map(([name, timing]) => [name, rounded(timing)]));
  const js = Object.keys(candidates).filter((name) => !OTHERS.includes(name));
  const double = cell.element === "f32" ? js.filter((name) => name.includes("Float64Array")) : [];
  const fastest = (names: string[]) => names.reduce((best, name) => (candidates[name].ns < candidates[best].ns ? name : best));
  const single = js.filter((name) => !double.includes(name));
  const fastestJs = fastest(single);
  const byName = single.filter((name) => name.endsWith(BY_NAME));
  const against = (name: string, ours: string) => significant(candidates[name].ns / candidates[ours].ns);
  const bandwidth = traffic(cell, slots.length) / candidates[ALLOCATED].ns;
  const copied = footprint(cell, slots.length) / candidates[COPY].ns;
  return {
    optimizer,
    n: cell.tensors * cell.length,
    label: cell.label,
    element: cell.element,
    candidates,
    fastestJs,
    ratioAllocated: against(fastestJs, ALLOCATED),
    ratioCaller: against(fastestJs, CALLERS),
    ratioThreads: THREADS in candidates ? against(ALLOCATED, THREADS) : undefined,
    ratioFloat64: double.length > 0 ? against(fastest(double), ALLOCATED) : undefined,
    ratioByName: byName.length > 0 ? against(fastest(byName), ALLOCATED) : undefined,
    callersTime: against(CALLERS, ALLOCATED),
    ratioNumbers: against(fastest(js.filter((name) => name.includes("number[]"))), NUMBERS),
    gigabytesPerSecond: significant(bandwidth),
    copyGigabytesPerSecond: significant(copied),
    copyShare: significant(bandwidth / copied),
  };
}

function rounded({ ns, low, high }: Timing): Timing {
  return { ns: significant(ns), low: significant(low), high: significant(high) };
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
