import type { Backend, Machine } from "../backend/machine.js";
import { bytesOf } from "../backend/hex.js";
import type { Kernel, Wasm } from "../backend/kernels.js";
import { machineOn, MEMORIES, PAGE } from "../backend/wasm.js";
import type { Element } from "../numbers.js";
import { readOptions } from "../options/read.js";
import { HELPER } from "./embedded.js";
import { startHelper, type Helper } from "./helper.js";
import type { Message, Notice } from "./message.js";
import { announce, chunksOf, DONE, KERNELS, MESSAGES, post, queueFor, WAITING, work, type Target } from "./queue.js";

export interface ThreadPoolOptions {
  /** Threads in all, with the calling one. Default: as many as the machine has, at most 8. */
  threads?: number;
}

/** Bytes of one array from which on a second thread pays. */
const WORTHWHILE = 32_768;
/** Some 20 µs of looking whether the helpers are done, before the thread rests. */
const SPINS = 2_000;
/** Milliseconds until a helper that does not come back is given up. */
const PATIENCE = 10_000;

/**
 * Threads that share the work of optimizers: `new Adam({ pool })`.
 *
 * Large maps from `allocate` are updated by all threads, small ones and the caller's arrays by the calling thread
 * alone. The results have the same bits either way.
 */
export class ThreadPool {
  /** Threads in all, with the calling one. */
  readonly threads: number;
  /** @internal */
  readonly backend: Backend = { name: "wasm", ...MEMORIES, create: (bytes) => this.#create(bytes) };
  readonly #queue: Int32Array;
  readonly #modules = new WeakMap<Wasm, Partial<Record<Element, { id: number; module: WebAssembly.Module }>>>();
  readonly #released = new FinalizationRegistry<number>((id) => this.#send({ kind: "release", id }));
  readonly #scratch: number[] = [];
  readonly #mayBlock = mayBlock();
  #helpers: readonly Helper[] = [];
  #memories = 0;
  #moduleCount = 0;

  /**
   * Starts the threads. Rejects where memory cannot be shared (a page needs the headers
   * `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`) or none starts.
   */
  static async start(options: ThreadPoolOptions = {}): Promise<ThreadPool> {
    const spec = { default: defaultThreads(), min: 1, fixed: true } as const;
    const { threads = spec.default } = readOptions("ThreadPool.start", { threads: spec }, options) as ThreadPoolOptions;
    requireSharing();
    const pool = new ThreadPool(threads);
    const starts = Array.from({ length: threads - 1 }, (_, k) => startHelper(HELPER, pool.#first(k + 1)));
    try {
      pool.#helpers = await Promise.all(starts);
    } catch (cause) {
      for (const start of starts) start.then((helper) => helper.stop()).catch(() => {});
      throw new Error(`a thread did not start: ${cause}`, { cause });
    }
    return pool;
  }

  private constructor(threads: number) {
    this.threads = threads;
    this.#queue = queueFor(threads);
  }

  #first(thread: number): Message {
    return { kind: "start", count: 0, queue: this.#queue, thread, threads: this.threads };
  }

  /** Ends the threads. Optimizers of the pool go on with the calling thread alone. */
  stop(): void {
    for (const helper of this.#helpers) helper.stop();
    this.#helpers = [];
  }

  #create(bytes: number): Machine {
    const memory = new WebAssembly.Memory({ initial: bytes / PAGE, maximum: bytes / PAGE, shared: true });
    const id = this.#memories++;
    this.#send({ kind: "memory", id, memory });
    const machine = machineOn(
      memory,
      (source, element) => new WebAssembly.Instance(this.#moduleOf(source, element).module, { env: { memory } }),
      (alone, source, element, name) => {
        const target = {
          memory: id,
          module: this.#moduleOf(source, element).id,
          kernel: KERNELS.indexOf(name),
          element,
        };
        return this.#shared(alone, target);
      },
    );
    this.#released.register(machine, id);
    return machine;
  }

  /** A rule's module for shared memory, which helpers get when it is first needed. */
  #moduleOf(source: Wasm, element: Element): { id: number; module: WebAssembly.Module } {
    const known = this.#modules.get(source) ?? {};
    this.#modules.set(source, known);
    const found = known[element];
    if (found !== undefined) return found;
    const bytes = sharedBytesOf(source[element]);
    const made = { id: this.#moduleCount++, module: new WebAssembly.Module(bytes) };
    known[element] = made;
    this.#send({ kind: "module", id: made.id, bytes });
    return made;
  }

  /** A kernel that all threads run together where that pays. */
  #shared(alone: Kernel, target: Target): Kernel {
    return (ranges) => {
      if (this.#helpers.length === 0 || ranges[ranges.length - 2] * target.element < WORTHWHILE) alone(ranges);
      else this.#run(alone, target, ranges);
    };
  }

  #run(kernel: Kernel, target: Target, ranges: readonly number[]): void {
    const queue = this.#queue;
    const before = Atomics.load(queue, DONE);
    const job = post(queue, this.threads, target, ranges);
    const own = work(queue, job, this.threads, 0, kernel, this.#scratch);
    const all = (before + this.threads * chunksOf(job) - own) | 0;
    if (!this.#helpersReach(all)) this.#waitLonger(all);
  }

  /** Whether within a short while the helpers have done so many chunks. */
  #helpersReach(all: number): boolean {
    for (let k = 0; k < SPINS; k++) {
      if (Atomics.load(this.#queue, DONE) === all) return true;
    }
    return false;
  }

  /** A helper was interrupted, or has died: after a while the rest goes on without helpers. */
  #waitLonger(all: number): void {
    Atomics.store(this.#queue, WAITING, 1);
    const end = performance.now() + PATIENCE;
    let reached = false;
    while (!reached && performance.now() < end) {
      const done = Atomics.load(this.#queue, DONE);
      if (this.#mayBlock && done !== all) Atomics.wait(this.#queue, DONE, done, 1);
      reached = this.#helpersReach(all);
    }
    Atomics.store(this.#queue, WAITING, 0);
    if (reached) return;
    this.stop();
    throw new Error("a thread of the pool died in the middle of an update: part of the parameters may not have moved");
  }

  #send(tidings: Notice): void {
    if (this.#helpers.length === 0) return;
    announce(this.#queue);
    const count = Atomics.load(this.#queue, MESSAGES);
    for (const helper of this.#helpers) helper.send({ ...tidings, count });
  }
}

function requireSharing(): void {
  if (typeof SharedArrayBuffer === "function") return;
  throw new TypeError(
    "memory cannot be shared with threads here: a page must be cross-origin isolated, by the headers " +
      "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
  );
}

/** Of the import section: the module "env", its "memory", a memory, and that its size has a maximum. */
const MEMORY_IMPORT = "03656e76066d656d6f72790201";

/** The same module for shared memory: one flag is another. */
function sharedBytesOf(source: string | object): Uint8Array<ArrayBuffer> {
  if (typeof source !== "string") {
    throw new TypeError("threads need modules that are compiled at run time: leave pool out on edge runtimes");
  }
  return bytesOf(source.replace(MEMORY_IMPORT, `${MEMORY_IMPORT.slice(0, -1)}3`));
}

function defaultThreads(): number {
  return Math.min(8, globalThis.navigator?.hardwareConcurrency ?? 4);
}

/** The main thread of a page may not rest. */
function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
