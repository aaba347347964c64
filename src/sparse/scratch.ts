import { SCRATCH_AT } from "../memory/arena.js";
import type { Span } from "../memory/span.js";
import type { Floats, Numbers } from "../numbers.js";
import { rowPasses, type RowPasses } from "./passes.js";

/** Where in a span's memory rows are brought together. */
export class Scratch {
  readonly heap: Floats;
  /** Elements of each of its regions. */
  readonly room: number;
  readonly params: number;
  readonly grads: number;
  readonly given: number;
  readonly numbers: Int32Array;
  readonly places: Int32Array;
  readonly ranges: number[];
  readonly #slots: readonly number[];
  readonly #slotsHere: readonly number[];
  readonly #unit: number;
  readonly #numbersAt: number;
  readonly #placesAt: number;
  readonly #passes: RowPasses;

  constructor(readonly span: Span) {
    const { element, slots } = span;
    const { machine, backend } = span.arena;
    // Regions of whole cache lines: parameters, gradients, those given, numbers of rows, their places, and each slot.
    const bytes = Math.floor(backend.scratch / (5 + slots.length) / 64) * 64;
    const region = (k: number): number => (SCRATCH_AT + k * bytes) / element;
    this.heap = span.heap;
    // As many numbers of 32 bits as elements fit.
    this.room = bytes / element;
    [this.params, this.grads, this.given] = [region(0), region(1), region(2)];
    const words = (k: number): Int32Array => {
      const at = (SCRATCH_AT + k * bytes) / 4;
      return new Int32Array(span.heap.buffer, 4 * at, bytes / 4);
    };
    [this.numbers, this.places] = [words(3), words(4)];
    this.#passes = machine.pass(rowPasses, element);
    this.#unit = machine.unit(element);
    const word = machine.unit(4) / 4;
    this.#numbersAt = this.numbers.byteOffset * word;
    this.#placesAt = this.places.byteOffset * word;
    this.#slotsHere = slots.map((_, k) => region(5 + k));
    this.#slots = slots.map((name) => span.slot(name));
    this.ranges = span.rangesFor(this.params, this.grads, 0, 0, this.#slotsHere);
  }

  begin(count: number): void {
    this.ranges[this.ranges.length - 2] = count;
  }

  sum(count: number, width: number): void {
    const unit = this.#unit;
    this.#passes.sumRows(this.given * unit, this.#placesAt, count, width, this.grads * unit);
  }

  /** The rows' state, from the table's `offset` on: in, or back. */
  moveState(offset: number, count: number, width: number, into: boolean): void {
    for (let k = 0; k < this.#slots.length; k++)
      this.#move(this.#slots[k] + offset, this.#slotsHere[k], count, width, into);
  }

  moveParams(table: number, count: number, width: number, into: boolean): void {
    this.#move(table, this.params, count, width, into);
  }

  #move(table: number, here: number, count: number, width: number, into: boolean): void {
    const unit = this.#unit;
    const passes = this.#passes;
    if (into) passes.gather(table * unit, this.#numbersAt, count, width, here * unit);
    else passes.scatter(table * unit, this.#numbersAt, count, width, here * unit);
  }

  /** Brings the rows of a caller's array together; those are its `numbers` from `base` on. */
  copyIn(param: Numbers, count: number, width: number, base: number): void {
    const { heap, params, numbers } = this;
    for (let k = 0; k < count; k++) {
      const there = base + numbers[k] * width;
      const here = params + k * width;
      for (let i = 0; i < width; i++) heap[here + i] = param[there + i];
    }
  }

  /** Puts them back. */
  copyOut(param: Numbers, count: number, width: number, base: number): void {
    const { heap, params, numbers } = this;
    for (let k = 0; k < count; k++) {
      const there = base + numbers[k] * width;
      const here = params + k * width;
      for (let i = 0; i < width; i++) param[there + i] = heap[here + i];
    }
  }

  /** Adds them to the array's. Four a turn, as the loop is all that a step of own arrays does in JavaScript. */
  addTo(param: Floats, count: number, width: number, base: number): void {
    const { heap, params, numbers } = this;
    for (let k = 0; k < count; k++) {
      const to = base + numbers[k] * width;
      const from = params + k * width;
      let i = 0;
      for (; i < width - 3; i += 4) {
        param[to + i] += heap[from + i];
        param[to + i + 1] += heap[from + i + 1];
        param[to + i + 2] += heap[from + i + 2];
        param[to + i + 3] += heap[from + i + 3];
      }
      for (; i < width; i++) param[to + i] += heap[from + i];
    }
  }
}

export function copyValues(x: Floats, to: number, values: ArrayLike<number>, from: number, count: number): void {
  for (let i = 0; i < count; i++) x[to + i] = values[from + i];
}
