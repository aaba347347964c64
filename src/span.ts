import { REGION, regionBytes, TILE, type Arena } from "./arena.js";
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
}

/** The fewest runs in this order. */
export function runsOf(pieces: readonly Piece[]): Run[] {
  const runs: (Run & { pieces: Piece[]; end: number })[] = [];
  for (const piece of pieces) {
    const { span, offset: begin } = piece;
    const end = endOf(piece);
    const last = runs[runs.length - 1];
    if (last?.span === span && last.end === begin && alike(last.pieces[0], piece)) {
      last.pieces.push(piece);
      last.end = end;
    } else {
      runs.push({ span, pieces: [piece], begin, end });
    }
  }
  return runs;
}

export type SpanRule = KernelSource & { readonly slots: readonly string[] };

function alike(a: Piece, b: Piece): boolean {
  return a.paramHere === b.paramHere && a.gradHere === b.gradHere;
}

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
    this.#heap = arena.machine.heaps[element];
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

  /**
   * Clears what of a run's state has become subnormal: decaying numbers would stay there for ever, and they make every
   * step two to four times as slow.
   */
  sweep({ begin, end }: Run): void {
    const heap = this.#heap;
    const least = 2 ** (this.element === 4 ? -126 : -1022);
    for (const slot of this.#slots) {
      for (let i = slot + begin; i < slot + end; i++) {
        if (Math.abs(heap[i]) < least) heap[i] = 0;
      }
    }
  }

  /** One step of a run; what is not resident passes through the tiles. */
  move(run: Run): void {
    const { pieces, begin, end } = run;
    const { paramHere, gradHere } = pieces[0];
    if (paramHere && gradHere) this.#call(this.#params + begin, this.#grads + begin, begin, end - begin);
    else this.#stream(run, paramHere, gradHere);
  }

  #stream({ pieces, begin, end }: Run, paramHere: boolean, gradHere: boolean): void {
    const first = REGION / this.element;
    const window = TILE / this.element;
    for (let at = begin, passed = 0; at < end; at += window) {
      const stop = Math.min(at + window, end);
      const params = paramHere ? this.#params + at : first;
      const grads = gradHere ? this.#grads + at : first + window;
      while (endOf(pieces[passed]) <= at) passed++;
      for (let k = passed; k < pieces.length && pieces[k].offset < stop; k++) {
        if (!paramHere) this.#copy(pieces[k], pieces[k].param, params - at, at, stop, false);
        if (!gradHere) this.#copy(pieces[k], pieces[k].grad, grads - at, at, stop, false);
      }
      this.#call(params, grads, at, stop - at);
      if (paramHere) continue;
      for (let k = passed; k < pieces.length && pieces[k].offset < stop; k++) {
        this.#copy(pieces[k], pieces[k].param, params - at, at, stop, true);
      }
    }
  }

  /** What of a piece lies in the window, to or from the heap; with zeros for its padding on the way in. */
  #copy(piece: Piece, array: Numbers, origin: number, at: number, stop: number, out: boolean): void {
    const { offset, length } = piece;
    const begin = Math.max(at, offset);
    const end = Math.min(stop, offset + length);
    if (out) {
      copy(this.#heap, origin + begin, array, begin - offset, end - begin);
    } else {
      copy(array, begin - offset, this.#heap, origin + begin, end - begin);
      for (let i = end; i < Math.min(stop, endOf(piece)); i++) this.#heap[origin + i] = 0;
    }
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

function copy(from: Numbers, begin: number, to: Numbers, at: number, count: number): void {
  if (count < SHORT || Array.isArray(from) || Array.isArray(to)) {
    for (let i = 0; i < count; i++) to[at + i] = from[begin + i];
  } else {
    to.set(count === from.length ? from : from.subarray(begin, begin + count), at);
  }
}
