import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Candidates } from "../harness/case.js";
import type { Shape } from "../harness/shapes.js";

/** A Python process that has PyTorch and waits for requests while others take their turn. */
export interface Torch {
  readonly version: string;
  /** DeepSpeed's version, or why it is absent. */
  readonly deepspeed: string;
  /** A block for each of PyTorch's forms of this optimizer and each number of threads. */
  candidates(name: string, shape: Shape): Promise<Candidates>;
  stop(): void;
}

/** What a form's name says of the optimizer; AdamW and DeepSpeed's stand beside Adam. */
const OPTIMIZER = /^(SGD|Adagrad|RMSprop|Adam) (momentum |nesterov )?/;

/** PyTorch where Python has it, else why not. */
export async function startTorch(python: string): Promise<Torch | { readonly absent: string }> {
  const child = spawn(python, [fileURLToPath(new URL("torch_bench.py", import.meta.url))], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => (complaint = `${complaint}${data}`.slice(-2000)));
  child.on("error", (error) => (complaint = error.message));
  child.stdin.on("error", () => {}); // Seen by the reader as the end of the answers.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function ask(request?: object): Promise<unknown> {
    if (request !== undefined) child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(complaint.trim().split("\n").at(-1) ?? "it ended");
    return JSON.parse(value);
  }

  try {
    const greeting = (await ask()) as { torch: string; deepspeed: string; runs: boolean };
    return {
      version: greeting.torch,
      deepspeed: greeting.runs ? greeting.deepspeed : `absent: ${greeting.deepspeed}`,
      stop: () => child.stdin.end(),
      async candidates(name, { tensors, length }) {
        const forms = (await ask({ open: name, tensors, length })) as string[];
        const block = (form: string, threads: number) => async (repeat: number) => (await ask({ form, threads, repeat })) as number;
        const label = (form: string, threads: string) => `${form.replace(OPTIMIZER, "")}, ${threads}`;
        const both = forms.flatMap((form) => [[label(form, "1 thread"), block(form, 1)] as const, [label(form, "2 threads"), block(form, 2)] as const]);
        return Object.fromEntries(both);
      },
    };
  } catch (error) {
    return { absent: (error as Error).message };
  }
}
