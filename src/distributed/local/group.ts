import { bytesOf, copyOwn, kindOf, late, lostMessage, mismatch, outOfStep, typeOf, type Method } from "../blocks.js";
import type { Block } from "../collective.js";
import { RankLost } from "../rank-lost.js";

/** A rank that has come to an exchange. */
interface Arrival {
  readonly method: Method;
  readonly send: readonly Block[];
  readonly receive: readonly Block[];
  readonly timer: ReturnType<typeof setTimeout> | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface Exchange {
  readonly arrivals: (Arrival | undefined)[];
  came: number;
}

/** The ranks of one `local`. */
export class Group {
  readonly size: number;
  readonly #timeout: number;
  /** Those that not all ranks have come to, by their number. */
  readonly #pending = new Map<number, Exchange>();
  /** How many exchanges each rank has come to. */
  readonly #counts: number[];
  readonly #closed: boolean[];
  /** The first rank that was lost, and how. */
  #lost: { readonly rank: number; readonly how: string } | undefined;

  constructor(size: number, timeout: number) {
    this.size = size;
    this.#timeout = timeout;
    this.#counts = Array.from({ length: size }, () => 0);
    this.#closed = Array.from({ length: size }, () => false);
  }

  /** A rank comes to its next exchange; the last one copies for all. */
  come(rank: number, method: Method, send: readonly Block[], receive: readonly Block[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed[rank]) throw new TypeError(`${method}: rank ${rank} has closed its collective`);
      if (this.#lost) throw lost(this.#lost);
      const number = this.#counts[rank]++;
      const exchange = this.#pending.get(number) ?? { arrivals: Array.from<undefined>({ length: this.size }), came: 0 };
      this.#pending.set(number, exchange);
      exchange.arrivals[rank] = { method, send, receive, timer: this.#limit(exchange, method), resolve, reject };
      exchange.came++;
      if (exchange.came === this.size) {
        this.#pending.delete(number);
        complete(exchange.arrivals as Arrival[]);
      } else this.#missClosed(exchange, method);
    });
  }

  /** A rank closes: exchanges that it has come to go on without it. */
  leave(rank: number): void {
    this.#closed[rank] = true;
    for (const exchange of this.#pending.values()) this.#missClosed(exchange);
  }

  #missClosed({ arrivals }: Exchange, method = arrivals.find((each) => each)?.method): void {
    const rank = this.#closed.findIndex((closed, k) => closed && arrivals[k] === undefined);
    if (rank >= 0) this.#lose(rank, `has closed before ${method}`);
  }

  #limit({ arrivals }: Exchange, method: Method): Arrival["timer"] {
    if (this.#timeout === Infinity) return undefined;
    return setTimeout(() => {
      for (let k = 0; k < this.size; k++) {
        if (arrivals[k] === undefined) return this.#lose(k, late(method, this.#timeout));
      }
    }, this.#timeout);
  }

  #lose(rank: number, how: string): void {
    this.#lost = { rank, how };
    for (const { arrivals } of this.#pending.values()) end(arrivals, () => lost({ rank, how }));
    this.#pending.clear();
  }
}

function lost({ rank, how }: { rank: number; how: string }): RankLost {
  return new RankLost(lostMessage(rank, how), rank);
}

/** Ends an exchange: without an error if there is none. */
function end(arrivals: readonly (Arrival | undefined)[], failure: () => Error | undefined): void {
  for (const arrival of arrivals) {
    if (arrival === undefined) continue;
    clearTimeout(arrival.timer);
    const error = failure();
    if (error) arrival.reject(error);
    else arrival.resolve();
  }
}

function complete(arrivals: readonly Arrival[]): void {
  const fault = faultOf(arrivals);
  if (!fault) {
    arrivals.forEach(({ send }, from) =>
      arrivals.forEach(({ receive }, to) => {
        if (from === to) copyOwn(send[from], receive[from]);
        else bytesOf(receive[from]).set(bytesOf(send[to]));
      }),
    );
  }
  end(arrivals, () => fault);
}

/** What does not fit, if something does not. */
function faultOf(arrivals: readonly Arrival[]): Error | undefined {
  const { method } = arrivals[0];
  for (let from = 0; from < arrivals.length; from++) {
    if (arrivals[from].method !== method) return outOfStep(method, 0, from, arrivals[from].method);
    for (let to = 0; to < arrivals.length; to++) {
      const given = arrivals[from].send[to];
      const taken = arrivals[to].receive[from];
      if (given.length === taken.length && (given.length === 0 || typeOf(given) === typeOf(taken))) continue;
      return mismatch(method, from, kindOf(given), to, kindOf(taken));
    }
  }
  return undefined;
}
