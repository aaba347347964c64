import type { Floats, Numbers } from "../numbers.js";

/**
 * Up to so many elements a loop of four is faster than `set`, which costs 15 ns and .065 an element: 14 ns at 16,
 * Emerald Rapids.
 */
const SHORT = 16;

/** A part of a caller's array, and where in the heap it goes. */
export class Copy {
  /** The latest. */
  #array: Numbers | undefined;
  /** The part as an array of its own, where `set` can take it. */
  #part: Numbers | undefined;
  readonly #inside: Floats;
  readonly #begin: number;

  constructor(inside: Floats, begin: number) {
    this.#inside = inside;
    this.#begin = begin;
  }

  #turnTo(array: Numbers): void {
    const count = this.#inside.length;
    this.#array = array;
    if (count <= SHORT) return;
    if (count === array.length) this.#part = array;
    else this.#part = Array.isArray(array) ? undefined : array.subarray(this.#begin, this.#begin + count);
  }

  copyIn(array: Numbers): void {
    if (array !== this.#array) this.#turnTo(array);
    if (this.#part) this.#inside.set(this.#part);
    else if (Array.isArray(array)) copyListIn(this.#inside, array, this.#begin);
    else copyShortIn(this.#inside, array, this.#begin);
  }

  /** Puts back what was copied in. */
  copyOut(array: Numbers): void {
    if (Array.isArray(array)) copyListOut(this.#inside, array, this.#begin);
    else if (this.#part) (this.#part as Floats).set(this.#inside);
    else copyShortOut(this.#inside, array, this.#begin);
  }
}

function copyShortIn(x: Floats, array: Floats, from: number): void {
  const n = x.length;
  let i = 0;
  for (; i < n - 3; i += 4) {
    x[i] = array[from + i];
    x[i + 1] = array[from + i + 1];
    x[i + 2] = array[from + i + 2];
    x[i + 3] = array[from + i + 3];
  }
  for (; i < n; i++) x[i] = array[from + i];
}

function copyShortOut(x: Floats, array: Floats, from: number): void {
  const n = x.length;
  let i = 0;
  for (; i < n - 3; i += 4) {
    array[from + i] = x[i];
    array[from + i + 1] = x[i + 1];
    array[from + i + 2] = x[i + 2];
    array[from + i + 3] = x[i + 3];
  }
  for (; i < n; i++) array[from + i] = x[i];
}

// Loops over `number[]` stand apart: V8 keeps one feedback for each source function, and a loop that meets both kinds
// of array is 2× slower.

function copyListIn(x: Floats, list: readonly number[], from: number): void {
  for (let i = 0; i < x.length; i++) x[i] = list[from + i];
}

function copyListOut(x: Floats, list: number[], from: number): void {
  // Times 1, V8 stores a number without asking whether it is one: 1.6× as fast.
  for (let i = 0; i < x.length; i++) list[from + i] = x[i] * 1;
}
