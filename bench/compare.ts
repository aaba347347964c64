import { fork } from "node:child_process";
import { readArguments, refuse } from "./compare/arguments.js";
import type { Order, Verdict } from "./compare/contest.js";
import { spread, type Effort, type Spread } from "./compare/rounds.js";
import { Worktrees, commitOf } from "./compare/worktrees.js";

/** Processes that look again at a cell that seems slower: the same code may be compiled 10 % slower in one of them. */
const AGAIN = 3;
const FULL: Effort = { rounds: 31, warmup: 40, turn: 6, block: 0.2 };
const QUICK: Effort = { rounds: 9, warmup: 10, turn: 2, block: 0.2 };

const { base, head, quick, only: part, least } = readArguments(process.argv.slice(2));
const effort = quick ? QUICK : FULL;
const [from, to] = [base, head].map((name) => commitOf(name) ?? refuse(`"${name}" is not a commit here`));
const worktrees = new Worktrees();
process.once("SIGINT", () => {
  worktrees.remove();
  process.exit(130);
});
try {
  process.exitCode = await compare();
} catch (error) {
  console.error(`bench:compare: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  worktrees.remove();
}

async function compare(): Promise<number> {
  console.log(`building ${from.slice(0, 7)} and ${to.slice(0, 7)}`);
  const builds: Order["builds"] = [
    { side: "base", file: worktrees.build("base", from) },
    { side: "head", file: worktrees.build("head", to) },
  ];
  console.log("base's time over head's, median (quartiles): under 1 the head is slower\n");
  const all = await measured({ builds, part, effort }, ({ name, ratio }) => console.log(`${name}  ${written(ratio)}`));
  if (all.length === 0) throw new Error(`no cell has "${part}" in its name`);
  const suspects = all.filter(({ ratio }) => ratio.median < least).map(({ name }) => name);
  const slower = suspects.length === 0 ? [] : (await again(builds, suspects)).filter(({ ratio }) => ratio.median < least);
  console.log(slower.length === 0 ? `\nConfirmed under ${least}: nowhere.` : `\nConfirmed under ${least}: ${slower.length}.`);
  return slower.length === 0 ? 0 : 1;
}

/** The median of fresh processes' medians; the builds change places from one to the next. */
async function again(builds: Order["builds"], only: readonly string[]): Promise<Verdict[]> {
  console.log(`\nUnder ${least}, measured again: the median (quartiles) of ${AGAIN} more processes\n`);
  const medians = new Map(only.map((name) => [name, [] as number[]]));
  for (let k = 0; k < AGAIN; k++) {
    const turned = k % 2 === 0 ? builds.toReversed() : builds;
    for (const { name, ratio } of await measured({ builds: turned, only, effort })) medians.get(name)?.push(ratio.median);
  }
  const verdicts = [...medians].map(([name, values]) => ({ name, ratio: spread(values) }));
  for (const { name, ratio } of verdicts) console.log(`${name}  ${written(ratio)}`);
  return verdicts;
}

/** One process that imports both builds and times them in turns. */
function measured(order: Order, seen: (verdict: Verdict) => void = () => {}): Promise<Verdict[]> {
  return new Promise((resolve, reject) => {
    const verdicts: Verdict[] = [];
    const child = fork(new URL("compare/contest.ts", import.meta.url));
    child.on("message", (verdict: Verdict) => {
      verdicts.push(verdict);
      seen(verdict);
    });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve(verdicts) : reject(new Error(`a measuring process ended with ${code}`))));
    child.send(order);
  });
}

function written({ median, low, high }: Spread): string {
  return `${median.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
