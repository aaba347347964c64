import { parseArgs } from "node:util";

export interface Arguments {
  readonly base: string;
  readonly head: string;
  readonly quick: boolean;
}

const HELP = `npm run bench:compare -- BASE HEAD [options]

Builds two commits, each in a worktree of its own, and times both in turns in one process: every optimizer that both
have, allocated and caller's arrays. Prints BASE's time over HEAD's; exit code 1 if a second measurement, in fresh
processes, confirms that one of these medians is under 0.95.

  --quick   the same cells with shorter measurements
  --help    this text`;

export function readArguments(given: string[]): Arguments {
  const { values, positionals } = parse(given);
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  if (positionals.length !== 2) refuse(`takes two commits, got ${positionals.length === 0 ? "none" : positionals.join(" ")}`);
  const [base, head] = positionals;
  return { base, head, quick: values.quick };
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
      options: { quick: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
    });
  } catch (error) {
    return refuse((error as Error).message.split(". ")[0]);
  }
}
