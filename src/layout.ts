import type { Element } from "./rule.js";

/** A parameter as a layout sees it. */
export interface Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
  /** The number of its group; 0 for those in none. */
  readonly group: number;
}

/** All parameters of one element type and one group, one after the other. */
export interface SpanLayout {
  readonly element: Element;
  readonly group: number;
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
  const spans = new Map<number, { element: Element; group: number; places: Place[]; length: number }>();
  for (const shape of shapes) {
    const { element, group, length } = shape;
    // Element types and groups side by side: both are small numbers.
    const key = 16 * group + element;
    const span = spans.get(key) ?? { element, group, places: [], length: 0 };
    spans.set(key, span);
    span.places.push({ ...shape, offset: span.length });
    span.length += padded(element, length);
  }
  return [...spans.values()];
}

/** Elements that `length` of them take with their padding. */
export function padded(element: Element, length: number): number {
  return roundUp(length, 16 / element);
}

/** The first multiple of `step` that is not below. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
