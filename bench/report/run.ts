import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { NativeResults } from "../native/results.js";
import type { Results as PeerResults } from "../peers/results.js";
import type { Results } from "../results.js";
import type { TrainingResults } from "../training/results.js";
import { drawPeers, drawRegimes } from "./pictures.js";
import { losses } from "./losses.js";
import { asked, bandwidth, callers, overhead, subnormals, training } from "./own.js";
import { javascript, native, peers, pytorch, real, threads, type RealResults } from "./sections.js";

const docs = new URL("../../docs/", import.meta.url);

/** Writes docs/performance.md and its pictures from the last results of all benches. */
const latest = result<Results>("latest");
const nativeResults = result<NativeResults>("native");
const trainingResults = result<TrainingResults>("training");
const peerResults = result<PeerResults>("peers");
const realResults = result<RealResults>("real");

mkdirSync(docs, { recursive: true });
writeFileSync(new URL("regimes.svg", docs), drawRegimes(nativeResults));
writeFileSync(new URL("peers.svg", docs), drawPeers(peerResults));
writeFileSync(
  new URL("performance.md", docs),
  [
    "# Performance",
    "Written by `npm run bench:report` from the results of the benches; do not edit.",
    `Measured on ${[...new Set([latest, trainingResults, nativeResults, peerResults, realResults].map(place))].join("; ")}. In each ` +
      "table all candidates ran in turns in one process; figures are medians over the rounds, ratios are of one run.",
    asked(latest, trainingResults),
    javascript(latest),
    bandwidth(latest),
    callers(latest),
    threads(latest),
    training(trainingResults),
    overhead(latest),
    subnormals(latest),
    native(nativeResults),
    "![Nanoseconds per element over the size](regimes.svg)",
    pytorch(nativeResults),
    peers(peerResults),
    "![Peers over the size](peers.svg)",
    real(realResults),
    losses(latest, nativeResults),
  ]
    .filter((part) => part !== "")
    .join("\n\n") + "\n",
);
console.log("docs/performance.md, docs/regimes.svg, docs/peers.svg");

function place({ machine: { cpu, cores, node }, date }: Pick<Results, "machine" | "date">): string {
  return `${cpu}, ${cores} cores, Node ${node}, ${date}`;
}

function result<Content>(name: string): Content {
  const file = new URL(`../results/${name}.json`, import.meta.url);
  if (!existsSync(file)) {
    console.error(`report: bench/results/${name}.json is missing: run the benches first`);
    process.exit(1);
  }
  return JSON.parse(readFileSync(file, "utf8")) as Content;
}
