import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { NativeResults } from "../native/results.js";
import type { Results as PeerResults } from "../peers/results.js";
import type { Results } from "../results.js";
import { drawPeers, drawRegimes } from "./pictures.js";
import { javascript, losses, native, peers, real, threads, type RealResults } from "./sections.js";

const docs = new URL("../../docs/", import.meta.url);

/** Writes docs/performance.md and its pictures from the last results of all benches. */
const latest = result<Results>("latest");
const nativeResults = result<NativeResults>("native");
const peerResults = result<PeerResults>("peers");

mkdirSync(docs, { recursive: true });
writeFileSync(new URL("regimes.svg", docs), drawRegimes(nativeResults));
writeFileSync(new URL("peers.svg", docs), drawPeers(peerResults));
writeFileSync(
  new URL("performance.md", docs),
  [
    "# Performance",
    "Written by `npm run bench:report` from the results of the benches; do not edit.",
    `Measured on ${latest.machine.cpu}, ${latest.machine.cores} cores, Node ${latest.machine.node}, ${latest.date}. In each ` +
      "table all candidates ran in turns in one process; figures are medians over the rounds, ratios are of one run.",
    javascript(latest),
    threads(latest),
    native(nativeResults),
    "![Nanoseconds per element over the size](regimes.svg)",
    peers(peerResults),
    "![Peers over the size](peers.svg)",
    real(result<RealResults>("real")),
    losses(latest, nativeResults),
  ].join("\n\n") + "\n",
);
console.log("docs/performance.md, docs/regimes.svg, docs/peers.svg");

function result<Content>(name: string): Content {
  const file = new URL(`../results/${name}.json`, import.meta.url);
  if (!existsSync(file)) {
    console.error(`report: bench/results/${name}.json is missing: run the benches first`);
    process.exit(1);
  }
  return JSON.parse(readFileSync(file, "utf8")) as Content;
}
