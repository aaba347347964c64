/**
 * The rate `t0 / (t + t1)` at iteration t = 0, 1, ….
 *
 * Source: Robbins & Monro 1951; the "learning schedule" of stochastic gradient descent in the source notes.
 */
export function inverseTimeDecay({ t0, t1 }: { t0: number; t1: number } = {} as never): (iteration: number) => number {
  requirePositive("t0", t0);
  requirePositive("t1", t1);
  return (iteration) => t0 / (iteration + t1);
}

function requirePositive(name: string, value: unknown): void {
  if (typeof value !== "number") throw new TypeError(`${name} must be a finite number > 0, got ${typeof value}`);
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be a finite number > 0, got ${value}`);
}
