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

/** A parameter by name: where its state lies. In a shard it is a rank's part of one, which may be none of it. */
export class Tensor implements Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
  /** Behind its last element with the padding. */
  end: number;
  /** The span's own memory for parameter and gradient, if they were allocated. */
  resident: Resident | undefined;
  /** All of both, where they are a part of the parameter. */
  whole: Resident | undefined;
  /** Its first element's position in the span. */
  offset: number;
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
    /** The whole parameter's position in that of which the span has state for a part. */
    at: number,
    /** Counts its steps. */
    public clock: Clock,
  ) {
    const within = (place: number) => Math.min(Math.max(place - span.begin, 0), span.length);
    const offset = within(at);
    this.name = name;
    this.element = element;
    this.offset = offset;
    this.length = within(at + length) - offset;
    this.end = offset + padded(element, this.length);
    if (!span.resident) return;
    this.resident = residentOf(span, offset, this.length);
    this.whole = this.length === length ? this.resident : residentOf(span, at - span.begin, length);
  }

  state(slot: string): Floats {
    return this.sides?.[slot] ?? this.span.view(this.span.slot(slot) + this.offset, this.length);
  }
}

/** Whether it is a rank's part of a parameter, and not all of it. */
export function isPart({ whole, length }: Pick<Tensor, "whole" | "length">): boolean {
  return whole !== undefined && whole.param.length !== length;
}

/** The span's own memory for a parameter and its gradient. */
interface Resident {
  readonly param: Floats;
  readonly grad: Floats;
}

function residentOf(span: Span, at: number, length: number): Resident {
  return { param: span.view(span.params + at, length), grad: span.view(span.grads + at, length) };
}
