import { ACTIVE, EPOCH, kernelOf, MAIL, memoryOf, SLEEPING, WAITING, work } from "./board.js";
import type { Mail } from "./mail.js";

/** What a helper runs: it waits at the board, and goes to its mailbox when told that there is mail. */

const port = mailbox();
const memories = new Map<number, ((...ranges: number[]) => void)[]>();
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
    memories.set(data.id, Object.values(exports) as ((...ranges: number[]) => void)[]);
  } else {
    memories.delete(data.id);
  }
  mailRead = data.mail;
  attend();
};

/** Takes part in jobs until there is mail. */
function attend(): void {
  let seen = Atomics.load(board, EPOCH) & ~1;
  while (Atomics.load(board, MAIL) === mailRead) {
    const epoch = Atomics.load(board, EPOCH);
    if (epoch === seen || (epoch & 1) === 0) {
      rest(epoch);
      continue;
    }
    seen = epoch;
    Atomics.add(board, ACTIVE, 1);
    // The job may have been closed, and the board be written anew, before this thread was counted in.
    if (Atomics.load(board, EPOCH) === epoch) {
      const kernel = memories.get(memoryOf(board))?.[kernelOf(board)];
      if (kernel !== undefined) work(board, threads, thread, kernel, ranges);
    }
    Atomics.sub(board, ACTIVE, 1);
    if (Atomics.load(board, WAITING) !== 0) Atomics.notify(board, ACTIVE);
  }
}

/** Some 50 µs, what waking from a wait may cost. */
const SPINS = 5_000;

function rest(epoch: number): void {
  for (let k = 0; k < SPINS; k++) {
    if (Atomics.load(board, EPOCH) !== epoch || Atomics.load(board, MAIL) !== mailRead) return;
  }
  Atomics.add(board, SLEEPING, 1);
  Atomics.wait(board, EPOCH, epoch);
  Atomics.sub(board, SLEEPING, 1);
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
