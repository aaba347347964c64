import { parseArgs } from "node:util";

export interface Arguments {
  readonly base: string;
  readonly head: string;
  readonly quick: boolean;
  /** A part of the names of the cells to be measured. */
  readonly only: string | undefined;
  readonly least: number;
}

const HELP = `npm run bench:compare -- BASE HEAD [options]

Builds two commits, each in a worktree of its own, and times both in turns in one process: every optimizer that both
have, allocated and caller's arrays. Prints BASE's time over HEAD's; exit code 1 if a second measurement, in fresh
processes, confirms that one of these medians is under 0.95.

  --quick       the same cells with shorter measurements
  --only TEXT   the cells whose name has it, such as "f32 1e5 allocated"
  --least N     instead of 0.95
  --help        this text`;

export function readArguments(given: string[]): Arguments {
  const { values, positionals } = parse(given);
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  if (positionals.length !== 2) refuse(`takes two commits, got ${positionals.length === 0 ? "none" : positionals.join(" ")}`);
  const [base, head] = positionals;
  const least = Number(values.least);
  if (!(least > 0)) refuse(`--least takes a number above 0, got "${values.least}"`);
  return { base, head, quick: values.quick, only: values.only, least };
}

export function refuse(message: string): never {
  console.error(`bench:compare: ${message} (--help lists the options)`);
  process.exit(2);
}

function parse(given: string[]) {
  try {
    return parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string" },
        least: { type: "string", default: "0.95" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return refuse((error as Error).message.split(". ")[0]);
  }
}
