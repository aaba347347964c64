import type { Kernel } from "../backend/kernels.js";
import { calling } from "../backend/calling.js";
import type { Message } from "./message.js";
import { DONE, JOB, KERNELS, MESSAGES, SIGNAL, SLEEPING, targetOf, WAITING, work, type Queue } from "./queue.js";

/** What a helper runs: it watches the queue, and reads its messages when told that there are some. */

type Exports = Readonly<Record<string, (...ranges: number[]) => void>>;

const port = portOf();
const modules = new Map<number, WebAssembly.Module>();
const memories = new Map<number, { readonly memory: WebAssembly.Memory; readonly kernels: Map<number, readonly (Kernel | undefined)[]> }>();
const ranges: number[] = [];
let queue: Queue;
let thread = 0;
let threads = 0;
let messagesRead = 0;

// oxlint-disable-next-line unicorn/prefer-add-event-listener -- assigning it is what opens the port
port.onmessage = ({ data }: { data: Message }) => {
  switch (data.kind) {
    case "start":
      ({ queue, thread, threads } = data);
      port.postMessage("ready");
      break;
    case "module":
      modules.set(data.id, new WebAssembly.Module(data.bytes));
      break;
    case "memory":
      memories.set(data.id, { memory: data.memory as WebAssembly.Memory, kernels: new Map() });
      break;
    default:
      memories.delete(data.id);
  }
  messagesRead = data.count;
  attend();
};

/** Takes part in jobs until there are messages. */
function attend(): void {
  let seen = Atomics.load(queue, JOB);
  while (Atomics.load(queue, MESSAGES) === messagesRead) {
    const job = Atomics.load(queue, JOB);
    if (job === seen) {
      rest(job);
      continue;
    }
    seen = job;
    const kernel = currentKernel();
    if (kernel === undefined) continue;
    const done = work(queue, job, threads, thread, kernel, ranges);
    if (done === 0) continue;
    Atomics.add(queue, DONE, done);
    if (Atomics.load(queue, WAITING) !== 0) Atomics.notify(queue, DONE);
  }
}

/** The latest job's, instantiated at first use; none where its memory or module is not here yet. */
function currentKernel(): Kernel | undefined {
  const { memory: id, module: source, kernel } = targetOf(queue);
  const place = memories.get(id);
  const module = modules.get(source);
  if (place === undefined || module === undefined) return undefined;
  let kernels = place.kernels.get(source);
  if (kernels === undefined) {
    const exports = new WebAssembly.Instance(module, { env: { memory: place.memory } }).exports as Exports;
    kernels = KERNELS.map((name) => exports[name] && calling(exports[name]));
    place.kernels.set(source, kernels);
  }
  return kernels[kernel];
}

/** Some 50 µs, what waking from a wait may cost. */
const SPINS = 5_000;

function rest(job: number): void {
  for (let k = 0; k < SPINS; k++) {
    if (isCalled(job)) return;
  }
  const signal = Atomics.load(queue, SIGNAL);
  Atomics.add(queue, SLEEPING, 1);
  // Who posts after this look sees a sleeper, and signals.
  if (!isCalled(job)) Atomics.wait(queue, SIGNAL, signal);
  Atomics.sub(queue, SLEEPING, 1);
}

function isCalled(job: number): boolean {
  return Atomics.load(queue, JOB) !== job || Atomics.load(queue, MESSAGES) !== messagesRead;
}

interface Port {
  onmessage: ((event: { data: Message }) => void) | null;
  postMessage(message: unknown): void;
}

declare function require(name: "node:worker_threads"): { parentPort: Port };

function portOf(): Port {
  // Node, Deno and Bun evaluate this as CommonJS.
  return typeof require === "function" ? require("node:worker_threads").parentPort : (self as unknown as Port);
}
