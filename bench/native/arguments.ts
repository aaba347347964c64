import { parseArgs } from "node:util";

export interface Arguments {
  readonly quick: boolean;
  readonly only: string | undefined;
}

const HELP = `npm run bench:native -- [options]

Every optimizer against the same rule in C (gcc -O3; SSE2, AVX2, AVX-512) on the same memory, and against PyTorch and
DeepSpeed where Python has them, in turns within one run. Prints ratios and writes bench/results/native.json.
The environment's PYTHON names the Python to ask; python3 without it. The package must be built.

  --quick        the same cells with shorter measurements
  --only NAME    one optimizer; writes nothing
  --help         this text`;

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
  console.error(`bench:native: ${message} (--help lists the options)`);
  process.exit(2);
}
