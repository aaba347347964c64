import { writeFileSync } from "node:fs";
import { benches } from "../benches.js";
import { lastResults, type Bench } from "../harness/bench.js";
import { losses, markdown } from "../harness/text.js";
import { drawPeers, drawRegimes } from "./pictures.js";

/** Writes docs/performance.md and its pictures from the last results of all benches. */
const docs = new URL("../../docs/", import.meta.url);
/** The start-up's figure stands in the README. */
const measured = benches.filter(({ results }) => results !== "startup").map((bench) => ({ bench, results: lastResults(bench) }));
const contestsOf = (name: string) => measured.flatMap(({ results }) => results.sections[name] ?? []);
const pictures: Readonly<Record<string, { file: string; about: string; draw: typeof drawPeers }>> = {
  c: { file: "regimes.svg", about: "Nanoseconds per element over the size", draw: drawRegimes },
  peers: { file: "peers.svg", about: "Peers over the size", draw: drawPeers },
};

const places = measured.map(({ results: { machine, date } }) => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${date}`);
const lost = measured.flatMap(({ bench }) => bench.sections).flatMap((section) => losses(section, contestsOf(section.name)));
const parts = [
  "# Performance",
  "Written by `npm run bench:report` from the results of the benches; do not edit.",
  `Measured on ${[...new Set(places)].join("; ")}. In each table all candidates ran in turns in one process; figures are medians over ` +
    `the rounds, ratios are of one run.${measured.map(({ bench, results }) => bench.note?.(results) ?? "").join("")}`,
  ...measured.flatMap(({ bench }) => partsOf(bench)),
  "## Where it loses",
  "Others are faster here; the numbers are our share of their speed.",
  lost.map((line) => `- ${line}`).join("\n"),
];
writeFileSync(new URL("performance.md", docs), `${parts.join("\n\n")}\n`);
console.log("docs/performance.md, docs/regimes.svg, docs/peers.svg");

function partsOf({ sections }: Bench): string[] {
  return sections.flatMap(({ name, tables }) => {
    const contests = contestsOf(name);
    if (contests.length === 0) return [];
    const picture = pictures[name];
    if (picture !== undefined) writeFileSync(new URL(picture.file, docs), picture.draw(contests));
    return [...tables.map((table) => markdown(table, contests)), ...(picture === undefined ? [] : [`![${picture.about}](${picture.file})`])];
  });
}
