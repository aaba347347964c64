import catalog from "./catalog.json";

const known: Readonly<Record<string, { rule: string; rates: Readonly<Record<string, number | undefined>> }>> = catalog;

/** The update rule of an optimizer, as docs/optimizers.md tells it. */
export function ruleOf(title: string): string {
  return known[title]?.rule ?? "";
}

/** The best rate of an optimizer on a problem of docs/convergence.md. */
export function rateOn(problem: string, title: string): number | undefined {
  return known[title]?.rates[problem];
}
