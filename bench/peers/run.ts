import { mkdirSync, writeFileSync } from "node:fs";
import { machine } from "../machine.js";
import { readArguments } from "../arguments.js";
import { HELP } from "./help.js";
import { measureCell, type Pace } from "./cell.js";
import { check } from "./correctness.js";
import { entries } from "./entries.js";
import { OURS } from "./ours.js";
import type { Entry, OptimizerName, Peer } from "./peer.js";
import type { CellResult, PeerResult, Results } from "./results.js";
import { FULL, QUICK } from "./rounds.js";
import { quickSizes, sizes } from "./sizes.js";
import { header, linesOf, remarksOf } from "./table.js";
import { targets } from "./targets.js";

const PATH = new URL("../results/peers.json", import.meta.url);
const OPTIMIZERS: readonly OptimizerName[] = ["adam", "momentum", "sgd"];

const others = entries.map(({ name }) => name).filter((name) => name !== OURS);
const { quick, only } = readArguments(process.argv.slice(2), { name: "bench:peers", help: HELP, names: others });
const running: Record<string, Peer> = {};
const peers: PeerResult[] = [];
for (const entry of entries) {
  if (only === undefined || [OURS, only].includes(entry.name)) peers.push(await start(entry));
}

console.log(`${remarksOf(peers).join("\n")}\n\n${header}`);
const cells: CellResult[] = [];
for (const optimizer of OPTIMIZERS) {
  const pace: Pace = new Map();
  for (const size of quick ? quickSizes : sizes) {
    const cell = measureCell(optimizer, size, running, quick ? QUICK : FULL, pace);
    cells.push(cell);
    console.log(linesOf(cell, peers).join("\n"));
  }
}
console.log(["", ...targets(cells)].join("\n"));

const results: Results = { date: new Date().toISOString().slice(0, 10), machine: machine(), quick, peers, cells };
if (only === undefined) {
  mkdirSync(new URL(".", PATH), { recursive: true });
  writeFileSync(PATH, `${JSON.stringify(results, null, 1)}\n`);
}

/** Loads a peer and checks its arithmetic; one that fails is reported and left out. */
async function start({ name, version, load }: Entry): Promise<PeerResult> {
  try {
    const peer = await load();
    const correctness = peer.optimizers.map((optimizer) => check(peer, optimizer));
    running[name] = peer;
    return { name, version, holds: peer.holds, remarks: peer.remarks, correctness };
  } catch (error) {
    return { name, version, failure: (error as Error).message.split("\n")[0] };
  }
}
