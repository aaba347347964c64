import { copyOwn, late, lostMessage, requireAllGather, requireAllToAll, type Method } from "../blocks.js";
import type { Block, Collective } from "../collective.js";
import { RankLost } from "../rank-lost.js";
import type { Library } from "./library.js";
import type { MpiCollective } from "./mpi.js";
import { COUNTS, Posted, type Route } from "./posted.js";

/** Exchanges are told apart by their tags; MPI has at least 32,767 of them. */
const EXCHANGES = 4096;
/** The tag by which a rank says that it closes. */
const CLOSING = EXCHANGES * COUNTS;
/** Milliseconds between looks whether a rank that is waited for has closed. */
const LOOKS = 20;
/** Milliseconds of waiting after which a rank rests between looks, and for how long. */
const PATIENCE = 1_000;
const REST = 0.1;

/** Why else nothing may have come. */
const OTHERWISE = {
  allToAll: ", or with a block of another length",
  allGather: ", or with a block of another length",
  close: "",
};

/** This process among the ranks of the job. */
export class Rank implements MpiCollective {
  readonly rank: number;
  readonly size: number;
  readonly async: Collective;
  readonly #library: Library;
  readonly #timeout: number;
  readonly #cell = new Int32Array(new SharedArrayBuffer(4));
  /** Since when a rank is known to close. */
  readonly #closing = new Map<number, number>();
  #number = 0;
  #closed = false;
  #lost: { readonly rank: number | undefined; readonly message: string } | undefined;
  /** What was under way at a loss: MPI may still write there. */
  readonly #torn: Posted[] = [];

  constructor(library: Library, timeout: number) {
    this.#library = library;
    this.#timeout = timeout;
    this.rank = library.rank();
    this.size = library.size();
    this.async = {
      rank: this.rank,
      size: this.size,
      allToAll: async (send, receive) => {
        await this.#turnUntil(this.#toAll(send, receive));
        copyOwn(send[this.rank], receive[this.rank]);
      },
      allGather: async (send, receive) => {
        await this.#turnUntil(this.#gather(send, receive));
        copyOwn(send, receive[this.rank]);
      },
      close: async () => {
        const said = this.#sayClosing();
        if (said === undefined) return;
        await this.#turnUntil(said);
        this.#library.finish();
      },
    };
  }

  allToAll(send: readonly Block[], receive: readonly Block[]): void {
    this.#waitUntil(this.#toAll(send, receive));
    copyOwn(send[this.rank], receive[this.rank]);
  }

  allGather(send: Block, receive: readonly Block[]): void {
    this.#waitUntil(this.#gather(send, receive));
    copyOwn(send, receive[this.rank]);
  }

  close(): void {
    const said = this.#sayClosing();
    if (said === undefined) return;
    this.#waitUntil(said);
    this.#library.finish();
  }

  #toAll(send: readonly Block[], receive: readonly Block[]): Watch {
    requireAllToAll(this.rank, this.size, send, receive);
    return this.#post("allToAll", (peer) => send[peer], receive);
  }

  #gather(send: Block, receive: readonly Block[]): Watch {
    requireAllGather(this.rank, this.size, send, receive);
    return this.#post("allGather", () => send, receive);
  }

  #post(method: Method, sendOf: (peer: number) => Block, receive: readonly Block[]): Watch {
    this.#requireAll();
    if (this.#closed) throw new TypeError(`${method}: rank ${this.rank} has closed its collective`);
    const tag = (this.#number++ % EXCHANGES) * COUNTS;
    const routes = this.#others().flatMap((peer): Route[] => [
      { peer, incoming: true, block: receive[peer] },
      { peer, incoming: false, block: sendOf(peer) },
    ]);
    const moving = routes.filter(({ block }) => block.length > 0);
    return this.#watch(method, new Posted(this.#library, method, this.rank, tag, moving));
  }

  /** Undefined where there is nothing to wait for: it is closed, or the job is aborted. */
  #sayClosing(): Watch | undefined {
    if (this.#closed) return undefined;
    this.#closed = true;
    if (this.#lost) {
      this.#library.abort();
      return undefined;
    }
    const block = new Uint8Array(0);
    const routes = this.#others().flatMap((peer): Route[] => [
      { peer, incoming: true, block },
      { peer, incoming: false, block },
    ]);
    return this.#watch("close", new Posted(this.#library, "close", this.rank, CLOSING, routes));
  }

  /** The other ranks, the next one first. */
  #others(): number[] {
    return Array.from({ length: this.size - 1 }, (_, k) => (this.rank + 1 + k) % this.size);
  }

  #requireAll(): void {
    if (this.#lost) throw new RankLost(this.#lost.message, this.#lost.rank);
  }

  /** Posts, and gives a look at how far it is: true once it is over. */
  #watch(method: Method, posted: Posted): Watch {
    const begun = performance.now();
    let looked = begun;
    const look = (): boolean => {
      this.#requireAll();
      if (posted.test()) return true;
      const now = performance.now();
      if (now - begun > this.#timeout)
        throw lost(posted.waitingFor()[0], late(method, this.#timeout) + OTHERWISE[method]);
      if (now - looked > LOOKS && method !== "close") {
        looked = now;
        const gone = posted.waitingFor().find((peer) => this.#hasClosed(peer, now));
        if (gone !== undefined) throw lost(gone, `has closed before ${method}`);
      }
      return false;
    };
    this.#guard(posted, () => posted.post());
    return { isOver: () => this.#guard(posted, look), begun };
  }

  /** After an error the ranks are apart: nothing more can be exchanged. */
  #guard<Result>(posted: Posted, act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      this.#torn.push(posted);
      const { message, rank } = error as Partial<RankLost> & Error;
      this.#lost ??= {
        rank,
        message: error instanceof RankLost ? message : `an exchange has failed before: ${message}`,
      };
      throw error;
    }
  }

  /** Whether a rank has said so, and nothing more has come since the last look: its last messages were before. */
  #hasClosed(peer: number, now: number): boolean {
    if (!this.#library.isHere(peer, CLOSING)) return false;
    const since = this.#closing.get(peer);
    if (since === undefined) this.#closing.set(peer, now);
    return since !== undefined && now - since > LOOKS;
  }

  #waitUntil({ isOver, begun }: Watch): void {
    while (!isOver()) {
      if (performance.now() - begun > PATIENCE) Atomics.wait(this.#cell, 0, 0, REST);
    }
  }

  async #turnUntil({ isOver, begun }: Watch): Promise<void> {
    const { setImmediate } = globalThis as unknown as { setImmediate(next: () => void): void };
    while (!isOver()) {
      await new Promise<void>((resolve) => {
        if (performance.now() - begun > PATIENCE) setTimeout(resolve, 1);
        else setImmediate(resolve);
      });
    }
  }
}

function lost(rank: number, how: string): RankLost {
  return new RankLost(lostMessage(rank, how), rank);
}

/** An exchange under way. */
interface Watch {
  readonly begun: number;
  /** Whether it is over; it throws where it never will be. */
  readonly isOver: () => boolean;
}
