export interface Problem {
  readonly name: string;
  readonly start: readonly number[];
  /** Residuals and their Jacobian, a row for each. */
  readonly residuals: (x: readonly number[]) => [r: number, row: number[]][];
  readonly bounds?: readonly [number[], number[]];
}

export const range = (n: number) => Array.from({ length: n }, (_, k) => k + 1);
/** A row that is zero but for some. */
export const row = (n: number, ...entries: [number, number][]): number[] => {
  const made = Array.from({ length: n }, () => 0);
  for (const [k, value] of entries) made[k] += value;
  return made;
};

/** The sum of squares and its gradient. */
export function sumOfSquares({ residuals }: Problem): (x: readonly number[]) => { value: number; grad: number[] } {
  return (x) => {
    let value = 0;
    const grad = x.map(() => 0);
    for (const [r, g] of residuals(x)) {
      value += r * r;
      g.forEach((gi, i) => (grad[i] += 2 * r * gi));
    }
    return { value, grad };
  };
}
