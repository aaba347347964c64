import { calling, type Exports, type Kernel } from "../backend/backend.js";
import { DONE, JOB, kernelOf, MAIL, memoryOf, SIGNAL, SLEEPING, WAITING, work } from "./board.js";
import type { Mail } from "./mail.js";

/** What a helper runs: it waits at the board, and goes to its mailbox when told that there is mail. */

const port = mailbox();
const memories = new Map<number, readonly Kernel[]>();
const ranges: number[] = [];
let module: WebAssembly.Module;
let board: Int32Array;
let thread = 0;
let threads = 0;
let mailRead = 0;

// oxlint-disable-next-line unicorn/prefer-add-event-listener -- assigning it is what opens the port
port.onmessage = ({ data }: { data: Mail }) => {
  if (data.kind === "start") {
    ({ board, thread, threads } = data);
    module = new WebAssembly.Module(data.bytes);
    port.postMessage("ready");
  } else if (data.kind === "memory") {
    const { exports } = new WebAssembly.Instance(module, { env: { memory: data.memory as WebAssembly.Memory } });
    memories.set(data.id, Object.values(exports as Exports).map(calling));
  } else {
    memories.delete(data.id);
  }
  mailRead = data.mail;
  attend();
};

/** Takes part in jobs until there is mail. */
function attend(): void {
  let seen = Atomics.load(board, JOB);
  while (Atomics.load(board, MAIL) === mailRead) {
    const job = Atomics.load(board, JOB);
    if (job === seen) {
      rest(job);
      continue;
    }
    seen = job;
    const kernel = memories.get(memoryOf(board))?.[kernelOf(board)];
    if (kernel === undefined) continue;
    const done = work(board, job, threads, thread, kernel, ranges);
    if (done === 0) continue;
    Atomics.add(board, DONE, done);
    if (Atomics.load(board, WAITING) !== 0) Atomics.notify(board, DONE);
  }
}

/** Some 50 µs, what waking from a wait may cost. */
const SPINS = 5_000;

function rest(job: number): void {
  for (let k = 0; k < SPINS; k++) {
    if (isCalled(job)) return;
  }
  const signal = Atomics.load(board, SIGNAL);
  Atomics.add(board, SLEEPING, 1);
  // Who posts after this look sees a sleeper, and signals.
  if (!isCalled(job)) Atomics.wait(board, SIGNAL, signal);
  Atomics.sub(board, SLEEPING, 1);
}

function isCalled(job: number): boolean {
  return Atomics.load(board, JOB) !== job || Atomics.load(board, MAIL) !== mailRead;
}

interface Port {
  onmessage: ((event: { data: Mail }) => void) | null;
  postMessage(message: unknown): void;
}

declare function require(name: "node:worker_threads"): { parentPort: Port };

function mailbox(): Port {
  // Node, Deno and Bun evaluate this as CommonJS.
  return typeof require === "function" ? require("node:worker_threads").parentPort : (self as unknown as Port);
}
