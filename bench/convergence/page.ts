import { before, REACHED, type Descent } from "./descent.js";
import type { Problem } from "./problem.js";

/** What an optimizer has come to, on each of the problems. */
export interface Result {
  readonly name: string;
  readonly descents: readonly Descent[];
}

/** The best of each problem in bold; at the end each optimizer's place, averaged over the problems. */
export function table(problems: readonly Problem[], results: readonly Result[]): string {
  const places = problems.map((_, k) => placesIn(results.map(({ descents }) => descents[k])));
  const head = ["optimizer", ...problems.map(({ name }) => name), "mean place"];
  const rows = results.map(({ name, descents }, n) => {
    const cells = descents.map((descent, k) => {
      return places[k][n] === 1 ? `**${outcome(descent)}** (${descent.rate})` : cell(descent);
    });
    const mean = places.reduce((sum, place) => sum + place[n], 0) / problems.length;
    return [name, ...cells, mean.toFixed(1)];
  });
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** The value, or the steps to the minimum, and the rate. */
export function cell(descent: Descent): string {
  return `${outcome(descent)} (${descent.rate})`;
}

export function outcome({ value, steps }: Descent): string {
  if (Number.isNaN(value)) return "–";
  if (value < REACHED) return `${steps} steps`;
  return value < 0.001 ? value.toExponential(1).replace("e-", "e−") : value.toPrecision(3);
}

export function list(problems: readonly Problem[]): string {
  return problems.map(({ name, about, steps }) => `- **${name}**: ${about}; ${steps} steps.`).join("\n");
}

/** 1 for the best; the same place for what reads the same. */
function placesIn(descents: readonly Descent[]): number[] {
  return descents.map(
    (descent) => 1 + descents.filter((other) => outcome(other) !== outcome(descent) && before(other, descent)).length,
  );
}
