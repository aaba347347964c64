/**
 * The queue is an `Int32Array` in shared memory to which one thread posts jobs, one at a time, and all take part in them.
 *
 * A job is a kernel call over a range. The range is cut into as many chunks for each thread; whoever is done with its
 * own takes what others have not begun. So a thread that sleeps, starts late or has died holds nobody up.
 *
 * Every thread's chunks are numbered on from job to job, `SLOTS` numbers a job: the job's word is its first number
 * and, in the low bits, how many there are. A claim is an exchange of that number, so it fails for a job that is over,
 * whatever the queue says by then; and as a job is over only when all its chunks are done, what was read of it before
 * a claim succeeds is still true then.
 */

import type { Kernel } from "../backend/kernels.js";

/** Words of a cache line: what one thread watches and what another writes lie on different ones. */
const LINE = 16;

// The job: a thread that sees its number has its words too.
export const JOB = 0; // the latest: its first chunk's number + how many each thread has
const MEMORY = 1;
const MODULE = 2;
const KERNEL = 3;
const ELEMENT = 4;
const STEP = 5; // elements of a chunk
const RANGES = 6; // how many
const RANGE = 7; // on the same line, and on the next: the ranges themselves

/** Room for ranges. */
export const MOST_RANGES = 2 * LINE - RANGE;

export const MESSAGES = 2 * LINE; // sent so far
export const SLEEPING = 2 * LINE + 1; // helpers that wait for a signal
export const SIGNAL = 2 * LINE + 2; // signals given so far
export const WAITING = 2 * LINE + 3; // whether the calling thread waits for helpers
export const GIVEN_UP = 2 * LINE + 4; // whether the latest job was the last: what of it was claimed is not begun any more
export const DONE = 3 * LINE; // chunks that helpers have done so far
const NEXT = 4 * LINE; // for each thread, a line apart, its next chunk that nobody has begun
const READ = NEXT + 1; // beside it, the messages that the thread has read

/** Numbers of a job; it has fewer chunks. */
const SLOTS = 8;
/** Most chunks of a thread: enough that the last ones even out a late start. */
const CHUNKS = 4;
/** Least elements of one of several: below, claiming costs more than evening out, 1.05× at 1e5, Emerald Rapids. */
const LEAST = 32_768;
/** Elements to which chunks are rounded: 64 bytes of float32. */
const GRAIN = 16;

export type Queue = Int32Array;

/** Which kernel a job runs, and where. */
export interface Target {
  readonly memory: number;
  readonly module: number;
  /** Its place in `KERNELS`. */
  readonly kernel: number;
  readonly element: number;
}

/** What a module of a rule exports. */
export const KERNELS = ["plain", "scaled", "full"];

export function queueFor(threads: number): Queue {
  return new Int32Array(new SharedArrayBuffer(4 * (NEXT + LINE * threads)));
}

/** Posts a job, which helpers take part in from now on; its word. */
export function post(
  queue: Queue,
  threads: number,
  { memory, module, kernel, element }: Target,
  ranges: readonly number[],
): number {
  const count = ranges[ranges.length - 2];
  const chunks = Math.max(1, Math.min(CHUNKS, Math.floor(count / (threads * LEAST))));
  queue[MEMORY] = memory;
  queue[MODULE] = module;
  queue[KERNEL] = kernel;
  queue[ELEMENT] = element;
  queue[STEP] = Math.ceil(count / (threads * chunks * GRAIN)) * GRAIN;
  queue[RANGES] = ranges.length;
  for (let k = 0; k < ranges.length; k++) queue[RANGE + k] = ranges[k];
  const job = (firstOf(queue[JOB]) + SLOTS + chunks) | 0;
  Atomics.store(queue, JOB, job);
  wake(queue);
  return job;
}

function firstOf(job: number): number {
  return job & -SLOTS;
}

/** How many chunks each thread has. */
export function chunksOf(job: number): number {
  return job & (SLOTS - 1);
}

/** Tells the helpers that a message was sent. */
export function announce(queue: Queue): void {
  Atomics.add(queue, MESSAGES, 1);
  wake(queue);
}

/** Notes that a thread has read so many messages. */
export function acknowledge(queue: Queue, thread: number, count: number): void {
  Atomics.store(queue, READ + LINE * thread, count);
}

/** Whether a thread has read all that was sent. */
export function hasReadAll(queue: Queue, thread: number): boolean {
  return Atomics.load(queue, READ + LINE * thread) === Atomics.load(queue, MESSAGES);
}

function wake(queue: Queue): void {
  if (Atomics.load(queue, SLEEPING) === 0) return;
  Atomics.add(queue, SIGNAL, 1);
  Atomics.notify(queue, SIGNAL);
}

/** What the latest job runs. */
export function targetOf(queue: Queue): Target {
  return { memory: queue[MEMORY], module: queue[MODULE], kernel: queue[KERNEL], element: queue[ELEMENT] };
}

/** Works at that job, first at the thread's own chunks, until none is left; how many it did. `ranges` is scratch. */
export function work(
  queue: Queue,
  job: number,
  threads: number,
  thread: number,
  kernel: Kernel,
  ranges: number[],
): number {
  if (ranges.length !== queue[RANGES]) ranges.length = queue[RANGES];
  let done = 0;
  for (let k = 0; k < threads; k++) {
    const owner = (thread + k) % threads;
    for (let chunk = claim(queue, job, owner); chunk >= 0; chunk = claim(queue, job, owner)) {
      if (Atomics.load(queue, GIVEN_UP) !== 0) return done;
      runChunk(queue, owner * chunksOf(job) + chunk, kernel, ranges);
      done++;
    }
  }
  return done;
}

/** The owner's next chunk in that job, now begun by the caller, or -1. */
function claim(queue: Queue, job: number, owner: number): number {
  const place = NEXT + LINE * owner;
  const first = firstOf(job);
  for (let next = Atomics.load(queue, place); ;) {
    // In 32 bits, so that the numbers may wrap around.
    const chunk = Math.max(0, (next - first) | 0);
    if (chunk >= chunksOf(job)) return -1;
    const found = Atomics.compareExchange(queue, place, next, (first + chunk + 1) | 0);
    if (found === next) return chunk;
    next = found;
  }
}

function runChunk(queue: Queue, chunk: number, kernel: Kernel, ranges: number[]): void {
  const last = ranges.length - 1;
  const begin = chunk * queue[STEP];
  const count = Math.min(queue[STEP], queue[RANGE + last - 1] - begin);
  if (count <= 0) return;
  for (let k = 0; k < last - 1; k++) ranges[k] = (queue[RANGE + k] + begin * queue[ELEMENT]) | 0;
  ranges[last - 1] = count;
  ranges[last] = queue[RANGE + last];
  kernel(ranges);
}
