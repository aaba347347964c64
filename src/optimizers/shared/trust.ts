import type { Element } from "../../numbers.js";

/**
 * lr·η·‖p‖/(‖u‖ + eps), by the squares of both norms; lr where one is 0. No more than the type of the parameter has: of a u
 * that is next to nothing infinity would make NaN.
 */
export function rateOf(element: Element, lr: number, pp: number, uu: number, share = 1, eps = 0): number {
  if (pp === 0 || uu === 0) return lr;
  const ratio = (share * Math.sqrt(pp)) / (Math.sqrt(uu) + eps);
  // First the ratio: a rate of 0 times infinity would be NaN.
  return Math.min(lr * Math.min(ratio, MOST[8]), MOST[element]);
}

const MOST: Readonly<Record<Element, number>> = { 4: 2 ** 127, 8: 2 ** 1023 };
