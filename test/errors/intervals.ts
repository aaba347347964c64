import type { Row } from "../catalog.js";

/** Options of all optimizers, with their range. */
export const COMMON = { weightDecay: " ≥ 0", l2: " ≥ 0", clipValue: " ≥ 0", clipNorm: " ≥ 0", emaDecay: " in [0, 1)" };

/** The options that are numbers, with their range. */
export function intervalsOf(row: Row): Record<string, string> {
  return {
    ...Object.fromEntries(Object.keys(row.defaults).map((name) => [name, intervalOf(row, name)])),
    ...COMMON,
  };
}

export function intervalOf(row: Row, name: string): string {
  return row.below1.includes(name) ? " in [0, 1)" : row.upTo1.includes(name) ? " in [0, 1]" : " ≥ 0";
}
