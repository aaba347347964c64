import type { Backend, Machine } from "../backend/machine.js";
import type { Kernel, Wasm } from "../backend/kernels.js";
import { machineOn, MEMORIES, PAGE } from "../backend/wasm.js";
import type { Element } from "../numbers.js";
import { readOptions } from "../options/read.js";
import { HELPER } from "./embedded.js";
import { Held } from "./held.js";
import { startHelper, type Helper } from "./helper.js";
import { ThreadLost } from "./lost.js";
import type { Message, Notice } from "./message.js";
import { sharedBytesOf } from "./modules.js";
import { defaultThreads, mayBlock, requireSharing } from "./platform.js";
import {
  announce,
  chunksOf,
  DONE,
  GIVEN_UP,
  hasReadAll,
  KERNELS,
  MESSAGES,
  post,
  queueFor,
  WAITING,
  work,
  type Target,
} from "./queue.js";
import { weightOf } from "./weight.js";

/** What `ThreadPool.start` takes. */
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
/** Most of them that one look at the clock may count. */
const LONGEST = 100;
/** What `start` alone has. */
const STARTED = Symbol("started");

/**
 * Threads that share the work of optimizers: `new Adam({ pool })`.
 *
 * Large maps from `allocate` are updated by all threads, small ones and the caller's arrays by the calling thread
 * alone. The results have the same bits either way. A thread that dies, or is held up for ten seconds, inside its part
 * of an update tears the step: `update` throws a `ThreadLost`.
 */
export class ThreadPool {
  /** Threads in all, with the calling one. */
  readonly threads: number;
  /** @internal */
  readonly backend: Backend = { name: "wasm", ...MEMORIES, create: (bytes) => this.#create(bytes) };
  readonly #queue: Int32Array;
  readonly #modules = new WeakMap<Wasm, Partial<Record<Element, { id: number; module: WebAssembly.Module }>>>();
  readonly #dropped = new FinalizationRegistry<number>((id) => this.#forget(id));
  readonly #weights = new WeakMap<Machine, ArrayBuffer>();
  readonly #held = new Held();
  readonly #scratch: number[] = [];
  readonly #mayBlock = mayBlock();
  #helpers: readonly Helper[] = [];
  #lost: Lost | undefined;
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
    const pool = new ThreadPool(threads, STARTED);
    const starts = Array.from({ length: threads - 1 }, (_, k) => startHelper(HELPER, pool.#first(k + 1)));
    try {
      pool.#helpers = await Promise.all(starts);
    } catch (cause) {
      for (const start of starts) start.then((helper) => helper.stop()).catch(() => {});
      throw new Error(`a thread did not start: ${cause}`, { cause });
    }
    return pool;
  }

  private constructor(threads: number, started?: symbol) {
    if (started !== STARTED)
      throw new TypeError("a ThreadPool is not constructed: await ThreadPool.start({ threads })");
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
    const place = { id: this.#memories++, memory, bytes };
    this.#offer(place);
    const machine = machineOn(
      memory,
      (source, element) => new WebAssembly.Instance(this.#moduleOf(source, element).module, { env: { memory } }),
      (alone, source, element, name) => {
        const target = {
          memory: place.id,
          module: this.#moduleOf(source, element).id,
          kernel: KERNELS.indexOf(name),
          element,
        };
        return this.#shared(alone, place, target);
      },
    );
    this.#dropped.register(machine, place.id);
    this.#weights.set(machine, weightOf(bytes));
    return machine;
  }

  /** Whether the helpers hold a memory. It is sent to them, unless one is behind with its messages: they hold memories too. */
  #offer({ id, memory, bytes }: Place): boolean {
    if (this.#helpers.length === 0) return false;
    if (this.#held.use(id)) return true;
    for (let k = 0; k < this.#helpers.length; k++)
      if (!this.#helpers[k].ended && !hasReadAll(this.#queue, k + 1)) return false;
    for (const gone of this.#held.take(id, bytes)) this.#send({ kind: "release", id: gone });
    this.#send({ kind: "memory", id, memory });
    return true;
  }

  #forget(id: number): void {
    if (this.#held.drop(id)) this.#send({ kind: "release", id });
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
  #shared(alone: Kernel, place: Place, target: Target): Kernel {
    return (ranges) => {
      const isShared = ranges[ranges.length - 2] * target.element >= WORTHWHILE && this.#offer(place);
      if (isShared) this.#run(alone, target, ranges);
      else {
        if (this.#lost?.memory === place.id) this.#requireUntouched(this.#lost);
        alone(ranges);
      }
    };
  }

  #run(kernel: Kernel, target: Target, ranges: readonly number[]): void {
    const queue = this.#queue;
    const before = Atomics.load(queue, DONE);
    const job = post(queue, this.threads, target, ranges);
    const own = work(queue, job, this.threads, 0, kernel, this.#scratch);
    const all = (before + this.threads * chunksOf(job) - own) | 0;
    if (this.#helpersReach(all) || this.#helpersReachLater(all)) return;
    Atomics.store(queue, GIVEN_UP, 1);
    this.stop();
    this.#lost = { memory: target.memory, done: Atomics.load(queue, DONE) };
    throw new ThreadLost(
      "a thread of the pool died, or was held up for 10 seconds, inside its part of an update, whose elements may not " +
        "have moved; the optimizers of the pool go on with the calling thread alone",
    );
  }

  /** Whether within a short while the helpers have done so many chunks. */
  #helpersReach(all: number): boolean {
    for (let k = 0; k < SPINS; k++) {
      if (Atomics.load(this.#queue, DONE) === all) return true;
    }
    return false;
  }

  /** A helper was interrupted, or has died. */
  #helpersReachLater(all: number): boolean {
    Atomics.store(this.#queue, WAITING, 1);
    let reached = false;
    let latest = performance.now();
    for (let waited = 0; !reached && waited < PATIENCE;) {
      const done = Atomics.load(this.#queue, DONE);
      if (this.#mayBlock && done !== all) Atomics.wait(this.#queue, DONE, done, 1);
      reached = this.#helpersReach(all);
      const now = performance.now();
      // Where the clock jumps the whole process was held up, and its helpers with it.
      waited += Math.min(now - latest, LONGEST);
      latest = now;
    }
    Atomics.store(this.#queue, WAITING, 0);
    return reached;
  }

  /**
   * Nobody is told when a terminated thread has ended. V8 stops it behind the pass of a loop that it is in, but Chromium
   * gives it two seconds first: a part that it finishes by then lies, old, over what was loaded since.
   */
  #requireUntouched(lost: Lost): void {
    const done = Atomics.load(this.#queue, DONE);
    if (done === lost.done) return;
    lost.done = done;
    throw new ThreadLost(
      "a thread of the pool that had been given up came back and wrote its part of an earlier update over these " +
        "parameters and their state",
    );
  }

  #send(tidings: Notice): void {
    if (this.#helpers.length === 0) return;
    announce(this.#queue);
    const count = Atomics.load(this.#queue, MESSAGES);
    for (const helper of this.#helpers) helper.send({ ...tidings, count });
  }
}

/** The memory in which a thread was given up, and the chunks that were done by then. */
interface Lost {
  readonly memory: number;
  done: number;
}

/** A memory as the pool knows it. */
interface Place {
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly bytes: number;
}
