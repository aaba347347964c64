import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Candidates } from "../harness/case.js";
import type { Block } from "../harness/measure.js";
import type { Shape } from "../harness/shapes.js";

/** A Python process that waits for requests while others take their turn; versions say why something is absent. */
export interface Torch {
  readonly version: string;
  readonly deepspeed: string;
  /** A block for each of PyTorch's forms of this optimizer and each number of threads. */
  readonly candidatesOf?: (name: string, shape: Shape) => Promise<Candidates>;
  readonly stop?: () => void;
}

export async function startTorch(python: string): Promise<Torch> {
  const script = fileURLToPath(new URL("torch_bench.py", import.meta.url));
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
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

  async function candidatesOf(name: string, { tensors, length }: Shape): Promise<Candidates> {
    const made: Record<string, Block> = {};
    for (const form of await ask<string[]>({ open: name, tensors, length })) {
      made[`${form}, 1 thread`] = (repeat) => ask<number>({ form, threads: 1, repeat });
      made[`${form}, 2 threads`] = (repeat) => ask<number>({ form, threads: 2, repeat });
    }
    return made;
  }

  try {
    const { torch, deepspeed } = await ask<{ torch: string; deepspeed: string }>();
    return { version: torch, deepspeed, candidatesOf, stop: () => child.stdin.end() };
  } catch (error) {
    return { version: `absent (${(error as Error).message})`, deepspeed: "absent" };
  }
}
