import { ALLOCATED, CALLERS } from "./candidates.js";
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
}

/** The timings of one cell with the ratios to the fastest JavaScript among them. */
export function judge(optimizer: string, cell: Cell, timings: Record<string, Timing>): CellResult {
  const candidates = Object.fromEntries(Object.entries(timings).map(([name, timing]) => [name, rounded(timing)]));
  const js = Object.keys(candidates).filter((name) => name !== ALLOCATED && name !== CALLERS);
  const fastestJs = js.reduce((best, name) => (candidates[name].ns < candidates[best].ns ? name : best));
  return {
    optimizer,
    n: cell.tensors * cell.length,
    label: cell.label,
    element: cell.element,
    candidates,
    fastestJs,
    ratioAllocated: significant(candidates[fastestJs].ns / candidates[ALLOCATED].ns),
    ratioCaller: significant(candidates[fastestJs].ns / candidates[CALLERS].ns),
  };
}

function rounded({ ns, low, high }: Timing): Timing {
  return { ns: significant(ns), low: significant(low), high: significant(high) };
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
