import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parsed, refuse, show, type Results } from "../harness/bench.js";
import { keeps, titleOf, type Contest } from "../harness/case.js";
import { spread } from "../harness/measure.js";
import { written } from "../harness/text.js";
import type { Order } from "./contest.js";
import { Worktrees, commitOf } from "./worktrees.js";

const NAME = "bench:compare";
const HELP = `npm run bench:compare -- BASE HEAD [options]

Builds two commits, each in a worktree of its own, and times both in turns in one process: every optimizer that both
have, allocated, with all options, on the caller's arrays and on the js backend. Prints BASE's time over HEAD's; exit
code 1 if further processes confirm that one of these medians is under the least.

  --quick       shorter measurements
  --only TEXT   the cases whose name has it, such as "f32 1e5 allocated"
  --least N     instead of 0.95
  --check       kernels and js loops at least 0.97, 16 allocated elements of sgd and adam at least 1.54
  --help        this text`;

/** Processes that look again at a case that seems slower: the same code may be compiled 10 % slower in one of them. */
const AGAIN = 3;

const [flag, text] = [{ type: "boolean", default: false }, { type: "string" }] as const;
const options = { quick: flag, check: flag, help: flag, only: text, least: { ...text, default: "0.95" } } as const;
const { values, positionals } = parsed(NAME, () => parseArgs({ args: process.argv.slice(2), allowPositionals: true, options }));
if (values.help) show(HELP);
if (positionals.length !== 2) refuse(NAME, `takes two commits, got ${positionals.length === 0 ? "none" : positionals.join(" ")}`);
const least = Number(values.least);
if (!(least > 0)) refuse(NAME, `--least takes a number above 0, got "${values.least}"`);
const [base, head] = parsed(NAME, () => positionals.map(commitOf));
const worktrees = new Worktrees();
process.once("SIGINT", () => {
  worktrees.remove();
  process.exit(130);
});
try {
  process.exitCode = compare();
} catch (error) {
  console.error(`${NAME}: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  worktrees.remove();
}

function compare(): number {
  console.log(`building ${base.slice(0, 7)} and ${head.slice(0, 7)}`);
  const builds: Order["builds"] = [["base", worktrees.build("base", base)], ["head", worktrees.build("head", head)]];
  const given = [...(values.quick ? ["--quick"] : []), ...(values.only === undefined ? [] : ["--only", values.only])];
  const order = { builds, least, check: values.check, given };
  const suspects = measured(order).filter(({ asked }) => !asked.every(keeps));
  const slower = suspects.length === 0 ? [] : again({ ...order, exactly: suspects.map(titleOf) });
  console.log(`\nConfirmed under what is asked: ${slower.length === 0 ? "nowhere" : slower.join(", ")}.`);
  return slower.length === 0 ? 0 : 1;
}

/** The names of those that miss also the median of fresh processes' medians; the builds change places from one to the next. */
function again(order: Order): string[] {
  console.log(`\nUnder what is asked, measured again in ${AGAIN} more processes`);
  const runs = Array.from({ length: AGAIN }, (_, k) => measured({ ...order, builds: k % 2 === 0 ? order.builds.toReversed() : order.builds }));
  return runs[0].flatMap((first, k) => {
    const value = spread(runs.map((contests) => contests[k].ratios.base.median));
    console.log(`${titleOf(first)}  ${written(value)}`);
    return first.asked.every((asked) => keeps({ ...asked, value: value.median })) ? [] : [titleOf(first)];
  });
}

/** One process that imports both builds and times them in turns. */
function measured(order: Order): readonly Contest[] {
  const output = join(worktrees.folder, "results.json");
  const script = fileURLToPath(new URL("contest.ts", import.meta.url));
  const asked = JSON.stringify({ ...order, given: [...order.given, "--output", output] });
  const { status } = spawnSync(process.execPath, [...process.execArgv, script, asked], { stdio: "inherit" });
  if (status !== 0) throw new Error(`a measuring process ended with ${status}`);
  return (JSON.parse(readFileSync(output, "utf8")) as Results).sections.compare;
}
