import { bytesOf, kindFrom, kindOf, mismatch, outOfStep, typeOf, type Method } from "../blocks.js";
import type { Block } from "../collective.js";
import { HEAD, readPlace, ring, SLOTS, writtenPlace, type Mailboxes } from "./mailboxes.js";

const METHODS: readonly Method[] = ["allToAll", "allGather"];
const WORD = 2 ** 32;

/** A block on its way into a mailbox or out of one. */
export interface Transfer {
  /** The rank at the other end that is waited for. */
  peer(): number;
  /** Whether it is over. */
  readonly done: boolean;
  /** Moves what can be moved now; whether that was something. */
  move(): boolean;
  /** Throws where the other end is seen to be in another call. */
  requireInStep(): void;
}

/** Which exchange a block belongs to. */
export interface Exchange {
  readonly number: number;
  readonly method: Method;
}

/** A block into the mailbox for one rank, or into the one for all others. */
export class Sending implements Transfer {
  done = false;
  readonly #boxes: Mailboxes;
  readonly #exchange: Exchange;
  readonly #block: Block;
  readonly #readers: readonly number[];
  readonly #box: Box;
  #at = 0;

  constructor(boxes: Mailboxes, exchange: Exchange, from: number, to: number | undefined, block: Block) {
    this.#boxes = boxes;
    this.#exchange = exchange;
    this.#block = block;
    this.#readers = to === undefined ? others(boxes.size, from) : [to];
    this.#box = new Box(boxes, from, to);
  }

  /** The one that has read least. */
  peer(): number {
    return this.#readers.reduce((slow, k) => (this.#box.ahead(k) > this.#box.ahead(slow) ? k : slow));
  }

  move(): boolean {
    const { byteLength } = this.#block;
    const before = this.#at;
    while (!this.done && this.#readers.every((k) => this.#box.ahead(k) < SLOTS)) {
      const count = Math.min(byteLength - this.#at, this.#boxes.slot - HEAD);
      const { head, bytes } = this.#box.slot(this.#box.written());
      head[0] = this.#exchange.number;
      head[1] = METHODS.indexOf(this.#exchange.method);
      head[2] = typeOf(this.#block);
      head[3] = Math.floor(byteLength / WORD);
      head[4] = byteLength | 0;
      bytes.set(bytesOf(this.#block).subarray(this.#at, this.#at + count));
      this.#at += count;
      this.done = this.#at === byteLength;
      this.#box.wrote();
      for (const k of this.#readers) ring(this.#boxes, k);
    }
    return this.#at > before;
  }

  requireInStep(): void {}
}

function others(size: number, rank: number): number[] {
  return Array.from({ length: size - 1 }, (_, k) => (rank + 1 + k) % size);
}

/** A block out of the mailbox that another rank fills for this one, or for all. */
export class Receiving implements Transfer {
  done = false;
  readonly #boxes: Mailboxes;
  readonly #exchange: Exchange;
  readonly #block: Block;
  readonly #from: number;
  readonly #to: number;
  readonly #box: Box;
  /** The way that a call of the other kind takes. */
  readonly #other: Box;
  #at = 0;

  constructor(boxes: Mailboxes, exchange: Exchange, from: number, to: number, forAll: boolean, block: Block) {
    this.#boxes = boxes;
    this.#exchange = exchange;
    this.#block = block;
    this.#from = from;
    this.#to = to;
    this.#box = new Box(boxes, from, forAll ? undefined : to);
    this.#other = new Box(boxes, from, forAll ? to : undefined);
  }

  peer(): number {
    return this.#from;
  }

  move(): boolean {
    const before = this.#at;
    while (!this.done && this.#box.ahead(this.#to) > 0) {
      const { head, bytes } = this.#box.slot(this.#box.read(this.#to));
      if (this.#at === 0) this.#check(head);
      const count = Math.min(this.#block.byteLength - this.#at, this.#boxes.slot - HEAD);
      bytesOf(this.#block).set(bytes.subarray(0, count), this.#at);
      this.#at += count;
      this.done = this.#at === this.#block.byteLength;
      this.#box.tookOut(this.#to);
      ring(this.#boxes, this.#from);
    }
    return this.#at > before;
  }

  /** What it gives by the other way, while nothing comes by this one, is of another call. */
  requireInStep(): void {
    // Seen in this order, nothing that was written before is missed.
    if (this.#other.ahead(this.#to) === 0 || this.#box.ahead(this.#to) > 0) return;
    this.#requireSame(this.#other.slot(this.#other.read(this.#to)).head);
  }

  #requireSame([number, method]: Int32Array): void {
    const mine = this.#exchange;
    if (number === mine.number && METHODS[method] === mine.method) return;
    const theirs = `${METHODS[method]} (exchange ${number}, here ${mine.number})`;
    throw outOfStep(mine.method, this.#to, this.#from, theirs);
  }

  #check(head: Int32Array): void {
    this.#requireSame(head);
    const [, , type, high, low] = head;
    const bytes = high * WORD + (low >>> 0);
    if (bytes === this.#block.byteLength && type === typeOf(this.#block)) return;
    throw mismatch(this.#exchange.method, this.#from, kindFrom(type, bytes), this.#to, kindOf(this.#block));
  }
}

/** One mailbox, seen from either end. */
class Box {
  readonly #boxes: Mailboxes;
  readonly #from: number;
  readonly #forAll: boolean;
  readonly #writtenPlace: number;
  readonly #start: number;

  constructor(boxes: Mailboxes, from: number, to: number | undefined) {
    this.#boxes = boxes;
    this.#from = from;
    this.#forAll = to === undefined;
    this.#writtenPlace = writtenPlace(boxes.size, from, to ?? from);
    this.#start = (from * boxes.size + (to ?? from)) * SLOTS * boxes.slot;
  }

  written(): number {
    return Atomics.load(this.#boxes.control, this.#writtenPlace);
  }

  read(reader: number): number {
    return Atomics.load(this.#boxes.control, this.#readPlace(reader));
  }

  /** How many slots a reader has still to read. */
  ahead(reader: number): number {
    return (this.written() - this.read(reader)) | 0;
  }

  wrote(): void {
    Atomics.add(this.#boxes.control, this.#writtenPlace, 1);
  }

  tookOut(reader: number): void {
    Atomics.add(this.#boxes.control, this.#readPlace(reader), 1);
  }

  slot(count: number): { head: Int32Array; bytes: Uint8Array } {
    const { boxes, slot } = this.#boxes;
    const start = this.#start + (count & (SLOTS - 1)) * slot;
    return { head: new Int32Array(boxes, start, HEAD / 4), bytes: new Uint8Array(boxes, start + HEAD, slot - HEAD) };
  }

  #readPlace(reader: number): number {
    return readPlace(this.#boxes.size, this.#from, reader, this.#forAll);
  }
}
