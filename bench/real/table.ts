import { CONTENDERS } from "./contenders.js";
import type { Result } from "./race.js";

const COLUMNS = ["", "whole s", "range", "optimizer s", "share", "whole ×", "optimizer ×", "quality"];
const WIDTHS = [-12, 9, 13, 12, 6, 8, 12, -1];

/** One task's table; × = how many times longer than wasm. */
export function tableOf({ task, weights, steps, before, runs, sameBits }: Result): string {
  const lines = CONTENDERS.map((contender) => {
    const { seconds, low, high, optimizerSeconds, share, ratio, optimizerRatio, quality } = runs[contender];
    return line([
      contender,
      seconds.toFixed(2),
      `${low.toFixed(2)} – ${high.toFixed(2)}`,
      optimizerSeconds.toFixed(2),
      `${(100 * share).toFixed(0)} %`,
      ratio.toFixed(2),
      optimizerRatio.toFixed(2),
      `${quality.label} ${before.value.toPrecision(4)} → ${quality.value.toPrecision(6)}`,
    ]);
  });
  const bits = `wasm and the js backend: ${sameBits ? "the same bits" : "DIFFERENT BITS"}`;
  return [`${task}: ${weights.toLocaleString("en")} weights, ${steps.toLocaleString("en")} steps`, line(COLUMNS), ...lines, bits].join("\n");
}

function line(texts: readonly string[]): string {
  const aligned = texts.map((text, k) => (WIDTHS[k] < 0 ? text.padEnd(-WIDTHS[k]) : text.padStart(WIDTHS[k])));
  return `  ${aligned.join("  ")}`.trimEnd();
}
