/**
 * The board is an `Int32Array` in shared memory on which one thread posts jobs and all take part in them.
 *
 * A job is a kernel call over a range. The range is cut into `CHUNKS` for each thread; whoever is done with its own
 * takes what others have not begun. So a thread that sleeps, starts late or has died holds nobody up.
 */
/** Words of a cache line: what one thread watches and what another writes lie on different ones. */
const LINE = 16;

export const EPOCH = 0; // odd while a job is open
export const MAIL = 1; // messages posted so far
export const SLEEPING = 2; // helpers that wait to be notified
export const ACTIVE = LINE; // helpers inside the open job
export const DONE = 2 * LINE; // chunks done
export const WAITING = 3 * LINE - 1; // whether the calling thread waits for helpers
const MEMORY = 3 * LINE;
const KERNEL = MEMORY + 1;
const ELEMENT = MEMORY + 2;
const STEP = MEMORY + 3; // elements of a chunk
const RANGES = MEMORY + 4; // how many, then the ranges themselves
const NEXT = 6 * LINE; // for each thread, a line apart, its next chunk that nobody has begun

/** Enough that the last ones even out a late start, few enough that claiming them costs nothing beside the work. */
const CHUNKS = 4;
/** Elements to which chunks are rounded: 64 bytes of float32. */
const GRAIN = 16;

type Board = Int32Array;
type Kernel = (...ranges: number[]) => void;

export function boardFor(threads: number): Board {
  return new Int32Array(new SharedArrayBuffer(4 * (NEXT + LINE * threads)));
}

/** Posts a job and opens it. */
export function openJob(board: Board, threads: number, memory: number, kernel: number, element: number, ranges: readonly number[]): void {
  const count = ranges[ranges.length - 2];
  board[MEMORY] = memory;
  board[KERNEL] = kernel;
  board[ELEMENT] = element;
  board[STEP] = Math.ceil(count / (threads * CHUNKS * GRAIN)) * GRAIN;
  board[RANGES] = ranges.length;
  for (let k = 0; k < ranges.length; k++) board[RANGES + 1 + k] = ranges[k];
  for (let thread = 0; thread < threads; thread++) board[NEXT + LINE * thread] = 0;
  board[DONE] = 0;
  advance(board, 1);
}

/** Closes the job: a helper that comes now finds nothing to do. */
export function closeJob(board: Board): void {
  Atomics.add(board, EPOCH, 1);
}

/** Tells the helpers to go to their mailboxes; no job may be open. */
export function ring(board: Board): void {
  Atomics.add(board, MAIL, 1);
  advance(board, 2);
}

function advance(board: Board, by: number): void {
  Atomics.add(board, EPOCH, by);
  if (Atomics.load(board, SLEEPING) > 0) Atomics.notify(board, EPOCH);
}

/** Whether all chunks of the latest job are done. */
export function isDone(board: Board, threads: number): boolean {
  return Atomics.load(board, DONE) === threads * CHUNKS;
}

export function memoryOf(board: Board): number {
  return board[MEMORY];
}

export function kernelOf(board: Board): number {
  return board[KERNEL];
}

/** Works at the open job, first at the thread's own chunks, until none is left. `ranges` is scratch. */
export function work(board: Board, threads: number, thread: number, kernel: Kernel, ranges: number[]): void {
  ranges.length = board[RANGES];
  let done = 0;
  for (let k = 0; k < threads; k++) {
    const owner = (thread + k) % threads;
    for (;;) {
      const next = Atomics.add(board, NEXT + LINE * owner, 1);
      if (next >= CHUNKS) break;
      runChunk(board, owner * CHUNKS + next, kernel, ranges);
      done++;
    }
  }
  Atomics.add(board, DONE, done);
}

function runChunk(board: Board, chunk: number, kernel: Kernel, ranges: number[]): void {
  const last = ranges.length - 1;
  const begin = chunk * board[STEP];
  const count = Math.min(board[STEP], board[RANGES + last] - begin);
  if (count <= 0) return;
  for (let k = 0; k < last - 1; k++) ranges[k] = (board[RANGES + 1 + k] + begin * board[ELEMENT]) | 0;
  ranges[last - 1] = count;
  ranges[last] = board[RANGES + 1 + last];
  const r = ranges;
  kernel(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]);
}
