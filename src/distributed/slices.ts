import { cutAt, padded } from "../memory/layout.js";
import type { Span } from "../memory/span.js";
import type { Tensor } from "../memory/tensor.js";
import type { Floats } from "../numbers.js";
import { GRAD_RESIDENT } from "../step/binding.js";
import type { Bound } from "../step/norm.js";
import type { Block } from "./collective.js";

/** A span's parameters and gradients, whole, and where each rank's part of them begins and ends. */
export interface Slices {
  readonly span: Span;
  readonly params: Floats;
  readonly grads: Floats;
  /** Each rank's part of these. */
  readonly parts: { readonly params: readonly Block[]; readonly grads: readonly Block[] };
  /** `size + 1` places: rank k's part is from the k-th to the next. */
  readonly cuts: readonly number[];
}

/** Of all spans that these tensors lie in, which are the same on every rank. */
export function slicesOf(tensors: Iterable<Tensor>, size: number): Slices[] {
  const lengths = new Map<Span, number>();
  for (const { span, element, whole } of tensors)
    lengths.set(span, (lengths.get(span) ?? 0) + padded(element, (whole as NonNullable<Tensor["whole"]>).param.length));
  return [...lengths].map(([span, length]) => {
    const params = span.view(span.params - span.begin, length);
    const grads = span.view(span.grads - span.begin, length);
    const cuts = Array.from({ length: size + 1 }, (_, k) => cutAt({ element: span.element, length }, k, size));
    return { span, params, grads, cuts, parts: { params: partsOf(params, cuts), grads: partsOf(grads, cuts) } };
  });
}

/** Of each parameter's gradient the part that a rank sums. */
export function ownGrads(tensors: readonly Tensor[], slices: readonly Slices[], rank: number): Bound {
  const cutsOf = new Map(slices.map(({ span, cuts }) => [span, cuts]));
  const bindings = tensors.map(({ name, span, element, offset: from, length: count }) => {
    const [begin, end] = (cutsOf.get(span) as readonly number[]).slice(rank, rank + 2).map((cut) => cut - span.begin);
    const within = (place: number) => Math.min(Math.max(place, begin), end);
    const offset = within(from);
    const length = within(from + count) - offset;
    const grad = span.view(span.grads + offset, length);
    return { tensor: { name, span, element, offset, length }, rows: undefined, grad, kind: GRAD_RESIDENT };
  });
  return { bindings };
}

function partsOf(array: Floats, cuts: readonly number[]): Block[] {
  return cuts.slice(1).map((end, k) => array.subarray(cuts[k], end));
}
