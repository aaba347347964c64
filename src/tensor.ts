import type { Place } from "./layout.js";
import type { Entry, Numbers } from "./maps.js";
import type { Element, Floats } from "./rule.js";
import type { Piece, Span } from "./span.js";

/** A parameter by name: where its state lies, and the arrays that the latest update brought. */
export class Tensor implements Piece {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
  readonly offset: number;
  readonly span: Span;
  /** The span's own memory for parameter and gradient, if they were allocated. */
  readonly home?: { readonly param: Floats; readonly grad: Floats };
  param: Numbers = [];
  grad: Numbers = [];
  /** Whether the map holds a plain number, to be replaced there. */
  plain = false;

  constructor(span: Span, { name, element, length, offset }: Place) {
    this.name = name;
    this.element = element;
    this.length = length;
    this.offset = offset;
    this.span = span;
    if (!span.resident) return;
    this.home = { param: span.param(offset, length), grad: span.grad(offset, length) };
    this.bind(this.home);
  }

  bind({ param, grad }: Pick<Entry, "param" | "grad">): void {
    this.plain = typeof param === "number";
    this.param = typeof param === "number" ? [param] : param;
    this.grad = typeof grad === "number" ? [grad] : grad;
  }

  get paramHere(): boolean {
    return this.param === this.home?.param;
  }

  get gradHere(): boolean {
    return this.grad === this.home?.grad;
  }

  state(slot: number): Floats {
    return this.span.state(slot, this.offset, this.length);
  }
}
