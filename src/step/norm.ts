import { round, type Numbers } from "../numbers.js";
import type { Span } from "../memory/span.js";
import { quote } from "../options/messages.js";
import { GRAD_RESIDENT, type Binding } from "./binding.js";

/** Parameters with the gradients given, or with those in a slot. */
export interface Bound {
  readonly bindings: readonly Given[];
  readonly gradSlot?: string | undefined;
}

type Given = Pick<Binding, "grad" | "kind" | "rows"> & { readonly tensor: Part };
type Part = Pick<Binding["tensor"], "name" | "span" | "element" | "offset" | "length">;

/** Of gradients, those given to one update or those in several places. */
export interface Squares {
  /** The sum of the squares, in float64, of gradients times `unit`. */
  readonly sumOfSquares: number;
  /** 2^±600 where the squares would overflow, or lie among the subnormal numbers. Default 1. */
  readonly unit?: number;
}

/** What an update decides by before it moves anything. */
export interface Examined extends Squares {
  /** Whether all gradients are finite. */
  readonly finite: boolean;
}

/** The norm times a number, in float64. */
export function normOf({ sumOfSquares, unit = 1 }: Squares, times: number): number {
  return (Math.sqrt(sumOfSquares) * times) / unit;
}

/**
 * The sum of all squares. That of the k-th element of all, in the maps' order, goes to sum k mod 8, so the result does not
 * depend on how they are spread over tensors, groups and threads.
 */
export function squaresOf({ bindings, gradSlot }: Bound): Squares {
  const squares = new Total();
  for (let k = 0; k < bindings.length; k++) {
    const { tensor, rows, grad, kind } = bindings[k];
    const { span, offset, length } = tensor;
    if (gradSlot) squares.take(span, span.slot(gradSlot) + offset, length);
    else if (kind & GRAD_RESIDENT) squares.take(span, span.grads + offset, length);
    else squares.stream(span, rows ? rows.sums : grad);
  }
  const { sum } = squares;
  // A square below 2^-1022 is off by up to 2^-1075: by 2^40 of them, a sum from 2^-900 on is off by less than 2^-134 of
  // itself. Below, and where the sum overflows, squares are of elements × 2^±600, which is exact: the largest of these lies
  // in [2^-474, 2^150) or [2^-108, 2^424), so no square overflows, and none is rounded that counts beside it: Blue 1978,
  // ACM TOMS 4(1). Those of float32 are neither so small nor so large.
  const usual = !(sum < 2 ** -900 || sum === Infinity);
  if (usual || bindings.every(({ tensor }) => tensor.element === 4)) return { sumOfSquares: sum };
  const unit = 2 ** (sum < 1 ? 600 : -600);
  const sums = new Float64Array(8);
  let k = 0;
  for (const { tensor, rows, grad } of bindings) {
    const values: Numbers = gradSlot
      ? tensor.span.view(tensor.span.slot(gradSlot) + tensor.offset, tensor.length)
      : rows
        ? rows.sums
        : grad;
    for (let i = 0; i < values.length; i++) {
      const x = round(tensor.element === 4, values[i]) * unit;
      sums[k++ & 7] += x * x;
    }
  }
  return { sumOfSquares: total(sums), unit };
}

export function examine(bound: Bound): Examined {
  const squares = squaresOf(bound);
  // The norm of finite gradients may overflow too.
  return { ...squares, finite: Number.isFinite(normOf(squares, 1)) || !firstNonFinite(bound.bindings) };
}

/** What gradients times `gradScale`, of this norm, are multiplied by to have at most the norm `limit`: `torch.nn.utils.clip_grad_norm_`. */
export function clipped(squares: Squares, gradScale: number, norm: number, limit: number): number {
  if (limit === Infinity) return gradScale;
  // Of finite gradients too, where only their scale or number makes the norm infinite.
  if (norm === Infinity) return ((Math.sign(gradScale) * limit) / normOf(squares, 2 ** -32)) * 2 ** -32;
  return gradScale * Math.min(1, limit / (norm + 1e-6));
}

/** A message that names the first gradient that is not finite, if there is one. */
export function firstNonFinite(bindings: readonly Given[]): string | undefined {
  for (const { tensor, rows, grad } of bindings) {
    const values: Numbers = rows ? rows.sums : grad;
    for (let i = 0; i < values.length; i++) {
      // In the parameter's type: a large float64 is infinite in float32.
      if (Number.isFinite(round(tensor.element === 4, values[i]))) continue;
      const place = rows ? rows.placeOf(i) : i;
      return `grads[${quote(tensor.name)}][${place}] must be finite, got ${values[i]}`;
    }
  }
  return undefined;
}

class Total {
  /** Elements so far. */
  #count = 0;
  /** The span whose memory has the eight sums now. */
  #span: Span | undefined;
  /** A stretch of the heap not yet taken. */
  #at = 0;
  #pending = 0;

  get sum(): number {
    if (this.#span === undefined) return 0;
    this.#flush();
    return total(this.#span.sums);
  }

  /** Elements in the heap; side by side with those before they make one call. */
  take(span: Span, begin: number, length: number): void {
    if (span !== this.#span || begin !== this.#at + this.#pending) {
      this.#flush();
      if (this.#span === undefined) clear(span.sums);
      else if (this.#span !== span) span.sums.set(this.#span.sums);
      this.#span = span;
      this.#at = begin;
    }
    this.#pending += length;
  }

  /** A caller's array passes through the tile. */
  stream(span: Span, grad: Numbers): void {
    for (let begin = 0; begin < grad.length; begin += span.tile) {
      const count = Math.min(span.tile, grad.length - begin);
      // What is in the tile is not taken yet.
      this.#flush();
      copyIn(span, grad, begin, count);
      this.take(span, span.gradsTile, count);
    }
  }

  #flush(): void {
    if (this.#pending > 0) this.#span?.squares(this.#at, this.#pending, this.#count);
    this.#count = (this.#count + this.#pending) & 7;
    this.#pending = 0;
  }
}

/** A part of a caller's array into the tile of gradients. */
function copyIn({ heap, gradsTile }: Span, array: Numbers, begin: number, count: number): void {
  if (Array.isArray(array)) for (let i = 0; i < count; i++) heap[gradsTile + i] = array[begin + i];
  else heap.set(count === array.length ? array : array.subarray(begin, begin + count), gradsTile);
}

function total(s: Float64Array): number {
  return s[0] + s[1] + (s[2] + s[3]) + (s[4] + s[5] + (s[6] + s[7]));
}

/** A loop, as `fill` costs 20 ns more. */
function clear(sums: Float64Array): void {
  for (let k = 0; k < sums.length; k++) sums[k] = 0;
}
