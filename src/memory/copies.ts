import { bringList, takeList } from "./lists.js";
import type { Floats, Numbers } from "../rule.js";
import type { Span } from "./span.js";

/** Up to so many elements a loop is faster than `set`, which costs 22 ns. */
const SHORT = 12;

/** A part of a caller's array, and where in the heap it goes. */
export class Copy {
  /** The latest. */
  #array: Numbers | undefined;
  /** The part as an array of its own, where `set` can take it. */
  #part: Numbers | undefined;
  readonly #inside: Floats;
  readonly #begin: number;

  constructor(span: Span, begin: number, at: number, count: number) {
    this.#inside = span.view(at, Math.max(0, count));
    this.#begin = begin;
  }

  #turnTo(array: Numbers): void {
    const count = this.#inside.length;
    this.#array = array;
    if (count <= SHORT) return;
    this.#part = count === array.length ? array : Array.isArray(array) ? undefined : array.subarray(this.#begin, this.#begin + count);
  }

  bring(array: Numbers): void {
    if (array !== this.#array) this.#turnTo(array);
    if (this.#part) this.#inside.set(this.#part);
    else if (Array.isArray(array)) bringList(this.#inside, array, this.#begin);
    else for (let i = 0; i < this.#inside.length; i++) this.#inside[i] = array[this.#begin + i];
  }

  /** Puts back what was brought. */
  take(array: Numbers): void {
    if (Array.isArray(array)) takeList(this.#inside, array, this.#begin);
    else if (this.#part) (this.#part as Floats).set(this.#inside);
    else for (let i = 0; i < this.#inside.length; i++) array[this.#begin + i] = this.#inside[i];
  }
}
