import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

export interface Options {
  readonly epochs: number;
  readonly seed: number;
  readonly dropout: number;
  readonly ensemble: number;
  readonly out: string;
  readonly json?: string;
}

export const HELP = `Trains a 784-100-10 network on 10,000 digits with six optimizers, on both backends.

npm start -- [options]

  --epochs N     passes over the 8,000 training digits (default 3)
  --seed N       seed of the weights, the batches and the dropout (default 1)
  --dropout P    share of the hidden units that rest at each step, 0 ≤ P < 1 (default 0)
  --ensemble K   also trains K networks and averages their predictions
  --out DIR      where the pictures go (default out)
  --json FILE    also writes the table as JSON
  --help         shows this
`;

/** A flag or its value is wrong; the message is one line for the user. */
export class UsageError extends Error {}

/** The options on the command line, or `"help"`. */
export function readOptions(args: readonly string[]): Options | "help" {
  const values = parse(args);
  if (values.help) return "help";
  return {
    epochs: readCount("--epochs", values.epochs, { min: 1, max: 1000 }),
    seed: readCount("--seed", values.seed, { min: 0, max: 2 ** 32 - 1 }),
    dropout: readShare("--dropout", values.dropout),
    ensemble: values.ensemble === undefined ? 0 : readCount("--ensemble", values.ensemble, { min: 1, max: 1000 }),
    out: readPath("--out", values.out),
    json: values.json === undefined ? undefined : readPath("--json", values.json),
  };
}

/** Makes the folder for the pictures and checks that the table can be written, before any work is done. */
export function prepareOutputs({ out, json }: Pick<Options, "out" | "json">): void {
  attempt("--out", () => mkdirSync(out, { recursive: true }));
  attempt("--out", () => accessSync(out, constants.W_OK));
  if (json === undefined) return;
  attempt("--json", () => accessSync(existsSync(json) ? json : dirname(json), constants.W_OK));
  if (existsSync(json) && statSync(json).isDirectory()) throw new UsageError(`--json: '${json}' is a folder`);
}

function parse(args: readonly string[]): ReturnType<typeof parseStrictly> {
  try {
    return parseStrictly(args);
  } catch (error) {
    const problem = (error as Error).message.replace(/\. To specify a positional.*/s, "").replaceAll("\n", " ");
    throw new UsageError(`${problem} (--help lists the options)`, { cause: error });
  }
}

function parseStrictly(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      epochs: { type: "string", default: "3" },
      seed: { type: "string", default: "1" },
      dropout: { type: "string", default: "0" },
      ensemble: { type: "string" },
      out: { type: "string", default: "out" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

function readCount(flag: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new UsageError(`${flag} must be a whole number from ${min} to ${max}, got "${text}"`);
  return value;
}

function readShare(flag: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0 && value < 1)) throw new UsageError(`${flag} must be a number from 0 to below 1, got "${text}"`);
  return value;
}

function readPath(flag: string, text: string): string {
  if (text === "") throw new UsageError(`${flag} must name a file or folder, got ""`);
  return text;
}

function attempt(flag: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const problem = (error as Error).message.replace(/^[A-Z]+: (.*), \w+ /, "$1: ");
    throw new UsageError(`${flag}: ${problem}`, { cause: error });
  }
}
