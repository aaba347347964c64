import { parseArgs } from "node:util";

export interface Arguments {
  readonly quick: boolean;
  readonly only: string | undefined;
  readonly output: string | undefined;
}

/** A bench as its user sees it. */
export interface Command {
  readonly name: string;
  readonly help: string;
  /** What `--only` takes. */
  readonly names: readonly string[];
  /** Whether `--output FILE` is an option. */
  readonly output?: boolean;
}

/** The flags of a bench; prints its help, or one line about what is wrong, and ends the process. */
export function readArguments(given: string[], command: Command): Arguments {
  const { quick, only, output, help } = parse(given, command);
  if (help) {
    console.log(command.help);
    process.exit(0);
  }
  if (only !== undefined && !command.names.includes(only)) {
    refuse(command, `--only takes ${command.names.join(", ")}, got "${only}"`);
  }
  if (output !== undefined && !command.output) refuse(command, "Unknown option '--output'");
  return { quick, only, output };
}

function parse(given: string[], command: Command) {
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
    return refuse(command, (error as Error).message.split(". ")[0]);
  }
}

function refuse({ name }: Command, message: string): never {
  console.error(`${name}: ${message} (--help lists the options)`);
  process.exit(2);
}
