import { mkdirSync, writeFileSync } from "node:fs";
import { machine } from "../machine.js";
import { readArguments } from "../arguments.js";
import { HELP } from "./help.js";
import { classifier } from "./classifier.js";
import { fineTuning } from "./fine-tuning.js";
import { loadMails, type Mail } from "./mails.js";
import { race, type Result } from "./race.js";
import { skipGram } from "./skip-gram.js";
import { tableOf } from "./table.js";
import type { Task } from "./task.js";

const PATH = new URL("../results/real.json", import.meta.url);
const FULL = { rounds: 3, epochs: 12, steps: 3000, digits: 6000 };
const QUICK = { rounds: 1, epochs: 3, steps: 600, digits: 1500 };

let mails: readonly Mail[] | undefined;
const allMails = () => (mails ??= loadMails());
const tasks: Record<string, (effort: typeof FULL) => Task> = {
  classifier: ({ epochs }) => classifier(allMails(), epochs),
  "skip-gram": ({ steps }) => skipGram(allMails(), steps),
  "fine-tuning": ({ digits }) => fineTuning(digits),
};

const { quick, only } = readArguments(process.argv.slice(2), { name: "bench:real", help: HELP, names: Object.keys(tasks) });
const effort = quick ? QUICK : FULL;
console.log("medians of whole trainings in turn, without reading and preparing the data; × = times longer than wasm");
const measured: Result[] = [];
for (const [name, make] of Object.entries(tasks)) {
  if (only !== undefined && name !== only) continue;
  const begin = performance.now();
  const task = make(effort);
  const preparation = (performance.now() - begin) / 1000;
  const result = race(task, effort.rounds);
  measured.push(result);
  console.log(`\n${tableOf(result)}; ${preparation.toFixed(1)} s of preparation`);
}

if (only === undefined) {
  mkdirSync(new URL(".", PATH), { recursive: true });
  const results = { date: new Date().toISOString().slice(0, 10), machine: machine(), quick, tasks: measured };
  writeFileSync(PATH, `${JSON.stringify(results, null, 1)}\n`);
}
if (!measured.every(({ sameBits }) => sameBits)) process.exitCode = 1;
