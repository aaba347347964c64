import type { Element } from "./rule.js";

/** A parameter as a layout sees it. */
export interface Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
}

/** All parameters of one element type, one after the other. */
export interface SpanLayout {
  readonly element: Element;
  readonly places: readonly Place[];
  /** Elements with the padding. */
  readonly length: number;
}

export interface Place extends Shape {
  /** The first element's position in the span. */
  readonly offset: number;
}

/** Names to spans: each parameter begins at a whole vector of 16 bytes. */
export function layOut(shapes: readonly Shape[]): SpanLayout[] {
  return ([4, 8] as const).flatMap((element) => {
    let length = 0;
    const places = shapes
      .filter((shape) => shape.element === element)
      .map((shape) => {
        const offset = length;
        length += padded(element, shape.length);
        return { ...shape, offset };
      });
    return places.length > 0 ? [{ element, places, length }] : [];
  });
}

/** Elements that `length` of them take with their padding. */
export function padded(element: Element, length: number): number {
  return roundUp(length, 16 / element);
}

/** The first multiple of `step` that is not below. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
