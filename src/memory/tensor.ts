import type { Element, Floats, Shape } from "../numbers.js";
import type { Clock } from "./clock.js";
import { padded } from "./layout.js";
import type { Span } from "./span.js";

/** A list whose rows are one matrix: their state lies together. */
export interface RowList extends Shape {
  /** How many rows it has. */
  readonly rows: number;
  readonly shape: readonly number[];
}

/** A parameter by name: where its state lies. */
export class Tensor implements Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
  /** Behind its last element with the padding. */
  end: number;
  /** The span's own memory for parameter and gradient, if they were allocated. */
  resident: { readonly param: Floats; readonly grad: Floats } | undefined;
  /** What is kept beside, where there is not one number for each element. */
  declare sides: Readonly<Record<string, Floats>> | undefined;
  /** Rows first, where what is kept depends on it. */
  declare shape: readonly number[] | undefined;
  /** What it is a row of; what is kept of all of that is the first row's. */
  declare list: RowList | undefined;
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
    public offset: number,
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
