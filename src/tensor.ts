import type { Place } from "./layout.js";
import type { Entry, Numbers } from "./maps.js";
import type { Element, Floats } from "./rule.js";
import type { Piece, Span } from "./span.js";

/** A parameter by name: where its state lies, and the arrays that the latest update brought. */
export class Tensor implements Piece {
  declare readonly name: string;
  declare readonly element: Element;
  declare readonly length: number;
  declare readonly offset: number;
  /** The span's own memory for parameter and gradient, if they were allocated. */
  readonly home?: { readonly param: Floats; readonly grad: Floats };
  param: Numbers = [];
  grad: Numbers = [];
  /** Whether the map holds a plain number, to be replaced there. */
  plain = false;
  /** Whether `param` is the span's own memory, and whether `grad` is. */
  paramHere = false;
  gradHere = false;

  constructor(
    readonly span: Span,
    place: Place,
  ) {
    Object.assign(this, place);
    if (!span.resident) return;
    const { offset, length } = place;
    this.home = { param: span.param(offset, length), grad: span.grad(offset, length) };
    this.bind(this.home);
  }

  bind({ param, grad }: Pick<Entry, "param" | "grad">): void {
    this.plain = typeof param === "number";
    this.param = typeof param === "number" ? [param] : param;
    this.grad = typeof grad === "number" ? [grad] : grad;
    this.paramHere = param === this.home?.param;
    this.gradHere = grad === this.home?.grad;
  }

  state(slot: number): Floats {
    return this.span.state(slot, this.offset, this.length);
  }
}
