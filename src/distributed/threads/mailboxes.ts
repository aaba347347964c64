/**
 * The memory that workers share: for each two ranks a mailbox each way, and for each rank one from which all others read.
 * A mailbox is a ring of slots; writers and readers count theirs up, in 32 bits that may wrap around.
 */
export interface Mailboxes {
  readonly size: number;
  readonly control: Int32Array;
  readonly boxes: SharedArrayBuffer;
  /** Bytes of a slot, with its head. */
  readonly slot: number;
}

/** Slots of a mailbox: one is filled while another is emptied. */
export const SLOTS = 4;
/** Bytes in a slot before its part of a message: the exchange, its method, the block's type, and its bytes as two words. */
export const HEAD = 32;
/** All mailboxes together, where there are many ranks. */
const ROOM = 64 << 20;
/**
 * 40 MB either way between two threads on a busy machine took 66, 38, 22, 18, 14 and 12 ms by 32, 64, 128, 256, 512 and 1,024 kB,
 * and 12 by 2,048.
 */
const LARGEST = 1 << 20;
const SMALLEST = 4 << 10;

/** Words of 32 bits, each in a line of its own. */
const LINE = 16;
/** The first rank that was lost, counted from 1, and how. */
const LOST = 0;
const HOW = 1;
const RANKS = LINE;
const PLACES = 3;
const STATE = 0;
const BELL = 1;
const SLEEPING = 2;

/** What has become of a rank. */
export const ALIVE = 0;
export const CLOSED = 1;
export const DIED = 2;
export const FAILED = 3;
export const LATE = 4;

export function mailboxesFor(size: number): Mailboxes {
  const slot = Math.max(SMALLEST, Math.min(LARGEST, ROOM / (size * size * SLOTS)));
  const control = new Int32Array(new SharedArrayBuffer(4 * (RANKS + LINE * (PLACES * size + 3 * size * size))));
  return {
    size,
    control,
    slot: Math.floor(slot / HEAD) * HEAD,
    boxes: new SharedArrayBuffer(size * size * SLOTS * slot),
  };
}

function place(rank: number, what: number): number {
  return RANKS + LINE * (PLACES * rank + what);
}

/** How many slots were written into a mailbox; that from a rank to itself is the one that all others read. */
export function writtenPlace(size: number, from: number, to: number): number {
  return RANKS + LINE * (PLACES * size + from * size + to);
}

/** How many of them a rank has read: of the mailbox for it alone, or of the one for all. */
export function readPlace(size: number, from: number, to: number, forAll: boolean): number {
  return RANKS + LINE * (PLACES * size + (forAll ? 2 : 1) * size * size + from * size + to);
}

export function stateOf({ control }: Mailboxes, rank: number): number {
  return Atomics.load(control, place(rank, STATE));
}

/** A rank is not alive any more: who waits for it looks at once. */
export function mark(boxes: Mailboxes, rank: number, state: number): void {
  Atomics.compareExchange(boxes.control, place(rank, STATE), ALIVE, state);
  for (let k = 0; k < boxes.size; k++) ring(boxes, k);
}

/** The first rank that others found lost, and how: all name the same one. */
export function lostOf({ control }: Mailboxes): { rank: number; how: number } | undefined {
  const rank = Atomics.load(control, LOST);
  return rank === 0 ? undefined : { rank: rank - 1, how: Atomics.load(control, HOW) };
}

export function lose(boxes: Mailboxes, rank: number, how: number): void {
  // Before the rank itself: who sees that one sees this. The first one's stays.
  Atomics.compareExchange(boxes.control, HOW, 0, how);
  Atomics.compareExchange(boxes.control, LOST, 0, rank + 1);
  for (let k = 0; k < boxes.size; k++) ring(boxes, k);
}

/** Something has changed for a rank. */
export function ring({ control }: Mailboxes, rank: number): void {
  Atomics.add(control, place(rank, BELL), 1);
  if (Atomics.load(control, place(rank, SLEEPING)) !== 0) Atomics.notify(control, place(rank, BELL));
}

export function bellOf({ control }: Mailboxes, rank: number): number {
  return Atomics.load(control, place(rank, BELL));
}

/** Waits until the bell has rung since it read `bell`, or for so many milliseconds. */
export function rest({ control }: Mailboxes, rank: number, bell: number, spins: number, milliseconds: number): void {
  for (let k = 0; k < spins; k++) {
    if (Atomics.load(control, place(rank, BELL)) !== bell) return;
  }
  Atomics.store(control, place(rank, SLEEPING), 1);
  Atomics.wait(control, place(rank, BELL), bell, milliseconds);
  Atomics.store(control, place(rank, SLEEPING), 0);
}
