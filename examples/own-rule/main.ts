// Races a rule of one's own, of rule.ts, against the catalog on the digits: npx tsx examples/own-rule/main.ts [epochs]
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SingleBar } from "cli-progress";
import { loadDigits } from "../digits/data.js";
import { inColumns, percent, type Column } from "../digits/table.js";
import { stepsPerEpoch } from "../digits/train.js";
import { draw } from "./picture.js";
import { CONTESTANTS, race, type Row } from "./race.js";

const EVERY = 10;

const epochs = Number(process.argv[2] ?? 2);
if (!(Number.isInteger(epochs) && epochs > 0)) {
  console.error(`error: epochs must be a whole number above 0, got ${process.argv[2]}`);
  process.exit(2);
}
const digits = loadDigits();
const steps = epochs * stepsPerEpoch(digits.training);
const bar = new SingleBar({ format: "{bar} {value}/{total} steps {name}", noTTYOutput: true });
bar.start(CONTESTANTS.length * steps, 0, { name: "" });
const rows = CONTESTANTS.map((contestant) => {
  bar.update({ name: contestant.name });
  return race(contestant, digits, { epochs, every: EVERY, tell: () => bar.increment() });
});
bar.update({ name: "" });
bar.stop();

/** Steps until this share of the test digits was read right. */
const until =
  (share: number) =>
  ({ reached }: Row): string =>
    String(reached.find(({ accuracy }) => accuracy >= share)?.step ?? "–");
const COLUMNS: readonly Column<Row>[] = [
  ["optimizer", ({ name }) => name],
  ["rate", ({ lr }) => String(lr)],
  ["arrays of state", ({ arrays }) => String(arrays)],
  ["steps to 80 %", until(0.8)],
  ["to 90 %", until(0.9)],
  ["to 93 %", until(0.93)],
  [`after ${steps}`, ({ reached }) => percent(reached.at(-1)?.accuracy as number)],
  ["µs/step", ({ micros }) => micros.toFixed(1)],
];
console.log(inColumns(rows, COLUMNS));
const folder = fileURLToPath(new URL("out/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}race.svg`, draw(rows));
console.log("\nexamples/own-rule/out/race.svg shows the accuracy over the steps");
