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
import { judge, type CellResult, type Results } from "./results.js";
import { overheadLine, overheadOf } from "./overhead.js";
import { subnormalsOf, ZEROS } from "./subnormal.js";
import { header, line, losses } from "./table.js";

const LATEST = new URL("results/latest.json", import.meta.url);

const names = catalog.map((row) => row.name);
const { quick, only, output } = readArguments(process.argv.slice(2), { name: "bench", help: HELP, names: names, output: true });
const effort = quick ? QUICK : FULL;
const measured: CellResult[] = [];
const pool = await ThreadPool.start({ threads: 2 });

console.log(header);
for (const row of catalog) {
  if (only !== undefined && row.name !== only) continue;
  for (const cell of cells) {
    const result = judge(row, cell, measure(candidatesOf(row, cell, pool), effort));
    measured.push(result);
    console.log(line(result));
  }
}
pool.stop();

const rows = catalog.filter(({ name }) => only === undefined || name === only);
const subnormals = rows.flatMap((row) => subnormalsOf(row, effort));
console.log(`\nThe step after ${ZEROS} updates without gradient over a step at the start; asked at most 1.1:`);
for (const { optimizer, element, ratio } of subnormals) console.log(`  ${optimizer.padEnd(9)} ${element} ${ratio.toFixed(2)}`);
const overhead = rows.map((row) => overheadOf(row, effort));
console.log("\nNanoseconds beside the kernel; asked under 100 an update of allocated arrays, under 20 a tensor of the caller's:");
for (const each of overhead) console.log(`  ${overheadLine(each)}`);
console.log(`\n${losses(measured)}`);
console.log(`\n${bounds(measured).join("\n")}`);

const results: Results = { date: new Date().toISOString().slice(0, 10), machine: machine(), quick, cells: measured, subnormals, overhead };
if (only === undefined || output !== undefined) {
  mkdirSync(new URL(".", LATEST), { recursive: true });
  writeFileSync(output ?? LATEST, `${JSON.stringify(results, null, 1)}\n`);
}
