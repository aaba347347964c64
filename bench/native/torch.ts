import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Cell } from "../cells.js";
import type { Block } from "../compare/rounds.js";

export const THREADS = [1, 2];

/** A Python process that has PyTorch and waits for requests while others take their turn. */
export interface Torch {
  readonly version: string;
  /** DeepSpeed's version, or why it is absent. */
  readonly deepspeed: { readonly runs: boolean; readonly text: string };
  /** A block for each of PyTorch's forms of this optimizer and each number of threads. */
  blocks(name: string, cell: Cell): Promise<Record<string, Block>>;
  stop(): void;
}

interface Greeting {
  readonly torch: string;
  readonly deepspeed: string;
  readonly runs: boolean;
}

/** PyTorch where Python has it, else why not. */
export async function startTorch(python: string): Promise<Torch | string> {
  const script = fileURLToPath(new URL("torch_bench.py", import.meta.url));
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => (complaint = `${complaint}${data}`.slice(-2000)));
  child.on("error", (error) => (complaint = error.message));
  child.stdin.on("error", () => {}); // Seen by the reader as the end of the answers.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function next(): Promise<unknown> {
    const { value, done } = await lines.next();
    if (done) throw new Error(complaint.trim().split("\n").at(-1) ?? "it ended");
    return JSON.parse(value);
  }

  async function ask(request: object): Promise<unknown> {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return next();
  }

  try {
    const { torch: version, deepspeed: text, runs } = (await next()) as Greeting;
    return {
      version,
      deepspeed: { runs, text },
      stop: () => child.stdin.end(),
      async blocks(name, { tensors, length }) {
        const forms = (await ask({ open: name, tensors, length })) as string[];
        const made = forms.flatMap((form) =>
          THREADS.map((threads): [string, Block] => [
            `${form}, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
            async (repeat) => (await ask({ form, threads, repeat })) as number,
          ]),
        );
        return Object.fromEntries(made);
      },
    };
  } catch (error) {
    return (error as Error).message;
  }
}
