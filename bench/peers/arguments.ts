import { parseArgs } from "node:util";

export interface Arguments {
  readonly quick: boolean;
  readonly only: string | undefined;
}

const HELP = `npm run bench:peers -- [options]

This library against what a user would take instead, interleaved in one process, by medians, with the error after ten
steps against float64. Prints a table and writes bench/results/peers.json.

  --quick      fewer sizes and shorter measurements, under two minutes
  --only NAME  one peer beside this library; writes nothing
  --help       this text`;

export function readArguments(given: string[], names: readonly string[]): Arguments {
  const { quick, only, help } = parse(given);
  if (help) {
    console.log(HELP);
    process.exit(0);
  }
  if (only !== undefined && !names.includes(only)) refuse(`--only takes ${names.join(", ")}, got "${only}"`);
  return { quick, only };
}

function parse(given: string[]) {
  try {
    const { values } = parseArgs({
      args: given,
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    return refuse((error as Error).message.split(". ")[0]);
  }
}

function refuse(message: string): never {
  console.error(`bench:peers: ${message} (--help lists the options)`);
  process.exit(2);
}
