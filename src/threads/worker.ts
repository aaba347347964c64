import type { Kernel } from "../backend/kernels.js";
import { calling } from "../backend/calling.js";
import type { Message } from "./message.js";
import {
  acknowledge,
  DONE,
  JOB,
  KERNELS,
  MESSAGES,
  SIGNAL,
  SLEEPING,
  targetOf,
  WAITING,
  work,
  type Queue,
} from "./queue.js";
import { weightOf } from "./weight.js";

/** What a helper runs: it watches the queue, and reads its messages when told that there are some. */

/** What it holds of a memory. */
interface Place {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Map<number, readonly (Kernel | undefined)[]>;
  readonly weight: ArrayBuffer;
}

type Exports = Readonly<Record<string, (...ranges: number[]) => void>>;

const port = portOf();
const modules = new Map<number, WebAssembly.Module>();
const memories = new Map<number, Place>();
const ranges: number[] = [];
let queue: Queue;
let thread = 0;
let threads = 0;
let messagesRead = 0;
/** The latest job that it looked at. */
let seen = 0;

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
      memories.set(data.id, placeOn(data.memory as WebAssembly.Memory));
      break;
    default:
      release(data.id);
  }
  messagesRead = data.count;
  acknowledge(queue, thread, messagesRead);
  attend();
};

function placeOn(memory: WebAssembly.Memory): Place {
  return { memory, kernels: new Map(), weight: weightOf(memory.buffer.byteLength) };
}

/** Takes part in jobs until there are messages. */
function attend(): void {
  for (;;) {
    const job = Atomics.load(queue, JOB);
    // What the job needs may be among them.
    if (Atomics.load(queue, MESSAGES) !== messagesRead) return;
    if (job === seen) {
      if (rest(job)) continue;
      turn();
      return;
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

/** Memories that were released and are not collected yet. */
let released = 0;
const collected = new FinalizationRegistry(() => released--);
/** Turns given to the engine since then, and how many it may have: V8 needs two or three. */
let turns = 0;
const MOST_TURNS = 50;
/** Milliseconds without a job before a turn. */
const WHILE = 20;

function release(id: number): void {
  const place = memories.get(id);
  if (place === undefined) return;
  memories.delete(id);
  collected.register(place, undefined);
  released++;
  turns = 0;
}

/** Gives the engine a reason to collect, and a turn in which it can: V8 does not while a thread waits. */
function turn(): void {
  turns++;
  weightOf(Infinity);
  setTimeout(attend);
}

/** Some 50 µs, what waking from a wait may cost. */
const SPINS = 5_000;

/** Rests until there is a job or a message; false if there is none, but memories to be collected. */
function rest(job: number): boolean {
  for (let k = 0; k < SPINS; k++) {
    if (isCalled(job)) return true;
  }
  const signal = Atomics.load(queue, SIGNAL);
  Atomics.add(queue, SLEEPING, 1);
  // Who posts after this look sees a sleeper, and signals.
  const timeout = released > 0 && turns < MOST_TURNS ? WHILE : Infinity;
  const called = isCalled(job) || Atomics.wait(queue, SIGNAL, signal, timeout) !== "timed-out";
  Atomics.sub(queue, SLEEPING, 1);
  return called;
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
