import { readFileSync, writeFileSync } from "node:fs";
import { benches } from "../benches.js";
import { lastResults } from "../harness/bench.js";
import { losses, markdown } from "../harness/text.js";
import { fallingShort } from "./short.js";
import { drawPeers, drawRegimes, drawSpeed, mostMet } from "./pictures.js";
import { rivalsOf } from "../../scripts/readme/rivals.mjs";

/** Writes docs/performance.md and its pictures from the last results of all benches and the prose beside this. */
const docs = new URL("../../docs/", import.meta.url);
const PLACE = /\{(\w+)\}/g;
const template = readFileSync(new URL("performance.md", import.meta.url), "utf8");
/** The start-up's figure stands in the README. */
const reported = benches.filter(({ results }) => results !== "startup");
const measured = reported.map((bench) => ({ ...lastResults(bench), bench }));
const machines = measured.map(({ machine, date }) => {
  return `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${date}`;
});
const sections = Object.assign({}, ...measured.map((results) => results.sections)) as (typeof measured)[0]["sections"];
const { compiler, torch } = Object.assign({}, ...measured);
const values: Record<string, string> = { machines: [...new Set(machines)].join("; "), compiler, ...torch };
const lost: string[] = [];
const below: string[] = [];
for (const section of measured.flatMap(({ bench }) => bench.sections)) {
  const contests = sections[section.name] ?? [];
  if (contests.length === 0) continue;
  for (const [place, table] of Object.entries(section.tables)) values[place] = markdown(table, contests);
  lost.push(...losses(section, contests));
  below.push(...fallingShort(section.name, contests));
}
values.below = below.map((line) => `- ${line}`).join("\n");
values.torch = torch.version;
values.losses = lost.map((line) => `- ${line}`).join("\n");
/** What was not measured is left out, heading and all. */
const known = (part: string) => [...part.matchAll(PLACE)].every(([, place]) => place in values);
const parts = template.split(/^(?=## )/m).filter(known);
writeFileSync(
  new URL("performance.md", docs),
  parts.join("").replaceAll(PLACE, (_, place: string) => values[place]),
);
writeFileSync(new URL("regimes.svg", docs), drawRegimes(sections.c));
writeFileSync(new URL("peers.svg", docs), drawPeers(sections.peers));
const { javascript, peers, torch: againstTorch } = sections;
const rivals = rivalsOf({ javascript, peers, torch: againstTorch });
writeFileSync(new URL("speed.svg", docs), drawSpeed(mostMet(peers), rivals));
console.log("docs/performance.md, docs/regimes.svg, docs/peers.svg, docs/speed.svg");
