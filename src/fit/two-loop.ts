import type { Pairs } from "./vectors.js";

/** What the recursion does to vectors by their numbers. */
export interface Turning {
  dot(a: number, b: number): number;
  scaled(to: number, scale: number, from: number): void;
  /** q += scale · y, and the dot product of what q becomes with s. */
  advance(q: number, scale: number, y: number, s: number): number;
}

/** d = −H g by the two-loop recursion over at least one pair, turn by turn; the product of d with g. `shares` is scratch. */
export function twoLoops(
  of: Turning,
  d: number,
  g: number,
  { steps, changes, products }: Pairs,
  theta: number,
  shares: number[],
): number {
  const last = steps.length - 1;
  of.scaled(d, -1, g);
  let product = of.dot(d, steps[last]);
  for (let k = last; k >= 0; k--) {
    const share = product / products[k];
    shares[k] = share;
    product = of.advance(d, -share, changes[k], k > 0 ? steps[k - 1] : changes[0]);
  }
  of.scaled(d, 1 / theta, d);
  product = of.dot(d, changes[0]);
  for (let k = 0; k <= last; k++) {
    const back = product / products[k];
    product = of.advance(d, shares[k] - back, steps[k], k < last ? changes[k + 1] : g);
  }
  return product;
}
