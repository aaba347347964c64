import { parseArgs } from "node:util";

const HELP = `npm run bench:real -- [options]

Three tasks from beginning to end, wasm against JavaScript: whole time, the optimizer's share, final quality.
Prints tables and writes bench/results/real.json.

  --quick      fewer steps and one round, under a minute
  --only NAME  one task (classifier, skip-gram, fine-tuning); writes nothing
  --help       this text`;

export function readArguments(given: string[], names: readonly string[]): { quick: boolean; only: string | undefined } {
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
  console.error(`bench:real: ${message} (--help lists the options)`);
  process.exit(2);
}
