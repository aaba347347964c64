import { ALLOCATED, CALLERS, THREADS } from "./candidates.js";
import type { Cell } from "./cells.js";
import type { Timing } from "./measure.js";

export interface Results {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly quick: boolean;
  readonly cells: readonly CellResult[];
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
}

/** The timings of one cell with the ratios to the fastest JavaScript among them. */
export function judge(optimizer: string, cell: Cell, timings: Record<string, Timing>): CellResult {
  const candidates = Object.fromEntries(Object.entries(timings).map(([name, timing]) => [name, rounded(timing)]));
  const js = Object.keys(candidates).filter((name) => ![ALLOCATED, CALLERS, THREADS].includes(name));
  const double = cell.element === "f32" ? js.filter((name) => name.includes("Float64Array")) : [];
  const fastest = (names: string[]) => names.reduce((best, name) => (candidates[name].ns < candidates[best].ns ? name : best));
  const fastestJs = fastest(js.filter((name) => !double.includes(name)));
  const against = (name: string, ours: string) => significant(candidates[name].ns / candidates[ours].ns);
  return {
    optimizer,
    n: cell.tensors * cell.length,
    label: cell.label,
    element: cell.element,
    candidates,
    fastestJs,
    ratioAllocated: against(fastestJs, ALLOCATED),
    ratioCaller: against(fastestJs, CALLERS),
    ratioThreads: THREADS in candidates ? significant(candidates[ALLOCATED].ns / candidates[THREADS].ns) : undefined,
    ratioFloat64: double.length > 0 ? against(fastest(double), ALLOCATED) : undefined,
  };
}

function rounded({ ns, low, high }: Timing): Timing {
  return { ns: significant(ns), low: significant(low), high: significant(high) };
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
