import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { namesShown } from "./classes.js";

/** What the playground tells of an optimizer: its rule, and its best rate on each problem of docs/convergence.md. */
interface Entry {
  readonly rule: string;
  readonly rates: Readonly<Record<string, number>>;
}

const FILE = new URL("src/catalog.json", import.meta.url);

/** The text of src/catalog.json, from the two documents: of the optimizers that the playground has. */
export function catalog(): string {
  const rates = ratesIn(documentNamed("convergence"));
  const shown = namesShown();
  const sections = documentNamed("optimizers").split("\n## ");
  const entries = sections.flatMap((section): [string, Entry][] => {
    const [title] = section.split("\n", 1);
    return shown.includes(title) ? [[title, { rule: ruleIn(section), rates: rates[title] ?? {} }]] : [];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

export function writeCatalog(): void {
  writeFileSync(FILE, catalog());
}

/** A section's first paragraph without the title, code in backticks. */
function ruleIn(section: string): string {
  const [title, paragraph] = section.split("\n\n");
  const text = paragraph.replaceAll("\n", " ");
  return text.replace(new RegExp(`^${title}(, |: )`), "");
}

/** The table of docs/convergence.md: what is in parentheses, by row and column. */
function ratesIn(page: string): Record<string, Record<string, number>> {
  const [, table = ""] = page.split(/\n(?=\| optimizer )/);
  const rows = table.split("\n\n")[0].split("\n");
  const [head, , ...body] = rows.map((line) => line.slice(2, -2).split(" | "));
  return Object.fromEntries(
    body.map(([title, ...cells]) => {
      const rates = cells.map((cell, k) => [head[k + 1], Number(/\(([\d.]+)\)/.exec(cell)?.[1])] as const);
      return [title, Object.fromEntries(rates.filter(([, rate]) => rate > 0))];
    }),
  );
}

function documentNamed(name: string): string {
  return readFileSync(new URL(`../docs/${name}.md`, import.meta.url), "utf8");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeCatalog();
