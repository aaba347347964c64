/**
 * η·‖p‖/(‖u‖ + eps), by the squares of both norms; 1 where one is 0. No more than float32 has: of a u that is next to
 * nothing infinity would make NaN.
 */
export function ratioOf(pp: number, uu: number, share = 1, eps = 0): number {
  if (pp === 0 || uu === 0) return 1;
  const ratio = (share * Math.sqrt(pp)) / (Math.sqrt(uu) + eps);
  return ratio > MOST ? MOST : ratio;
}

/** Leaves room for the rate. */
const MOST = 2 ** 100;
