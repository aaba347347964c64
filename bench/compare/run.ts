import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { FLAG, TEXT, parsed, refuse, show, type Results } from "../harness/bench.js";
import { keeps, titleOf, type Contest } from "../harness/case.js";
import { spread } from "../harness/measure.js";
import { written } from "../harness/text.js";
import type { Order } from "./contest.js";

const NAME = "bench:compare";
const HELP = `npm run bench:compare -- BASE HEAD [options]

Builds two commits, each in a worktree of its own, and times both in turns in one process: every optimizer that both
have, allocated, with all options, on the caller's arrays and on the js backend. Prints BASE's time over HEAD's; exit
code 1 if further processes confirm that one of these medians is under the least.

  --quick       shorter measurements
  --only TEXT   the cases whose name has it, such as "f32 1e5 allocated"
  --least N     instead of 0.95
  --help        this text`;

/** Processes that look again at a case that seems slower: the same code may be compiled 10 % slower in one of them. */
const AGAIN = 3;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const options = { quick: FLAG, help: FLAG, only: TEXT, least: { ...TEXT, default: "0.95" } } as const;
const { values, positionals } = parsed(NAME, () => parseArgs({ allowPositionals: true, options }));
if (values.help) show(HELP);
if (positionals.length !== 2) refuse(NAME, `takes two commits, got ${positionals.join(" ") || "none"}`);
const least = Number(values.least);
if (!(least > 0)) refuse(NAME, `--least takes a number above 0, got "${values.least}"`);

const folder = mkdtempSync(join(tmpdir(), "optim-wasm-compare-"));
const worktrees: string[] = [];
try {
  process.exitCode = compare();
} catch (error) {
  console.error(`${NAME}: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  for (const worktree of worktrees) run(ROOT, "git", "worktree", "remove", "--force", worktree);
  rmSync(folder, { recursive: true, force: true });
}

function compare(): number {
  const [base, head] = positionals.map((name) => run(ROOT, "git", "rev-parse", "--verify", `${name}^{commit}`).trim());
  console.log(`building ${base.slice(0, 7)} and ${head.slice(0, 7)}`);
  const builds: Order["builds"] = [
    ["base", build("base", base)],
    ["head", build("head", head)],
  ];
  const given = [...(values.quick ? ["--quick"] : []), ...(values.only === undefined ? [] : ["--only", values.only])];
  const order = { builds, least, given };
  const suspects = measured(order).filter(({ asked }) => !asked.every(keeps));
  const slower = suspects.length === 0 ? [] : again({ ...order, exactly: suspects.map(titleOf) });
  console.log(`\nConfirmed under what is asked: ${slower.join(", ") || "nowhere"}.`);
  return slower.length === 0 ? 0 : 1;
}

/** The names of those that miss also the median of fresh processes' medians; the builds change places in between. */
function again(order: Order): string[] {
  console.log(`\nUnder what is asked, measured again in ${AGAIN} more processes`);
  const builds = [order.builds.toReversed(), order.builds];
  const runs = Array.from({ length: AGAIN }, (_, k) => measured({ ...order, builds: builds[k % 2] }));
  return runs[0].flatMap((first, k) => {
    const value = spread(runs.map((contests) => contests[k].ratios.base.median));
    console.log(`${titleOf(first)}  ${written(value)}`);
    return first.asked.every((asked) => keeps({ ...asked, value: value.median })) ? [] : [titleOf(first)];
  });
}

/** One process that imports both builds and times them in turns. */
function measured(order: Order): readonly Contest[] {
  const output = join(folder, "results.json");
  const script = fileURLToPath(new URL("contest.ts", import.meta.url));
  const asked = JSON.stringify({ ...order, given: [...order.given, "--output", output] });
  const { status } = spawnSync(process.execPath, [...process.execArgv, script, asked], { stdio: "inherit" });
  if (status !== 0) throw new Error(`a measuring process ended with ${status}`);
  return (JSON.parse(readFileSync(output, "utf8")) as Results).sections.compare;
}

/** The main file of the commit's build, with the modules that are here already, if it locks the same. */
function build(label: string, commit: string): string {
  const worktree = join(folder, label);
  run(ROOT, "git", "worktree", "add", "--detach", worktree, commit);
  worktrees.push(worktree);
  const [there, here] = [worktree, ROOT].map((root) => readFileSync(join(root, "package-lock.json"), "utf8"));
  if (there === here) symlinkSync(join(ROOT, "node_modules"), join(worktree, "node_modules"));
  else run(worktree, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
  run(worktree, "npm", "run", "build");
  return join(worktree, "dist/index.js");
}

function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} failed: ${(stderr || stdout).trim().split("\n").slice(-3).join(" ")}`);
}
