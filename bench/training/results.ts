import { ratio, spread, type Spread } from "../compare/rounds.js";
import type { Results } from "../results.js";

export const FUSED = "fused";
export const SEPARATE = "separate passes";
export const SINGLE = "separate passes, norm in float32";
export const PLAIN = "plain update";

export interface TrainingResults {
  readonly date: string;
  readonly machine: Results["machine"];
  readonly quick: boolean;
  /** Units of the last place between the ends of the fused and the separate steps. */
  readonly distances: Readonly<Record<string, number>>;
  readonly cells: readonly TrainingCell[];
}

export interface TrainingCell {
  readonly label: string;
  readonly n: number;
  /** Nanoseconds per update. */
  readonly times: Readonly<Record<string, Spread>>;
  /** Everyone's time over the fused update's, each round for itself. */
  readonly ratios: Readonly<Record<string, Spread>>;
}

/** How many times as fast as separate passes the fused update is to be. */
export const ASKED: Readonly<Record<string, number>> = { "1e5": 1.25, "1e7": 1.35 };

export function trainingCell(label: string, taken: Record<string, number[]>): TrainingCell {
  const others = Object.entries(taken).filter(([name]) => name !== FUSED);
  return {
    label,
    n: Number(label),
    times: Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, spread(values)])),
    ratios: Object.fromEntries(others.map(([name, values]) => [name, ratio(values, taken[FUSED])])),
  };
}
