import { parseArgs } from "node:util";
import { local } from "optim-wasm/distributed/local";
import { threads } from "optim-wasm/distributed/threads";
import { FLAG, parsed, show, stamp, TEXT } from "../harness/bench.js";
import { measure } from "../harness/measure.js";
import { mapValues } from "../harness/records.js";
import { launcher, run } from "./jobs.js";
import link, { type Link } from "./link.js";
import type { Through } from "./rank.js";
import { measuredOf, write, type Contest, type Results, type Sum } from "./results.js";
import { simulate } from "./simulate.js";
import { sums } from "./sum.js";
import { bandwidths, contest, sum, through, verdicts } from "./text.js";

const NAME = "bench:distributed";
const HELP = `npm run ${NAME} -- [options]

A step of Adam on two ranks, float32: MPI's own all-reduce and update, ZeRO-1 by MPI's reduce-scatter, Replicated and
Sharded, in turns in one job of mpirun; the sum of blocks alone; what an exchange takes on each engine; and 16 ranks on
the cores that there are. Writes bench/results/distributed.json.

  --quick        shorter measurements
  --check        exit code 1 if a number that is asked is not met
  --output FILE  writes the results there instead
  --simulate     measures nothing: writes docs/distributed-cost.md and its picture from the last results
  --help         this text`;

/** Rounds of each size, in full and quick. */
const SIZES = [
  { n: 1e5, full: 400, quick: 40 },
  { n: 1e6, full: 300, quick: 25 },
  { n: 1e7, full: 40, quick: 7 },
];
/** Elements of a block, in a memory that no cache of a core holds. */
const SUMMED = 1e6;

/** Measures, shows and writes what came, and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  const options = { quick: FLAG, check: FLAG, simulate: FLAG, help: FLAG, output: TEXT };
  const { values } = parsed(NAME, () => parseArgs({ args: [...args], options }));
  if (values.help) show(HELP);
  if (values.simulate) return simulate();
  const version = launcher();
  if (version === undefined) return console.log(`${NAME}: mpirun of Open MPI is not here, nothing is measured`);
  const { quick = false } = values;
  const results = await measured(version, quick);
  console.log(verdicts(results).join("\n"));
  if (values.check && verdicts(results).some((line) => line.startsWith("NOT MET"))) process.exitCode = 1;
  write(results, values.output);
}

async function measured(mpi: string, quick: boolean): Promise<Results> {
  const contests = SIZES.map(({ n, ...rounds }): Contest => {
    const count = quick ? rounds.quick : rounds.full;
    const taken = run<Record<string, number[]>>(2, { job: "contest", n, count });
    const made = { ranks: 2, n, rounds: count, ways: mapValues(taken, measuredOf) };
    console.log(contest(made));
    return made;
  });
  const summed: Sum[] = [];
  for (const blocks of [2, 4, 16]) {
    const effort = { rounds: quick ? 9 : 45, warmup: 50, turn: 5, block: 1 };
    const taken = await measure(sums(blocks, SUMMED), effort);
    const ways = mapValues(taken, (times) => measuredOf(times.map((time) => time / SUMMED)));
    summed.push({ blocks, n: SUMMED, ways });
    console.log(sum(summed[summed.length - 1]));
  }
  const links = await linked(quick ? 400 : 4000);
  console.log(bandwidths(links));
  const sixteen = run<Through>(16, { job: "through", n: 1e5, count: quick ? 3 : 10 });
  console.log(through(sixteen));
  return { ...stamp(), quick, mpi, contests, sums: summed, links, through: sixteen };
}

async function linked(count: number): Promise<Results["links"]> {
  const module = new URL("worker.mjs", import.meta.url);
  return {
    mpi: run<Link>(2, { job: "link", n: 0, count }),
    threads: ((await threads({ size: 2, module, data: { count } })) as Link[])[0],
    local: (await Promise.all(local(2).map((collective) => link(collective, { count }))))[0],
  };
}
