import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Candidates } from "../harness/case.js";
import type { Shape } from "../harness/shapes.js";

/** A Python process that waits for requests while others take their turn; versions say why something is absent. */
export interface Torch {
  readonly version: string;
  readonly deepspeed: string;
  /** A block for each of PyTorch's forms of this optimizer and each number of threads. */
  readonly candidates?: (name: string, shape: Shape) => Promise<Candidates>;
  readonly stop?: () => void;
}

/** What a form's name says of the optimizer; AdamW and DeepSpeed's stand beside Adam. */
const OPTIMIZER = /^(SGD|Adagrad|RMSprop|Adam) (momentum |nesterov )?/;

export async function startTorch(python: string): Promise<Torch> {
  const child = spawn(python, [fileURLToPath(new URL("torch_bench.py", import.meta.url))], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => (complaint = `${complaint}${data}`.slice(-2000)));
  child.on("error", (error) => (complaint = error.message));
  child.stdin.on("error", () => {}); // Seen by the reader as the end of the answers.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function ask<Answer>(request?: object): Promise<Answer> {
    if (request !== undefined) child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(complaint.trim().split("\n").at(-1) ?? "it ended");
    return JSON.parse(value);
  }

  try {
    const { torch, deepspeed, runs } = await ask<{ torch: string; deepspeed: string; runs: boolean }>();
    return {
      version: torch,
      deepspeed: runs ? deepspeed : `absent (${deepspeed})`,
      async candidates(name, { tensors, length }) {
        const forms = await ask<string[]>({ open: name, tensors, length });
        const block = (form: string, threads: number) => (repeat: number) => ask<number>({ form, threads, repeat });
        const label = (form: string, threads: string) => `${form.replace(OPTIMIZER, "")}, ${threads}`;
        const pair = (form: string) => ({ [label(form, "1 thread")]: block(form, 1), [label(form, "2 threads")]: block(form, 2) });
        return Object.assign({}, ...forms.map(pair)) as Candidates;
      },
      stop: () => child.stdin.end(),
    };
  } catch (error) {
    return { version: `absent (${(error as Error).message})`, deepspeed: "absent" };
  }
}
