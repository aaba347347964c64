/** base ** exponent for a whole exponent ≥ 0, by repeated squaring: `Math.pow` differs between engines in the last digit. */
export function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; square *= square, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}
