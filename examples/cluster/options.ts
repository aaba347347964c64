import { parseArgs } from "node:util";
import { UsageError } from "../digits/options.js";
import type { Settings } from "./train.js";

export interface Options extends Omit<Settings, "tell"> {
  /** Of `threads.ts` alone; `mpirun` and `srun` have their own. */
  readonly ranks: number;
  /** Milliseconds until a rank that does not come is lost. */
  readonly timeout: number;
}

/** Runs, and says in one line what is wrong with a flag. */
export async function telling(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 2;
  }
}

/** Those on the command line. */
export function readOptions(args: readonly string[]): Options {
  const flag = (value: string) => ({ type: "string", default: value }) as const;
  const options = {
    epochs: flag("3"),
    seed: flag("1"),
    ranks: flag("2"),
    timeout: flag("60000"),
    folder: flag("out/cluster"),
    replicated: { type: "boolean", default: false },
  } as const;
  const { values } = parsed(() => parseArgs({ args: [...args], options }));
  return {
    kind: values.replicated ? "replicated" : "sharded",
    folder: values.folder,
    epochs: count("epochs", values.epochs),
    seed: count("seed", values.seed),
    ranks: count("ranks", values.ranks),
    timeout: count("timeout", values.timeout),
  };
}

function parsed<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function count(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} must be a whole number above 0, got "${text}"`);
}
