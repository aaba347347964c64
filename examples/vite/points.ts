export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points around y = 2x + 0.5. */
export function noisyPoints(count: number): Point[] {
  return Array.from({ length: count }, () => {
    const x = Math.random() * 2 - 1;
    return { x, y: 2 * x + 0.5 + (Math.random() - 0.5) * 0.6 };
  });
}
