import type { Arena } from "../memory/arena.js";
import { padded, roundUp, type Beside, type Keeping, type Shard } from "../memory/layout.js";
import type { Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";
import type { Shape } from "../numbers.js";

/** Elements of one rank in a bucket, at least and at most: 1e6 on two ranks in 1.1× MPI's time, with twice as many 1.2×, Zen 5. */
const LEAST = 1 << 12;
const MOST = 1 << 17;
/** And of all ranks. */
const BLOCKS = 1 << 19;

/** Room in an optimizer's memory where other ranks' blocks come in, twice, so that one bucket is summed while the next comes. */
export class Inbox implements NonNullable<Shard["beside"]> {
  /** Elements between the blocks of two ranks: the most that a bucket has of one. */
  apart = 0;
  readonly #size: number;
  /** What else there is beside. */
  readonly #others: Beside | undefined;
  #at = 0;
  #element = 8;

  constructor(size: number, others: Beside | undefined) {
    this.#size = size;
    this.#others = others;
  }

  bytes(shapes: readonly Shape[], store: Keeping): number {
    const others = this.#others?.bytes(shapes, store) ?? 0;
    const elements = shapes.reduce((sum, { element, length }) => sum + padded(element, length), 0);
    const most = Math.min(MOST, Math.max(LEAST, Math.floor(BLOCKS / this.#size)));
    this.apart = roundUp(Math.min(most, elements / this.#size + 16), 16);
    this.#element = shapes.some(({ element }) => element === 8) ? 8 : 4;
    // And what a region has behind it.
    return this.#size > 1 ? others + this.#bytes + 256 : others;
  }

  place(arena: Arena, tensors: readonly Tensor[], store: Keeping): void {
    this.#others?.place(arena, tensors, store);
    if (this.#size > 1) this.#at = arena.take(8, this.#bytes / 8) * 8;
  }

  /** Where each rank's weight is, as a position in the heap of this span. */
  weights({ element }: Span): number {
    return (this.#at + (element === 4 ? 0 : this.#weightBytes)) / element;
  }

  /** Where the blocks of one of the two begin. */
  half({ element }: Span, k: number): number {
    return (this.#at + 2 * this.#weightBytes + (k & 1) * this.#halfBytes) / element;
  }

  /** Of one element type. */
  get #weightBytes(): number {
    return roundUp(8 * this.#size, 64);
  }

  /** As long for either type: blocks of both lie in turns. */
  get #halfBytes(): number {
    return this.#size * this.apart * this.#element;
  }

  get #bytes(): number {
    return 2 * this.#weightBytes + 2 * this.#halfBytes;
  }
}
