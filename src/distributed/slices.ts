import { cutAt, padded } from "../memory/layout.js";
import type { Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";
import type { Floats } from "../numbers.js";
import type { Block } from "./collective.js";

/** A span's parameters and gradients, whole, and where each rank's part of them begins and ends. */
export interface Slices {
  readonly span: Span;
  readonly params: Floats;
  readonly grads: Floats;
  /** `size + 1` places: rank k's part is from the k-th to the next. */
  readonly cuts: readonly number[];
}

/** Of all spans that these tensors lie in, which are the same on every rank. */
export function slicesOf(tensors: Iterable<Tensor>, size: number): Slices[] {
  const lengths = new Map<Span, number>();
  for (const { span, element, whole } of tensors)
    lengths.set(span, (lengths.get(span) ?? 0) + padded(element, (whole as NonNullable<Tensor["whole"]>).param.length));
  return [...lengths].map(([span, length]) => ({
    span,
    params: span.view(span.params - span.begin, length),
    grads: span.view(span.grads - span.begin, length),
    cuts: Array.from({ length: size + 1 }, (_, k) => cutAt({ element: span.element, length }, k, size)),
  }));
}

/** Each rank's part of an array that goes over a whole span. */
export function partsOf(array: Floats, cuts: readonly number[]): Block[] {
  return cuts.slice(1).map((end, k) => array.subarray(cuts[k], end));
}
