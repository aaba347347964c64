/** One line of a check. */
export interface GradientRow {
  /** The parameter's name. */
  readonly name: string;
  /** Its element; or "direction 1" for the derivative along random signs of all of them. */
  readonly index: number | string;
  /** What the gradient says. */
  readonly analytic: number;
  /** What differences say. */
  readonly numeric: number;
  /** Their difference over the larger of them. */
  readonly error: number;
  /** "kink" where the value has no derivative and the gradient is one from either side; "unclear" where differences do not agree. */
  readonly verdict: "ok" | "wrong" | "kink" | "unclear";
}

/** The lines as a table of text, wrong ones first. */
export function tableOf(rows: readonly GradientRow[], most = 20): string {
  const sorted = rows.toSorted((a, b) => Number(b.verdict === "wrong") - Number(a.verdict === "wrong"));
  const lines = sorted
    .slice(0, most)
    .map(({ name, index, analytic, numeric, error, verdict }) => [
      name,
      String(index),
      analytic.toPrecision(8),
      numeric.toPrecision(8),
      error.toExponential(1),
      verdict,
    ]);
  const all = [["name", "index", "analytic", "numeric", "relative error", "verdict"], ...lines];
  const widths = all[0].map((_, k) => Math.max(...all.map((line) => line[k].length)));
  const text = all.map((line) =>
    line
      .map((cell, k) => cell.padEnd(widths[k]))
      .join("  ")
      .trimEnd(),
  );
  return [...text, ...(rows.length > most ? [`and ${rows.length - most} more`] : [])].join("\n");
}
