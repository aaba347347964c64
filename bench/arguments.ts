import { parseArgs } from "node:util";

export interface Arguments {
  readonly quick: boolean;
  readonly only: string | undefined;
  readonly output: string | undefined;
}

const HELP = `npm run bench -- [options]

Every optimizer against the fastest pure-JavaScript form of the same update, in one process, by medians.
Prints a table and writes bench/results/latest.json.

  --quick        the same cells with shorter measurements, under a minute
  --only NAME    one optimizer; writes nothing unless --output is given
  --output FILE  writes the results there instead
  --help         this text`;

export function readArguments(given: string[], names: readonly string[]): Arguments {
  const { quick, only, output, help } = parse(given);
  if (help) {
    console.log(HELP);
    process.exit(0);
  }
  if (only !== undefined && !names.includes(only)) refuse(`--only takes ${names.join(", ")}, got "${only}"`);
  return { quick, only, output };
}

function parse(given: string[]) {
  try {
    const { values } = parseArgs({
      args: given,
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string" },
        output: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    return refuse((error as Error).message.split(". ")[0]);
  }
}

function refuse(message: string): never {
  console.error(`bench: ${message} (--help lists the options)`);
  process.exit(2);
}
