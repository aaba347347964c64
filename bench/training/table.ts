import type { Spread } from "../compare/rounds.js";
import { ASKED, FUSED, PLAIN, SEPARATE, SINGLE, type TrainingCell } from "./results.js";

const OTHERS = [SEPARATE, SINGLE, PLAIN];

export const header =
  "Clip by norm, update and average in one: nanoseconds per element, and the others' time over it, median (quartiles).\n\n" +
  `${"n".padEnd(6)}${FUSED.padStart(8)}${OTHERS.map((name) => name.padStart(36)).join("")}`;

export function line({ label, n, times, ratios }: TrainingCell): string {
  const others = OTHERS.map((name) => written(ratios[name]).padStart(36)).join("");
  return `${label.padEnd(6)}${(times[FUSED].median / n).toPrecision(3).padStart(8)}${others}${verdict(label, ratios[SEPARATE])}`;
}

function verdict(label: string, { median }: Spread): string {
  const asked = ASKED[label];
  return asked === undefined ? "" : `   asked ≥ ${asked}: ${median >= asked ? "met" : "NOT MET"}`;
}

function written({ median, low, high }: Spread): string {
  return `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
