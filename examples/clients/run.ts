import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, ratio, spread, type Spread } from "../../bench/harness/measure.js";
import { blocksOf, glueOf, load, PAGE, partsOf, ROOT, scripts, versionOf, type Client } from "./recipes.js";

const HELP = `npm run clients -- [options]

Runs the recipes of docs/recipes.md, each in a process of its own, and checks what they train. Then measures a whole step,
gradients and all, against the library's own optimizer, and writes the table of the page.

  --short      only runs and checks; writes nothing
  --only TEXT  the scripts whose name has it; writes nothing
  --help       this text`;

/** Milliseconds of one script's measurement: about 10,000. */
const EFFORT = { rounds: 25, warmup: 500, turn: 150, block: 10 };

interface Measured extends Pick<Client, "name" | "glue" | "own"> {
  readonly faster: Spread;
  /** Nanoseconds of the recipe's step. */
  readonly step: Spread;
}

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    only: { type: "string" },
    help: { type: "boolean", default: false },
    one: { type: "string" },
  },
});
if (values.help) console.log(HELP);
else if (values.one !== undefined) await one(values.one, values.short);
else all(values.short, values.only);

/** In a process of its own. The last line tells what came. */
async function one(script: string, short: boolean): Promise<void> {
  const { name, glue, own, step, ownStep } = await load(script);
  if (blocksOf(readFileSync(PAGE, "utf8"))[name] !== partsOf(script, "recipe").join(""))
    throw new Error(`docs/recipes.md has another block under ${name} than ${script}.mjs`);
  if (short) return;
  const times = (call: () => unknown) => (repeat: number) => {
    for (let k = 0; k < repeat; k++) call();
  };
  const taken = await measure({ ours: times(step), theirs: times(ownStep) }, EFFORT);
  const measured: Measured = { name, glue, own, faster: ratio(taken.theirs, taken.ours), step: spread(taken.ours) };
  console.log(JSON.stringify(measured));
}

function all(short: boolean, only = ""): void {
  const place = `${ROOT}examples/clients/node_modules/optim-wasm`;
  if (!existsSync(place)) symlinkSync(ROOT, place, "junction");
  const chosen = scripts.filter((script) => script.includes(only));
  if (chosen.length === 0) throw new Error(`the scripts are ${scripts.join(", ")}`);
  const rows = chosen.map((script) => {
    const args = ["--import", "tsx", fileURLToPath(import.meta.url), "--one", script, ...(short ? ["--short"] : [])];
    const lines = execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" }).trimEnd().split("\n");
    if (short) return lines.at(-1) as string;
    console.log(lines.at(-2));
    return rowOf(script, JSON.parse(lines.at(-1) as string) as Measured);
  });
  console.log(rows.join("\n"));
  if (!short && only === "") write(rows);
}

function rowOf(script: string, { name, glue, own, faster, step }: Measured): string {
  const { before, after } = glueOf(script, { glue });
  const times = [faster.median, faster.low, faster.high].map((value) => value.toPrecision(2));
  const ratios = `${times[0]}× (${times[1]}–${times[2]})`;
  return `| [${name}](#${anchorOf(name)}) ${versionOf(name)} | ${before} | ${after} | ${own} | ${microseconds(step)} | ${ratios} |`;
}

function anchorOf(name: string): string {
  return name.replaceAll(/[.,]/g, "").replaceAll(" ", "-");
}

function microseconds({ median }: Spread): string {
  return `${(median / 1000).toPrecision(2)} µs`;
}

function write(rows: readonly string[]): void {
  const head = [
    "| client | glue before | glue now | against | our whole step | times faster (quartiles) |",
    "| --- | ---: | ---: | --- | ---: | ---: |",
  ];
  const machine = `${cpus()[0].model}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
  const table = [...head, ...rows, "", machine].join("\n");
  const marks = /(<!-- clients:begin -->\n)[^]*(\n<!-- clients:end -->)/;
  const page = readFileSync(PAGE, "utf8");
  if (!marks.test(page)) throw new Error("docs/recipes.md has no place for the table");
  writeFileSync(
    PAGE,
    page.replace(marks, (_, begin: string, end: string) => `${begin}${table}${end}`),
  );
}
