/**
 * The board is an `Int32Array` in shared memory on which one thread posts jobs and all take part in them.
 *
 * A job is a kernel call over a range. The range is cut into `CHUNKS` for each thread; whoever is done with its own
 * takes what others have not begun. So a thread that sleeps, starts late or has died holds nobody up.
 */
export const EPOCH = 0; // odd while a job is open
export const MAIL = 1; // messages posted so far
export const ACTIVE = 2; // helpers inside the open job
export const DONE = 3; // chunks done
const MEMORY = 4;
const KERNEL = 5;
const ELEMENT = 6;
const STEP = 7; // elements of a chunk
const RANGES = 8; // how many, then the ranges themselves
const NEXT = 32; // for each thread, its next chunk that nobody has begun

/** Enough that the last ones even out a late start, few enough that claiming them costs nothing beside the work. */
const CHUNKS = 4;
/** Elements to which chunks are rounded: 64 bytes of float32. */
const GRAIN = 16;

type Board = Int32Array;
type Kernel = (...ranges: number[]) => void;

export function boardFor(threads: number): Board {
  return new Int32Array(new SharedArrayBuffer(4 * (NEXT + threads)));
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
  for (let thread = 0; thread < threads; thread++) board[NEXT + thread] = 0;
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
  Atomics.notify(board, EPOCH);
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
  for (let k = 0; k < threads; k++) {
    const owner = (thread + k) % threads;
    for (;;) {
      const next = Atomics.add(board, NEXT + owner, 1);
      if (next >= CHUNKS) break;
      runChunk(board, owner * CHUNKS + next, kernel, ranges);
      Atomics.add(board, DONE, 1);
    }
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
  kernel(...ranges);
}
