import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SingleBar } from "cli-progress";
import { CONTESTANTS } from "./contestants.js";
import { DataError, loadDigits } from "./data.js";
import { trainEnsemble } from "./ensemble.js";
import { HELP, prepareOutputs, readOptions, UsageError, type Options } from "./options.js";
import { drawLosses } from "./loss-picture.js";
import { drawPaths } from "./paths-picture.js";
import { race } from "./race.js";
import { sparklines } from "./sparklines.js";
import { canyon, saddle } from "./surfaces.js";
import { formatEnsemble, formatTable } from "./table.js";
import { stepsPerEpoch } from "./train.js";

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(HELP);
  else run(options);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof DataError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function run(options: Options): void {
  const start = performance.now();
  prepareOutputs(options);
  const digits = loadDigits();
  const trainings = 2 * CONTESTANTS.length + options.ensemble;
  const bar = progressBar();
  bar.start(trainings * options.epochs * stepsPerEpoch(digits.training), 0, { name: "" });

  const results = CONTESTANTS.map((contestant) => {
    bar.update({ name: contestant.name });
    return race(contestant, digits, { ...options, onStep: () => bar.increment() });
  });
  bar.update({ name: "ensemble" });
  const ensemble =
    options.ensemble > 0 && trainEnsemble(options.ensemble, digits, { ...options, onStep: () => bar.increment() });
  bar.stop();

  const rows = results.map(({ row }) => row);
  const curves = results.map(({ row, losses }) => ({ name: row.optimizer, losses }));
  const pictures = [
    write(join(options.out, "loss.svg"), drawLosses(curves, stepsPerEpoch(digits.training))),
    write(join(options.out, "canyon.svg"), drawPaths(canyon)),
    write(join(options.out, "saddle.svg"), drawPaths(saddle)),
  ];
  if (options.json !== undefined) write(options.json, `${JSON.stringify({ rows }, null, 2)}\n`);

  console.log(formatTable(rows));
  console.log(`\n${sparklines(curves)}`);
  if (ensemble) console.log(`\n${formatEnsemble(ensemble)}`);
  console.log(`\nPictures: ${pictures.map(link).join(", ")}`);
  if (options.json !== undefined) console.log(`Table as JSON: ${options.json}`);
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (!rows.every(({ sameBits }) => sameBits)) process.exitCode = 1;
}

function write(path: string, text: string): string {
  writeFileSync(path, text);
  return path;
}

/** On a terminal a link to the file, which many of them open by a click (OSC 8); elsewhere its path. */
function link(path: string): string {
  if (!process.stdout.isTTY) return path;
  return `\u001B]8;;${pathToFileURL(resolve(path)).href}\u0007${path}\u001B]8;;\u0007`;
}

/** On a terminal only. */
function progressBar(): SingleBar {
  return new SingleBar({
    format: "{bar} {percentage} %  {name}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    clearOnComplete: true,
    linewrap: true,
    gracefulExit: false,
  });
}
