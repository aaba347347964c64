import type { Examined } from "../step/norm.js";

/**
 * What `examine` gave in several places, as one, in their order: for `update(params, grads, { examined })` in each. That of one
 * place alone stays as it is.
 */
export function together(all: readonly Examined[]): Examined {
  if (all.length === 1) return all[0];
  const finite = all.every((each) => each.finite);
  // Beside squares that needed a small unit, those of a greater one do not count.
  const unit = Math.min(...all.map(({ sumOfSquares, unit: own = 1 }) => (sumOfSquares === 0 ? Infinity : own)));
  if (unit === Infinity) return { sumOfSquares: 0, finite };
  const sum = sumIn(unit, all);
  // Squares that are finite may overflow together.
  return finite && sum === Infinity
    ? { sumOfSquares: sumIn(SMALL, all), unit: SMALL, finite }
    : { sumOfSquares: sum, unit, finite };
}

/** The unit of what overflows. */
const SMALL = 2 ** -600;

function sumIn(unit: number, all: readonly Examined[]): number {
  let sum = 0;
  for (const { sumOfSquares, unit: own = 1 } of all) {
    const times = unit / own;
    sum += sumOfSquares * times * times;
  }
  return sum;
}
