import { mkdirSync, writeFileSync } from "node:fs";
import { readArguments } from "../arguments.js";
import { rounds, timed, type Effort } from "../compare/rounds.js";
import { machine } from "../machine.js";
import { HELP } from "./help.js";
import { compilePasses, watchMemories } from "./passes.js";
import { FUSED, PLAIN, SEPARATE, SINGLE, trainingCell, type TrainingCell, type TrainingResults } from "./results.js";
import { distance } from "./same.js";
import { header, line } from "./table.js";
import { fused, plain, separate, type Way } from "./ways.js";

const RESULTS = new URL("../results/training.json", import.meta.url);
const SIZES = ["1e3", "1e5", "1e6", "1e7"];
const FULL: Effort = { rounds: 25, warmup: 60, turn: 20, block: 0.5 };
const QUICK: Effort = { rounds: 5, warmup: 10, turn: 4, block: 0.3 };
/** Updates of each way before the first size: V8 was seen to take 100 ms and more until all code was in its final form. */
const WARM_UP = 50_000;
/** The order of the norm's sums may differ by a rounding, which later operations spread. */
const ULPS = 4;

const { quick, only } = readArguments(process.argv.slice(2), { name: "bench:training", help: HELP, names: SIZES });

watchMemories();
const compiled = await compilePasses();
const distances = { [SEPARATE]: distance(compiled, "squares"), [SINGLE]: distance(compiled, "squares_single") };
console.log(`units of the last place between fused and separate after 10 steps: ${JSON.stringify(distances)}\n`);

for (const way of Object.values(ways(1000))) way.updates(WARM_UP);
console.log(header);
const cells: TrainingCell[] = [];
for (const label of SIZES) {
  if (only !== undefined && label !== only) continue;
  cells.push(await measured(label));
  console.log(line(cells[cells.length - 1]));
}

if (only === undefined) {
  const results: TrainingResults = { date: new Date().toISOString().slice(0, 10), machine: machine(), quick, distances, cells };
  mkdirSync(new URL(".", RESULTS), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
}
process.exitCode = distances[SEPARATE] > ULPS ? 1 : 0;

async function measured(label: string): Promise<TrainingCell> {
  const blocks = Object.fromEntries(Object.entries(ways(Number(label))).map(([name, { updates }]) => [name, timed(updates)]));
  return trainingCell(label, await rounds(blocks, quick ? QUICK : FULL));
}

function ways(length: number): Record<string, Way> {
  return {
    [FUSED]: fused(length),
    [SEPARATE]: separate(length, compiled, "squares"),
    [SINGLE]: separate(length, compiled, "squares_single"),
    [PLAIN]: plain(length),
  };
}
