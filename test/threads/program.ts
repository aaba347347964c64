import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { DONE, GIVEN_UP, JOB, SLEEPING } from "../../src/threads/queue.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a program in a process of its own, with the built library, and expects it to end by itself with these lines. */
export function expectProgram(program: string, lines: readonly unknown[], ...flags: string[]): void {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, "--input-type=module", "--eval", `${PLACES} ${program}`],
    { cwd: root, encoding: "utf8", timeout: 60_000 },
  );
  expect({ stdout, stderr, status }).toEqual({
    stdout: lines.map((line) => `${line}\n`).join(""),
    stderr: "",
    status: 0,
  });
}

/** The queue's words by name. */
const PLACES = `const JOB = ${JOB}, DONE = ${DONE}, SLEEPING = ${SLEEPING}, GIVEN_UP = ${GIVEN_UP};`;

/** A pool of two threads. */
export const POOL = `
  import { SGD, Adam } from "optim-wasm";
  import { ThreadLost, ThreadPool } from "optim-wasm/threads";
  const pool = await ThreadPool.start({ threads: 2 });`;

/** An optimizer of the pool, and a large map of it whose every step is −1. */
export const MAP = `
  const optimizer = new SGD({ lr: 1, pool });
  const { params, grads } = optimizer.allocate({ W: new Float32Array(1e6) });
  grads.W.fill(1);
  const all = (value) => params.W.every((w) => w === value);`;

/** Has the helper's thread run this first, and hands the pool's queue out as `queue`. */
export function inHelper(code: string): string {
  return `
    import threads from "node:worker_threads";
    import { syncBuiltinESMExports } from "node:module";
    let queue;
    threads.Worker = class extends threads.Worker {
      constructor(source, options) { super(${JSON.stringify(PLACES + code)} + source, options); }
      postMessage(message) { queue ??= message.queue; super.postMessage(message); }
    };
    syncBuiltinESMExports();`;
}
