import { complain, isWhole } from "../options/messages.js";
import type { Block, Collective } from "./collective.js";
import type { Exchanges } from "./drive.js";

/** What ranks tell each other beside gradients. */
export class Ranks {
  readonly rank: number;
  readonly size: number;

  constructor(readonly collective: Collective) {
    const { rank, size, allToAll, allGather } = Object(collective) as Partial<Collective>;
    const is = isWhole(rank) && isWhole(size) && rank < size && typeof allToAll === typeof allGather;
    if (!is || typeof allGather !== "function")
      complain("collective", "a Collective, as mpi(), threads() and local() give", collective);
    this.rank = rank;
    this.size = size;
  }

  /** The same few numbers of every rank, by rank. */
  *numbers(own: readonly number[]): Exchanges<readonly Float64Array[]> {
    const mine = Float64Array.from(own);
    if (this.size === 1) return [mine];
    const all = Array.from({ length: this.size }, () => new Float64Array(own.length));
    yield this.collective.allGather(mine, all);
    return all;
  }

  /** A text of every rank, by rank. */
  *texts(own: string): Exchanges<readonly string[]> {
    const bytes = new TextEncoder().encode(own);
    const lengths = (yield* this.numbers([bytes.length])).map(([length]) => length);
    const all: Block[] = lengths.map((length) => new Uint8Array(length));
    if (this.size === 1) return [own];
    yield this.collective.allToAll(Array<Block>(this.size).fill(bytes), all);
    return all.map((text) => new TextDecoder().decode(text as Uint8Array));
  }
}
