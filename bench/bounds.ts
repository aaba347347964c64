import { MAP } from "./cells.js";
import type { CellResult } from "./results.js";

interface Bound {
  readonly asked: number;
  readonly labels: readonly string[];
}

/** What the library promises of float32 on allocated arrays. */
const BOUNDS: readonly Bound[] = [
  { asked: 5, labels: ["1e3", "1e5", "1e6"] },
  { asked: 8, labels: [MAP] },
];

/** A line for each bound: the smallest ratio there, and whether it is met. */
export function bounds(results: readonly CellResult[]): string[] {
  return BOUNDS.map(({ asked, labels }) => {
    const held = results.filter(({ element, label }) => element === "f32" && labels.includes(label));
    const worst = held.reduce((least, cell) => (cell.ratioAllocated < least.ratioAllocated ? cell : least));
    const verdict = worst.ratioAllocated >= asked ? "met" : "NOT MET";
    const double = Math.min(...held.map(({ ratioFloat64 = Infinity }) => ratioFloat64));
    return (
      `float32, allocated, ${labels.join(" / ")}: at least ${worst.ratioAllocated.toFixed(1)}× the fastest JavaScript ` +
      `(${worst.optimizer} at ${worst.label}); asked ${asked}×: ${verdict}; at least ${double.toFixed(1)}× Float64Array loops`
    );
  });
}
