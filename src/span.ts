import { Arena, regionBytes } from "./arena.js";
import type { Kernel, KernelSource } from "./backend.js";
import { padded } from "./layout.js";
import type { Numbers } from "./maps.js";
import type { Element, Floats } from "./rule.js";

/** Most coefficients a kernel takes. */
const COEFFICIENTS = 8;

/** One parameter of an update: its arrays, and where its state lies in the span. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly span: Span;
  readonly param: Numbers;
  readonly grad: Numbers;
  /** Whether `param` is the span's own memory, and whether `grad` is. */
  readonly paramHere: boolean;
  readonly gradHere: boolean;
}

/** Parameters side by side in one span, alike in what is resident: the kernel takes them in one range. */
export interface Run {
  readonly span: Span;
  readonly pieces: readonly Piece[];
  readonly begin: number;
  readonly end: number;
  readonly paramHere: boolean;
  readonly gradHere: boolean;
}

/** The fewest runs in this order. */
export function runsOf(pieces: readonly Piece[]): Run[] {
  const runs: (Run & { pieces: Piece[]; end: number })[] = [];
  for (const piece of pieces) {
    const { span, offset: begin, paramHere, gradHere } = piece;
    const end = endOf(piece);
    const last = runs[runs.length - 1];
    if (last?.span === span && last.end === begin && last.paramHere === paramHere && last.gradHere === gradHere) {
      last.pieces.push(piece);
      last.end = end;
    } else {
      runs.push({ span, pieces: [piece], begin, end, paramHere, gradHere });
    }
  }
  return runs;
}

export type SpanRule = KernelSource & { readonly slots: readonly string[] };

/** The state of many parameters in one piece, with the parameters and gradients themselves if they are resident. */
export class Span {
  readonly coefficients: Floats;
  readonly #heap: Floats;
  readonly #kernel: Kernel;
  readonly #unit: number;
  /** Positions in the heap. */
  readonly #params: number;
  readonly #grads: number;
  readonly #slots: readonly number[];
  readonly #arguments: number[];

  static bytes(rule: SpanRule, element: Element, length: number, resident: boolean): number {
    const arrays = rule.slots.length + (resident ? 2 : 0);
    return arrays * regionBytes(element, length) + regionBytes(element, COEFFICIENTS);
  }

  constructor(
    arena: Arena,
    rule: SpanRule,
    readonly element: Element,
    readonly length: number,
    readonly resident: boolean,
  ) {
    this.#heap = arena.heap(element);
    this.#kernel = arena.machine.kernel(rule, element);
    this.#unit = arena.machine.unit(element);
    this.#params = resident ? arena.take(element, length) : 0;
    this.#grads = resident ? arena.take(element, length) : 0;
    this.#slots = rule.slots.map(() => arena.take(element, length));
    const coefficients = arena.take(element, COEFFICIENTS);
    this.coefficients = this.#heap.subarray(coefficients, coefficients + COEFFICIENTS);
    this.#arguments = [0, 0, ...this.#slots, 0, coefficients * this.#unit];
  }

  param(offset: number, length: number): Floats {
    return this.#heap.subarray(this.#params + offset, this.#params + offset + length);
  }

  grad(offset: number, length: number): Floats {
    return this.#heap.subarray(this.#grads + offset, this.#grads + offset + length);
  }

  state(slot: number, offset: number, length: number): Floats {
    const begin = this.#slots[slot] + offset;
    return this.#heap.subarray(begin, begin + length);
  }

  clearState(): void {
    for (const slot of this.#slots) this.#heap.fill(0, slot, slot + this.length);
  }

  /** One step of a run; what is not resident passes through the tiles. */
  move(run: Run): void {
    const { begin, end, paramHere, gradHere } = run;
    if (paramHere && gradHere) this.#call(this.#params + begin, this.#grads + begin, begin, end - begin);
    else this.#stream(run);
  }

  #stream({ pieces, begin, end, paramHere, gradHere }: Run): void {
    const tiles = Arena.tiles(this.element);
    for (let at = begin, passed = 0; at < end; at += tiles.length) {
      const stop = Math.min(at + tiles.length, end);
      const params = paramHere ? this.#params + at : tiles.params;
      const grads = gradHere ? this.#grads + at : tiles.grads;
      while (endOf(pieces[passed]) <= at) passed++;
      for (let k = passed; k < pieces.length && pieces[k].offset < stop; k++) {
        if (!paramHere) this.#load(params - at, pieces[k], pieces[k].param, at, stop);
        if (!gradHere) this.#load(grads - at, pieces[k], pieces[k].grad, at, stop);
      }
      this.#call(params, grads, at, stop - at);
      if (paramHere) continue;
      for (let k = passed; k < pieces.length && pieces[k].offset < stop; k++) {
        this.#store(params - at, pieces[k], at, stop);
      }
    }
  }

  /** Copies what of a piece lies in the window into the heap, with zeros for its padding. */
  #load(origin: number, piece: Piece, from: Numbers, at: number, stop: number): void {
    const begin = Math.max(at, piece.offset);
    const end = Math.min(stop, piece.offset + piece.length);
    copyIn(this.#heap, origin + begin, from, begin - piece.offset, end - begin);
    const paddedEnd = Math.min(stop, endOf(piece));
    for (let i = end; i < paddedEnd; i++) this.#heap[origin + i] = 0;
  }

  #store(origin: number, piece: Piece, at: number, stop: number): void {
    const begin = Math.max(at, piece.offset);
    const end = Math.min(stop, piece.offset + piece.length);
    copyOut(this.#heap, origin + begin, piece.param, begin - piece.offset, end - begin);
  }

  /** The kernel over `count` elements from `offset` on, with params and grads at these positions in the heap. */
  #call(params: number, grads: number, offset: number, count: number): void {
    const ranges = this.#arguments;
    const slots = this.#slots;
    ranges[0] = params * this.#unit;
    ranges[1] = grads * this.#unit;
    for (let k = 0; k < slots.length; k++) ranges[2 + k] = (slots[k] + offset) * this.#unit;
    ranges[2 + slots.length] = count;
    this.#kernel(ranges);
  }
}

function endOf(piece: Piece): number {
  return piece.offset + padded(piece.span.element, piece.length);
}

/** Below this a loop beats making a view (measured: a view and `set` cost 60 ns). */
const SHORT = 64;

function copyIn(heap: Floats, to: number, from: Numbers, begin: number, count: number): void {
  if (count < SHORT || Array.isArray(from)) {
    for (let i = 0; i < count; i++) heap[to + i] = from[begin + i];
  } else {
    heap.set(count === from.length ? from : from.subarray(begin, begin + count), to);
  }
}

function copyOut(heap: Floats, from: number, to: Numbers, begin: number, count: number): void {
  if (count < SHORT || Array.isArray(to)) {
    for (let i = 0; i < count; i++) to[begin + i] = heap[from + i];
  } else {
    to.set(heap.subarray(from, from + count), begin);
  }
}
