import type { Rows } from "./sparse.js";
import { Copy } from "./copy.js";
import type { Numbers } from "./rule.js";
import { ACCUMULATED, type Span } from "./span.js";
import type { Tensor } from "./tensor.js";

/** A parameter as one update found it. */
export interface Piece {
  readonly tensor: Tensor;
  readonly param: Numbers;
  grad: Numbers;
  /** Whether the map holds a plain number, to be replaced there. */
  readonly plain: boolean;
  /** Whether both are `number[]`, and `grad` is no parameter of the same update. */
  readonly direct: boolean;
  /** Whether `param` is the span's own memory, and whether `grad` is. */
  readonly paramHere: boolean;
  readonly gradHere: boolean;
  /** In place of `grad`, where only some rows are touched. */
  readonly rows: Rows | undefined;
}

/** What a run does: whether it moves parameters, and whether it reads the given gradients or those accumulated. */
export interface Job {
  readonly moves: boolean;
  readonly reads: boolean;
}

export const STEP: Job = { moves: true, reads: true };
export const ACCUMULATE: Job = { moves: false, reads: true };
export const STEP_ACCUMULATED: Job = { moves: true, reads: false };

/** Parameters side by side in one span, alike in what is resident: the kernel takes them in one range. */
export class Run {
  readonly span: Span;
  readonly begin: number;
  end: number;
  readonly averaged: boolean;
  readonly #paramHere: boolean;
  readonly #gradHere: boolean;
  readonly #direct: boolean;
  #slots: readonly (readonly Float64Array[])[] | undefined;
  #windows: readonly Window[] | undefined;
  readonly pieces: Piece[];

  constructor(first: Piece) {
    const { tensor } = first;
    this.span = tensor.span;
    this.begin = tensor.offset;
    this.end = tensor.end;
    this.averaged = tensor.averaged;
    this.#paramHere = first.paramHere;
    this.#gradHere = first.gradHere;
    this.#direct = first.direct;
    this.pieces = [first];
  }

  /** Takes a piece in if it continues the run. */
  takes(piece: Piece): boolean {
    const { tensor, direct, paramHere, gradHere } = piece;
    const fits =
      tensor.span === this.span &&
      tensor.offset === this.end &&
      tensor.averaged === this.averaged &&
      paramHere === this.#paramHere &&
      gradHere === this.#gradHere &&
      direct === this.#direct;
    if (!fits) return false;
    this.pieces.push(piece);
    this.end = tensor.end;
    return true;
  }

  /** The pieces have other gradients than before. */
  turn(): void {
    if (this.#windows === undefined) return;
    for (let k = 0; k < this.#windows.length; k++) {
      const { copies } = this.#windows[k];
      for (let j = 0; j < copies.length; j++) copies[j].grad.turnTo(copies[j].piece.grad);
    }
  }

  /** Clears the state that has become subnormal. */
  sweep(): void {
    this.span.sweep(this.begin, this.end);
  }

  do(job: Job): void {
    const { moves, reads } = job;
    const { span, begin, end } = this;
    if (this.#direct && job === STEP && !span.full) this.#stepLists();
    else if ((!moves || this.#paramHere) && (!reads || this.#gradHere)) {
      this.#call(job, span.params + begin, span.grads + begin, begin, end - begin);
    } else this.#stream(job);
  }

  /** On the caller's own arrays. */
  #stepLists(): void {
    const { span, pieces } = this;
    const slots = (this.#slots ??= pieces.map(statesOf));
    for (let k = 0; k < pieces.length; k++) span.list(pieces[k].param as number[], pieces[k].grad as number[], slots[k]);
  }

  #call({ moves, reads }: Job, params: number, grads: number, offset: number, count: number): void {
    const { span } = this;
    if (!moves) span.accumulate(grads, offset, count);
    else span.step(params, reads ? grads : span.slot(ACCUMULATED) + offset, offset, count);
  }

  /** What is not resident passes through the tiles, window by window. */
  #stream(job: Job): void {
    const windows = (this.#windows ??= this.#cut());
    const params = job.moves && !this.#paramHere;
    const grads = job.reads && !this.#gradHere;
    const { heap } = this.span;
    for (let k = 0; k < windows.length; k++) {
      const { at, count, paramsAt, gradsAt, copies, gaps } = windows[k];
      for (let j = 0; j < gaps.length; j++) heap[gaps[j]] = 0;
      for (let j = 0; j < copies.length; j++) {
        if (params) copies[j].param.bring();
        if (grads) copies[j].grad.bring();
      }
      this.#call(job, paramsAt, gradsAt, at, count);
      if (params) for (let j = 0; j < copies.length; j++) copies[j].param.take();
    }
  }

  /** The windows, with views of all that is copied, so that an update of the same arrays makes none. */
  #cut(): Window[] {
    const { span, pieces, begin, end } = this;
    const windows: Window[] = [];
    for (let at = begin, first = 0; at < end; at += span.tile) {
      const stop = Math.min(at + span.tile, end);
      const paramsAt = this.#paramHere ? span.params + at : span.paramsTile;
      const gradsAt = this.#gradHere ? span.grads + at : span.gradsTile;
      const copies: Window["copies"][number][] = [];
      const gaps: number[] = [];
      while (pieces[first].tensor.end <= at) first++;
      for (let k = first; k < pieces.length && pieces[k].tensor.offset < stop; k++) {
        const { tensor, param, grad } = pieces[k];
        const from = Math.max(at, tensor.offset);
        const to = Math.min(stop, tensor.offset + tensor.length);
        copies.push({
          piece: pieces[k],
          param: new Copy(span, param, from - tensor.offset, paramsAt + from - at, to - from),
          grad: new Copy(span, grad, from - tensor.offset, gradsAt + from - at, to - from),
        });
        for (let i = Math.max(from, to); i < Math.min(stop, tensor.end); i++) {
          if (!this.#paramHere) gaps.push(paramsAt + i - at);
          if (!this.#gradHere) gaps.push(gradsAt + i - at);
        }
      }
      windows.push({ at, count: stop - at, paramsAt, gradsAt, copies, gaps });
    }
    return windows;
  }
}

function statesOf({ tensor }: Piece): Float64Array[] {
  return tensor.span.slots.map((name) => tensor.state(name) as Float64Array);
}

/** The fewest runs in this order. */
export function runsOf(pieces: readonly Piece[]): Run[] {
  const runs: Run[] = [];
  for (const piece of pieces) {
    if (!runs.at(-1)?.takes(piece)) runs.push(new Run(piece));
  }
  return runs;
}

interface Window {
  /** The window's first element in the span, and how many it has. */
  readonly at: number;
  readonly count: number;
  /** Where in the heap its parameters and gradients lie while it is worked on. */
  readonly paramsAt: number;
  readonly gradsAt: number;
  readonly copies: readonly { readonly piece: Piece; readonly param: Copy; readonly grad: Copy }[];
  /** Places of padding, which must be zero. */
  readonly gaps: readonly number[];
}
