import type { Examined } from "../step/norm.js";

/** What several places have examined, as one, in their order: one alone stays as it is. */
export function together(all: readonly Required<Examined>[]): Examined {
  if (all.length === 1) return all[0];
  // Beside squares that needed a small unit, those of a greater one do not count.
  const unit = Math.min(...all.map((each) => (each.sumOfSquares === 0 ? Infinity : each.unit)));
  const finite = all.every((each) => each.finite);
  if (unit === Infinity) return { sumOfSquares: 0, finite };
  let sumOfSquares = 0;
  for (const each of all) {
    const times = unit / each.unit;
    sumOfSquares += each.sumOfSquares * times * times;
  }
  return { sumOfSquares, unit, finite };
}
