import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { contestOf, keeps, titleOf, type Contest, type Given, type Section } from "./case.js";
import { measure, type Effort } from "./measure.js";
import { losses, terminal, verdicts } from "./text.js";

export interface Bench {
  /** The command, and what it says of itself. */
  readonly name: string;
  readonly help: string;
  /** The file of its results. */
  readonly results: string;
  readonly sections: readonly Section[];
  readonly full: Effort;
  readonly quick: Effort;
  /** What `--only` takes where it names an opponent; parts of cases' names without. */
  readonly opponents?: readonly string[];
  /** What else belongs to the results. */
  readonly about?: (sections: Results["sections"]) => object;
}

export interface Results {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly quick: boolean;
  readonly sections: Readonly<Record<string, readonly Contest[]>>;
}

const OPTIONS = `
  --quick        shorter measurements
  --only TEXT    the cases whose name has it, or a section, or an opponent; writes nothing unless --output is given
  --check        exit code 1 if a number that is asked is not met
  --output FILE  writes the results there instead
  --help         this text`;
export const FLAG = { type: "boolean", default: false } as const;
export const TEXT = { type: "string" } as const;

/** Measures all cases of a bench, shows and writes what came, and sets the exit code. */
export async function run(bench: Bench, args: readonly string[]): Promise<void> {
  const { name, help, opponents, results } = bench;
  const options = { quick: FLAG, check: FLAG, help: FLAG, only: TEXT, output: TEXT };
  const { values } = parsed(name, () => parseArgs({ args: [...args], options }));
  const { only, output, ...given } = { only: undefined, output: undefined, ...values };
  if (given.help) {
    show(`npm run ${name} -- [options]\n\n${help}\nWrites bench/results/${results}.json.\n${OPTIONS}`);
  }
  if (only !== undefined && opponents?.includes(only) === false) {
    refuse(name, `--only takes ${opponents.join(", ")}, got "${only}"`);
  }
  const sections: Record<string, Contest[]> = {};
  for (const section of bench.sections) {
    const contests = await measured(section, bench, { ...given, only });
    if (contests.length > 0) sections[section.name] = contests;
  }
  const contests = Object.values(sections).flat();
  if (contests.length === 0) refuse(name, `no case has "${only}" in its name`);
  console.log(["", ...verdicts(contests)].join("\n"));
  if (given.check && !contests.every(({ asked }) => asked.every(keeps))) process.exitCode = 1;
  if (only !== undefined && output === undefined) return;
  mkdirSync(resultsOf("."), { recursive: true });
  const text = JSON.stringify({ ...stamp(), quick: given.quick, ...bench.about?.(sections), sections }, null, 1);
  writeFileSync(output ?? resultsOf(`${results}.json`), `${text}\n`);
}

/** When, and on what. */
export function stamp(): Pick<Results, "date" | "machine"> {
  const machine = { cpu: cpus()[0].model.trim(), cores: availableParallelism(), node: process.versions.node };
  return { date: new Date().toISOString().slice(0, 10), machine };
}

async function measured(section: Section, { full, quick, opponents }: Bench, given: Given): Promise<Contest[]> {
  const { only = "" } = given;
  const contests: Contest[] = [];
  const { header, line } = terminal(section);
  for await (const one of section.cases(given)) {
    if (opponents === undefined && section.name !== only && !titleOf(one).includes(only)) continue;
    if (contests.length === 0) console.log(header);
    const candidates = await one.candidates();
    const taken = await measure(candidates, section.effort ?? (given.quick ? quick : full));
    const contest = contestOf(one, candidates, taken, section);
    contests.push(contest);
    console.log(line(contest));
  }
  const lost = losses(section, contests);
  if (lost.length > 0) console.log(`\nOthers are faster here, we have so much of their speed:\n${lost.join("\n")}`);
  return contests;
}

function resultsOf(file: string): URL {
  return new URL(`../results/${file}`, import.meta.url);
}

export function lastResults({ results }: Bench): Results {
  return JSON.parse(readFileSync(resultsOf(`${results}.json`), "utf8")) as Results;
}

export function parsed<Values>(name: string, parse: () => Values): Values {
  try {
    return parse();
  } catch (error) {
    return refuse(name, (error as Error).message.split(". ")[0]);
  }
}

export function show(help: string): never {
  console.log(help);
  process.exit(0);
}

/** One line about what is wrong; ends the process. */
export function refuse(name: string, message: string): never {
  console.error(`${name}: ${message} (--help lists the options)`);
  process.exit(2);
}
