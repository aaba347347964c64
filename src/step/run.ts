import type { Rows } from "./sparse.js";
import { Copy } from "../memory/copies.js";
import type { Numbers } from "../rule.js";
import { ACCUMULATED, type Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";

/** A parameter as one update found it. */
export interface Piece {
  readonly tensor: Tensor;
  readonly param: Numbers;
  grad: Numbers;
  /** Whether the map holds a plain number, to be replaced there. */
  readonly plain: boolean;
  /** Whether both are `number[]`. */
  readonly direct: boolean;
  /** Whether `param` is the span's own memory, and whether `grad` is. */
  readonly paramHere: boolean;
  readonly gradHere: boolean;
  /** In place of `grad`, where only some rows are touched. */
  readonly rows: Rows | undefined;
}

/** Parameters side by side in one span, alike in what is resident: the kernel takes them in one range. */
export class Run {
  readonly span: Span;
  readonly begin: number;
  end: number;
  readonly averaged: boolean;
  #slots: readonly (readonly Float64Array[])[] | undefined;
  #windows: readonly Window[] | undefined;
  readonly pieces: Piece[];

  constructor(first: Piece) {
    const { tensor } = first;
    this.span = tensor.span;
    this.begin = tensor.offset;
    this.end = tensor.end;
    this.averaged = tensor.averaged;
    this.pieces = [first];
  }

  /** Takes a piece in if it continues the run. */
  takes(piece: Piece): boolean {
    const { tensor } = piece;
    const first = this.pieces[0];
    const fits =
      tensor.span === this.span &&
      tensor.offset === this.end &&
      tensor.averaged === this.averaged &&
      piece.paramHere === first.paramHere &&
      piece.gradHere === first.gradHere &&
      piece.direct === first.direct;
    if (!fits) return false;
    this.pieces.push(piece);
    this.end = tensor.end;
    return true;
  }

  /** Clears the state that has become subnormal. */
  sweep(): void {
    this.span.sweep(this.begin, this.end);
  }

  /** Moves the parameters or, where not, accumulates; reads the given gradients or, where not, those accumulated. */
  do(moves: boolean, reads: boolean): void {
    const { span, begin, end } = this;
    const { direct, paramHere, gradHere } = this.pieces[0];
    if (direct && moves && reads && !span.full) this.#stepLists();
    else if ((!moves || paramHere) && (!reads || gradHere)) {
      this.#call(moves, reads, span.params + begin, span.grads + begin, begin, end - begin);
    } else this.#stream(moves, reads);
  }

  /** On the caller's own arrays. */
  #stepLists(): void {
    const { span, pieces } = this;
    const slots = (this.#slots ??= pieces.map(statesOf));
    for (let k = 0; k < pieces.length; k++) span.list(pieces[k].param as number[], pieces[k].grad as number[], slots[k]);
  }

  #call(moves: boolean, reads: boolean, params: number, grads: number, offset: number, count: number): void {
    const { span } = this;
    if (!moves) span.accumulate(grads, offset, count);
    else span.step(params, reads ? grads : span.slot(ACCUMULATED) + offset, offset, count);
  }

  /** What is not resident passes through the tiles, window by window. */
  #stream(moves: boolean, reads: boolean): void {
    const windows = (this.#windows ??= this.#cut());
    const { paramHere, gradHere } = this.pieces[0];
    const params = moves && !paramHere;
    const grads = reads && !gradHere;
    for (let k = 0; k < windows.length; k++) {
      const { at, count, paramsAt, gradsAt, copies } = windows[k];
      for (let j = 0; j < copies.length; j++) {
        const { piece, param, grad } = copies[j];
        if (params) param.bring(piece.param);
        if (grads) grad.bring(piece.grad);
      }
      this.#call(moves, reads, paramsAt, gradsAt, at, count);
      if (params) for (let j = 0; j < copies.length; j++) copies[j].param.take(copies[j].piece.param);
    }
  }

  /**
   * The windows, with views of all that is copied, so that an update of the same arrays makes none. The padding between
   * tensors is not cleared: what an earlier window left there is moved with the rest, and nobody reads it.
   */
  #cut(): Window[] {
    const { span, pieces, begin, end } = this;
    const { paramHere, gradHere } = pieces[0];
    const windows: Window[] = [];
    for (let at = begin, first = 0; at < end; at += span.tile) {
      const stop = Math.min(at + span.tile, end);
      const paramsAt = paramHere ? span.params + at : span.paramsTile;
      const gradsAt = gradHere ? span.grads + at : span.gradsTile;
      const copies: Window["copies"][number][] = [];
      while (pieces[first].tensor.end <= at) first++;
      for (let k = first; k < pieces.length && pieces[k].tensor.offset < stop; k++) {
        const piece = pieces[k];
        const { offset, length } = piece.tensor;
        const from = Math.max(at, offset);
        const count = Math.min(stop, offset + length) - from;
        const copy = (tile: number): Copy => new Copy(span, from - offset, tile + from - at, count);
        copies.push({ piece, param: copy(paramsAt), grad: copy(gradsAt) });
      }
      windows.push({ at, count: stop - at, paramsAt, gradsAt, copies });
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
}
