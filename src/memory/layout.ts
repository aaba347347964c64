import type { Element } from "../rule.js";

/** A parameter as a layout sees it. */
export interface Shape {
  readonly name: string;
  readonly element: Element;
  readonly length: number;
}

/** What parameters of one element type and one group take, one after the other. */
export interface SpanLayout {
  readonly element: Element;
  readonly group: number;
  /** Elements with the padding. */
  length: number;
}

/** Elements that `length` of them take with their padding. */
export function padded(element: Element, length: number): number {
  return roundUp(length, 16 / element);
}

/** The first multiple of `step` that is not below. */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
