/**
 * The board is an `Int32Array` in shared memory on which one thread posts jobs and all take part in them.
 *
 * A job is a kernel call over a range. The range is cut into as many chunks for each thread; whoever is done with its
 * own takes what others have not begun. So a thread that sleeps, starts late or has died holds nobody up.
 *
 * Every thread's chunks are numbered on from job to job, `SLOTS` numbers a job: the job's word is its first number
 * and, in the low bits, how many there are. A claim is an exchange of that number, so it fails for a job that is over,
 * whatever the board says by then; and as a job is over only when all its chunks are done, what was read of it before
 * a claim succeeds is still true then.
 */

import type { Kernel } from "../backend/backend.js";

/** Words of a cache line: what one thread watches and what another writes lie on different ones. */
export const LINE = 16;

// The job, on one line: a thread that sees its number has its words too.
export const JOB = 0; // the latest: its first chunk's number + how many each thread has
const MEMORY = 1;
const KERNEL = 2;
const ELEMENT = 3;
const STEP = 4; // elements of a chunk
export const RANGES = 5; // how many, then the ranges themselves

export const MAIL = LINE; // messages posted so far
export const SLEEPING = LINE + 1; // helpers that wait for a signal
export const SIGNAL = LINE + 2; // signals given so far
export const WAITING = LINE + 3; // whether the calling thread waits for helpers
export const DONE = 2 * LINE; // chunks that helpers have done so far
const NEXT = 3 * LINE; // for each thread, a line apart, its next chunk that nobody has begun

/** Numbers of a job; it has fewer chunks. */
const SLOTS = 8;
/** Most chunks of a thread: enough that the last ones even out a late start. */
const CHUNKS = 4;
/** Least elements of one of several: below, claiming costs more than evening out, 1.05× at 1e5, Emerald Rapids. */
const LEAST = 32_768;
/** Elements to which chunks are rounded: 64 bytes of float32. */
const GRAIN = 16;

type Board = Int32Array;

export function boardFor(threads: number): Board {
  return new Int32Array(new SharedArrayBuffer(4 * (NEXT + LINE * threads)));
}

/** Posts a job, which helpers take part in from now on; its word. */
export function post(board: Board, threads: number, memory: number, kernel: number, element: number, ranges: readonly number[]): number {
  const count = ranges[ranges.length - 2];
  const chunks = Math.max(1, Math.min(CHUNKS, Math.floor(count / (threads * LEAST))));
  board[MEMORY] = memory;
  board[KERNEL] = kernel;
  board[ELEMENT] = element;
  board[STEP] = Math.ceil(count / (threads * chunks * GRAIN)) * GRAIN;
  board[RANGES] = ranges.length;
  for (let k = 0; k < ranges.length; k++) board[RANGES + 1 + k] = ranges[k];
  const job = (firstOf(board[JOB]) + SLOTS + chunks) | 0;
  Atomics.store(board, JOB, job);
  wake(board);
  return job;
}

function firstOf(job: number): number {
  return job & -SLOTS;
}

/** How many chunks each thread has. */
export function chunksOf(job: number): number {
  return job & (SLOTS - 1);
}

/** Tells the helpers to go to their mailboxes. */
export function ring(board: Board): void {
  Atomics.add(board, MAIL, 1);
  wake(board);
}

function wake(board: Board): void {
  if (Atomics.load(board, SLEEPING) === 0) return;
  Atomics.add(board, SIGNAL, 1);
  Atomics.notify(board, SIGNAL);
}

export function memoryOf(board: Board): number {
  return board[MEMORY];
}

export function kernelOf(board: Board): number {
  return board[KERNEL];
}

/** Works at that job, first at the thread's own chunks, until none is left; how many it did. `ranges` is scratch. */
export function work(board: Board, job: number, threads: number, thread: number, kernel: Kernel, ranges: number[]): number {
  if (ranges.length !== board[RANGES]) ranges.length = board[RANGES];
  let done = 0;
  for (let k = 0; k < threads; k++) {
    const owner = (thread + k) % threads;
    for (let chunk = claim(board, job, owner); chunk >= 0; chunk = claim(board, job, owner)) {
      runChunk(board, owner * chunksOf(job) + chunk, kernel, ranges);
      done++;
    }
  }
  return done;
}

/** The owner's next chunk in that job, now begun by the caller, or -1. */
function claim(board: Board, job: number, owner: number): number {
  const place = NEXT + LINE * owner;
  const first = firstOf(job);
  for (let next = Atomics.load(board, place); ; ) {
    // In 32 bits, so that the numbers may wrap around.
    const chunk = Math.max(0, (next - first) | 0);
    if (chunk >= chunksOf(job)) return -1;
    const found = Atomics.compareExchange(board, place, next, (first + chunk + 1) | 0);
    if (found === next) return chunk;
    next = found;
  }
}

function runChunk(board: Board, chunk: number, kernel: Kernel, ranges: number[]): void {
  const last = ranges.length - 1;
  const begin = chunk * board[STEP];
  const count = Math.min(board[STEP], board[RANGES + last] - begin);
  if (count <= 0) return;
  for (let k = 0; k < last - 1; k++) ranges[k] = (board[RANGES + 1 + k] + begin * board[ELEMENT]) | 0;
  ranges[last - 1] = count;
  ranges[last] = board[RANGES + 1 + last];
  kernel(ranges);
}
