import { calling, exportName, heapsOn, PAGE, type Backend, type Exports, type Kernel, type Machine } from "../backend/backend.js";
import { bytesOf } from "../backend/hex.js";
import { readOptions } from "../options/read.js";
import { boardFor, chunksOf, DONE, MAIL, post, ring, WAITING, work } from "./board.js";
import { HELPER, SHARED_KERNELS } from "./embedded.js";
import type { Mail } from "./mail.js";
import { startHelper, type Helper } from "./helper.js";

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
  readonly backend: Backend = { name: "wasm", create: (bytes) => this.#create(bytes) };
  readonly #board: Int32Array;
  readonly #module: WebAssembly.Module;
  readonly #released = new FinalizationRegistry<number>((id) => this.#send({ kind: "release", id }));
  readonly #scratch: number[] = [];
  readonly #mayBlock = mayBlock();
  #helpers: readonly Helper[] = [];
  #memories = 0;

  /**
   * Starts the threads. Rejects where memory cannot be shared (a page needs the headers
   * `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`) or none starts.
   */
  static async start(options: ThreadPoolOptions = {}): Promise<ThreadPool> {
    const spec = { default: defaultThreads(), min: 1, fixed: true } as const;
    const { threads = spec.default } = readOptions("ThreadPool.start", { threads: spec }, options) as ThreadPoolOptions;
    requireSharing();
    const pool = new ThreadPool(threads);
    const starts = Array.from({ length: threads - 1 }, (_, k) => startHelper(HELPER, pool.#startMail(k + 1)));
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
    this.#board = boardFor(threads);
    this.#module = new WebAssembly.Module(bytesOf(SHARED_KERNELS));
  }

  /** Ends the threads. Optimizers of the pool go on with the calling thread alone. */
  stop(): void {
    for (const helper of this.#helpers) helper.stop();
    this.#helpers = [];
  }

  #startMail(thread: number): Mail {
    const bytes = bytesOf(SHARED_KERNELS);
    return { kind: "start", mail: 0, board: this.#board, bytes, thread, threads: this.threads };
  }

  #create(bytes: number): Machine {
    const memory = new WebAssembly.Memory({ initial: bytes / PAGE, maximum: bytes / PAGE, shared: true });
    const exports = new WebAssembly.Instance(this.#module, { env: { memory } }).exports as Exports;
    const names = Object.keys(exports);
    const id = this.#memories++;
    this.#send({ kind: "memory", id, memory });
    const machine: Machine = {
      heaps: heapsOn(memory.buffer),
      unit: (element) => element,
      kernel: (source, element, full) => {
        const name = exportName(source, element, full);
        return this.#shared(calling(exports[name]), id, names.indexOf(name), element);
      },
      squares: (element) => exports[`squares_f${8 * element}`],
    };
    this.#released.register(machine, id);
    return machine;
  }

  /** A kernel that all threads run together where that pays. */
  #shared(alone: Kernel, memory: number, index: number, element: number): Kernel {
    return (ranges) => {
      if (this.#helpers.length === 0 || ranges[ranges.length - 2] * element < WORTHWHILE) alone(ranges);
      else this.#run(alone, memory, index, element, ranges);
    };
  }

  #run(kernel: Kernel, memory: number, index: number, element: number, ranges: readonly number[]): void {
    const board = this.#board;
    const before = Atomics.load(board, DONE);
    const job = post(board, this.threads, memory, index, element, ranges);
    const own = work(board, job, this.threads, 0, kernel, this.#scratch);
    const all = (before + this.threads * chunksOf(job) - own) | 0;
    if (!this.#helpersReach(all)) this.#waitLonger(all);
  }

  /** Whether within a short while the helpers have done so many chunks. */
  #helpersReach(all: number): boolean {
    for (let k = 0; k < SPINS; k++) {
      if (Atomics.load(this.#board, DONE) === all) return true;
    }
    return false;
  }

  /** A helper was interrupted, or has died: after a while the rest goes on without helpers. */
  #waitLonger(all: number): void {
    Atomics.store(this.#board, WAITING, 1);
    const end = performance.now() + PATIENCE;
    let reached = false;
    while (!reached && performance.now() < end) {
      const done = Atomics.load(this.#board, DONE);
      if (this.#mayBlock && done !== all) Atomics.wait(this.#board, DONE, done, 1);
      reached = this.#helpersReach(all);
    }
    Atomics.store(this.#board, WAITING, 0);
    if (reached) return;
    this.stop();
    throw new Error("a thread of the pool died in the middle of an update: part of the parameters may not have moved");
  }

  #send(mail: { kind: "memory"; id: number; memory: object } | { kind: "release"; id: number }): void {
    if (this.#helpers.length === 0) return;
    ring(this.#board);
    const count = Atomics.load(this.#board, MAIL);
    for (const helper of this.#helpers) helper.send({ ...mail, mail: count });
  }
}

function requireSharing(): void {
  if (typeof SharedArrayBuffer === "function") return;
  throw new TypeError(
    "memory cannot be shared with threads here: a page must be cross-origin isolated, by the headers " +
      "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
  );
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
