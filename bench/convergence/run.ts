import { readFileSync, writeFileSync } from "node:fs";
import { best, contestants, RATES, REACHED, titleOf } from "./descent.js";
import { cell, list, table } from "./page.js";
import { digitsContest } from "./contest/page.js";
import { draw } from "./pictures.js";
import { drawn, problems } from "./problems.js";

/** Writes docs/convergence.md and its pictures, from runs made now and the prose beside this. */
const docs = new URL("../../docs/", import.meta.url);
const started = performance.now();
const results = contestants.map((row) => {
  const name = titleOf(row);
  const descents = problems.map((problem) => best(problem, row));
  console.log(`${name}: ${descents.map(cell).join(", ")}`);
  return { name, descents };
});

const pictures = drawn.map((surface) => {
  const k = problems.indexOf(surface);
  const walks = results.map(({ name, descents }) => ({ name, note: noteOf(cell(descents[k])), descent: descents[k] }));
  const file = `convergence-${surface.name.toLowerCase()}.svg`;
  writeFileSync(new URL(file, docs), draw(surface, walks));
  return `![The paths of all optimizers on ${surface.name}](${file})`;
});

const { table: steps, picture } = digitsContest();
writeFileSync(new URL("convergence-digits.svg", docs), picture);

const values: Record<string, string> = {
  rates: RATES.join(", "),
  reached: String(REACHED).replace("e-", "e−"),
  table: table(problems, results),
  steps,
  problems: list(problems),
  pictures: pictures.join("\n\n"),
};
const template = readFileSync(new URL("convergence.md", import.meta.url), "utf8");
writeFileSync(
  new URL("convergence.md", docs),
  template.replaceAll(/\{(\w+)\}/g, (_, place: string) => values[place]),
);
console.log(
  `docs/convergence.md and ${pictures.length} pictures in ${((performance.now() - started) / 1000).toFixed(0)} s`,
);

function noteOf(told: string): string {
  return told.replace("(", "(rate ");
}
