import type { Element, Floats, Shape } from "../numbers.js";
import type { Clock } from "./clock.js";
import { padded } from "./layout.js";
import type { Span } from "./span.js";

/** A parameter by name: where its state lies. In a shard it is a rank's part of one, which may be none of it. */
export class Tensor implements Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
  /** Behind its last element with the padding. */
  readonly end: number;
  /** The span's own memory for parameter and gradient, if they were allocated. */
  readonly resident: { readonly param: Floats; readonly grad: Floats } | undefined;
  /** Of a part, the whole parameter with its gradient, and where in it the part begins. */
  declare whole: Whole | undefined;
  /** What is kept beside, where there is not one number for each element. */
  declare sides: Readonly<Record<string, Floats>> | undefined;
  /** Rows first, where what is kept depends on it. */
  declare shape: readonly number[] | undefined;
  /** Whether its average has begun. */
  averaged = false;
  /** Whether it has accumulated a gradient for the next step. */
  gathered = false;
  /** Whether the average holds the parameter, and the caller's array the average. */
  swapped = false;
  /** The parameter, while the caller's array holds the point to evaluate. */
  aside: Floats | undefined;

  constructor(
    readonly span: Span,
    { name, element, length }: Shape,
    /** Its first element's position in the span. */
    readonly offset: number,
    /** Counts its steps. */
    public clock: Clock,
  ) {
    this.name = name;
    this.element = element;
    this.length = length;
    this.end = offset + padded(element, length);
    this.resident = span.resident
      ? { param: span.view(span.params + offset, length), grad: span.view(span.grads + offset, length) }
      : undefined;
  }

  state(slot: string): Floats {
    return this.sides?.[slot] ?? this.span.view(this.span.slot(slot) + this.offset, this.length);
  }
}

export interface Whole {
  readonly param: Floats;
  readonly grad: Floats;
  readonly from: number;
}

/** A rank's part of a parameter that begins at `at` of its whole span. */
export function partOf(span: Span, { name, element, length }: Shape, at: number, clock: Clock): Tensor {
  const clamp = (place: number) => Math.min(Math.max(place - span.begin, 0), span.length);
  const offset = clamp(at);
  const part = { name, element, length: clamp(at + length) - offset };
  const tensor = new Tensor(span, part, offset, clock);
  const wholeOf = (begin: number) => span.view(begin - span.begin + at, length);
  const from = Math.min(Math.max(span.begin - at, 0), length);
  tensor.whole = { param: wholeOf(span.params), grad: wholeOf(span.grads), from };
  return tensor;
}
