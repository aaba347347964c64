import { spawnSync } from "node:child_process";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, ratio, spread, type Spread } from "../../bench/harness/measure.js";
import { beginOfRow, load, PAGE, readPage, recipes, ROOT, type Client, type Recipe } from "./recipes.js";

const HELP = `npm run clients -- [options]

Runs the scripts of docs/recipes.md, each in a process of its own, and checks what they train. Then measures a whole
step, gradients and all, against the library's own optimizer, and writes the page's table.

  --short      only runs and checks; writes nothing
  --only TEXT  the scripts whose name has it; writes nothing
  --help       this text`;

const EFFORT = { rounds: 25, warmup: 500, turn: 150, block: 10 };

/** Theirs over ours, and the nanoseconds of ours. */
interface Measured extends Pick<Client, "own"> {
  readonly faster: Spread;
  readonly step: Spread;
}

const flag = { type: "boolean", default: false } as const;
const text = { type: "string" } as const;
const { values } = parseArgs({ options: { short: flag, help: flag, only: text, measured: text } });
if (values.help) console.log(HELP);
else if (values.measured !== undefined) await measured(values.measured);
else all(values.short, values.only);

function all(short: boolean, only = ""): void {
  const place = `${ROOT}examples/clients/node_modules/optim-wasm`;
  if (!existsSync(place)) symlinkSync(ROOT, place, "junction");
  const chosen = recipes.filter(({ script }) => script.includes(only));
  if (chosen.length === 0) throw new Error(`the scripts are ${recipes.map(({ script }) => script).join(", ")}`);
  const rows = chosen.map((recipe) => {
    if (!short) return rowOf(recipe);
    show(`examples/clients/${recipe.script}.mjs`);
    return undefined;
  });
  if (only === "") for (const name of ["gradients", "refusals"]) show(`examples/clients/${name}.mjs`);
  if (short) return;
  const page = withTable(rows.join("\n"));
  if (only === "") writeFileSync(PAGE, page);
  else console.log(rows.join("\n"));
}

function node(...args: string[]): string[] {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", stdio: [...stdio] });
  if (status !== 0) process.exit(1);
  return stdout.trimEnd().split("\n");
}

function show(file: string): void {
  console.log(node(file).at(-1));
}

function rowOf(recipe: Recipe): string {
  const lines = node("--import", "tsx", fileURLToPath(import.meta.url), "--measured", recipe.script);
  console.log(lines.at(-2));
  const { own, faster, step } = JSON.parse(lines.at(-1) as string) as Measured;
  const [times, low, high] = [faster.median, faster.low, faster.high].map((value) => value.toPrecision(2));
  const microseconds = Number((step.median / 1000).toPrecision(2));
  return `${beginOfRow(recipe)} ${own} | ${microseconds} | ${times}× (${low}–${high}) |`;
}

/** In a process of its own, whose last line has the numbers. */
async function measured(name: string): Promise<void> {
  const { own, step, ownStep } = await load(recipes.find(({ script }) => script === name) as Recipe);
  const times = (call: () => unknown) => (repeat: number) => {
    for (let k = 0; k < repeat; k++) call();
  };
  const taken = await measure({ ours: times(step), theirs: times(ownStep) }, EFFORT);
  const result: Measured = { own, faster: ratio(taken.theirs, taken.ours), step: spread(taken.ours) };
  console.log(JSON.stringify(result));
}

function withTable(rows: string): string {
  const head = [
    "| client | glue before | glue now | against | whole step here, µs | times faster (quartiles) |",
    "| --- | ---: | ---: | --- | ---: | ---: |",
  ];
  const machine = `${cpus()[0].model}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
  const table = [...head, rows, "", machine, ""].join("\n");
  const marks = /(?<=<!-- clients:begin -->\n)[^]*(?=<!-- clients:end -->)/;
  if (!marks.test(readPage())) throw new Error("docs/recipes.md has no place for the table");
  return readPage().replace(marks, () => table);
}
