import { mkdirSync, writeFileSync } from "node:fs";
import { ThreadPool } from "../src/threads/pool.js";
import { catalog } from "../test/catalog.js";
import { readArguments } from "./arguments.js";
import { HELP } from "./help.js";
import { bounds } from "./bounds.js";
import { candidatesOf } from "./candidates.js";
import { cells } from "./cells.js";
import { machine } from "./machine.js";
import { FULL, QUICK, measure } from "./measure.js";
import { overhead, overheadLine, type Overhead } from "./overhead.js";
import { judge, type CellResult, type Results } from "./results.js";
import { agedLine, decayed, type Aged } from "./subnormal.js";
import { header, line, losses } from "./table.js";

const LATEST = new URL("results/latest.json", import.meta.url);

const names = catalog.map((row) => row.name);
const { quick, only, output } = readArguments(process.argv.slice(2), { name: "bench", help: HELP, names: names, output: true });
const effort = quick ? QUICK : FULL;
const measured: CellResult[] = [];
const pool = await ThreadPool.start({ threads: 2 });

console.log(header);
const rows = catalog.filter(({ name }) => only === undefined || name === only);
for (const row of rows) {
  for (const cell of cells) {
    const result = judge(row, cell, measure(candidatesOf(row, cell, pool), effort));
    measured.push(result);
    console.log(line(result));
  }
}
pool.stop();

console.log("\nper update and per tensor, nanoseconds");
const small: Overhead[] = rows.map((row) => overhead(row, effort));
console.log(small.map(overheadLine).join("\n"));

console.log("\nafter 10,000 updates with zero gradients");
const subnormals: Aged[] = rows.flatMap(decayed);
console.log(subnormals.map(agedLine).join("\n"));

const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  quick,
  cells: measured,
  subnormals,
  overhead: small,
};
console.log(`\n${losses(measured)}`);
console.log(`\nasked, of this run's medians:\n${bounds(results).join("\n")}`);
if (only === undefined || output !== undefined) {
  mkdirSync(new URL(".", LATEST), { recursive: true });
  writeFileSync(output ?? LATEST, `${JSON.stringify(results, null, 1)}\n`);
}
