import { copyOwn, late, lostMessage, requireAllGather, requireAllToAll, type Method } from "../blocks.js";
import type { Block, Collective } from "../collective.js";
import { RankLost } from "../rank-lost.js";
import {
  ALIVE,
  bellOf,
  CLOSED,
  DIED,
  FAILED,
  LATE,
  lose,
  lostOf,
  mark,
  rest,
  stateOf,
  type Mailboxes,
} from "./mailboxes.js";
import { Receiving, Sending, type Exchange, type Transfer } from "./transfers.js";

/** A worker's end of the mailboxes: it blocks until its exchange is over. */
export class ThreadCollective implements Collective {
  readonly rank: number;
  readonly size: number;
  readonly #boxes: Mailboxes;
  readonly #timeout: number;
  readonly #spins: number;
  #number = 0;

  constructor(boxes: Mailboxes, rank: number, timeout: number, spins: number) {
    this.rank = rank;
    this.size = boxes.size;
    this.#boxes = boxes;
    this.#timeout = timeout;
    this.#spins = spins;
  }

  allToAll(send: readonly Block[], receive: readonly Block[]): void {
    const exchange = { method: "allToAll", number: this.#number } as const;
    requireAllToAll(this.rank, this.size, send, receive);
    this.#requireOpen(exchange);
    this.#run(exchange, [
      ...this.#others(send).map((k) => new Sending(this.#boxes, exchange, this.rank, k, send[k])),
      ...this.#others(receive).map((k) => new Receiving(this.#boxes, exchange, k, this.rank, false, receive[k])),
    ]);
    copyOwn(send[this.rank], receive[this.rank]);
  }

  allGather(send: Block, receive: readonly Block[]): void {
    const exchange = { method: "allGather", number: this.#number } as const;
    requireAllGather(this.rank, this.size, send, receive);
    this.#requireOpen(exchange);
    const sends = send.length > 0 && this.size > 1;
    this.#run(exchange, [
      ...(sends ? [new Sending(this.#boxes, exchange, this.rank, undefined, send)] : []),
      ...this.#others(receive).map((k) => new Receiving(this.#boxes, exchange, k, this.rank, true, receive[k])),
    ]);
    copyOwn(send, receive[this.rank]);
  }

  close(): void {
    mark(this.#boxes, this.rank, CLOSED);
  }

  /** The other ranks with whom something moves, the next one first. */
  #others(blocks: readonly Block[]): number[] {
    return blocks.map((_, k) => (this.rank + k) % this.size).filter((k) => k !== this.rank && blocks[k].length > 0);
  }

  #requireOpen({ method }: Exchange): void {
    this.#requireAll(method);
    if (stateOf(this.#boxes, this.rank) === ALIVE) return;
    throw new TypeError(`${method}: rank ${this.rank} has closed its collective`);
  }

  #requireAll(method: Method): void {
    const lost = lostOf(this.#boxes);
    if (lost === undefined) return;
    const how = {
      [CLOSED]: `has closed, or its function has ended, before ${method}`,
      [DIED]: `has died: its worker has ended before ${method}`,
      [FAILED]: `has failed before ${method}`,
      [LATE]: late(method, this.#timeout),
    }[lost.how];
    throw new RankLost(lostMessage(lost.rank, how ?? ""), lost.rank);
  }

  #run(exchange: Exchange, transfers: Transfer[]): void {
    this.#number = (this.#number + 1) | 0;
    try {
      this.#move(exchange, transfers);
    } catch (error) {
      // A block is half here: nobody can go on.
      lose(this.#boxes, this.rank, FAILED);
      throw error;
    }
  }

  #move({ method }: Exchange, transfers: Transfer[]): void {
    let left = transfers;
    let end: number | undefined;
    for (;;) {
      const bell = bellOf(this.#boxes, this.rank);
      let moved = false;
      for (const each of left) moved = each.move() || moved;
      left = left.filter(({ done }) => !done);
      if (left.length === 0) return;
      if (moved) continue;
      for (const each of left) each.requireInStep();
      this.#requireAll(method);
      const gone = left.find((each) => stateOf(this.#boxes, each.peer()) !== ALIVE);
      // It may have written its last slots just before: then the bell has rung.
      if (gone && bell === bellOf(this.#boxes, this.rank)) {
        lose(this.#boxes, gone.peer(), stateOf(this.#boxes, gone.peer()));
        continue;
      }
      const now = performance.now();
      end ??= now + this.#timeout;
      if (now < end) rest(this.#boxes, this.rank, bell, this.#spins, end - now);
      else lose(this.#boxes, (left.find((each) => each instanceof Receiving) ?? left[0]).peer(), LATE);
    }
  }
}
