/** A derivative by differences, and how far it may be off. */
export interface Slope {
  readonly value: number;
  readonly error: number;
  /** The derivatives on either side, at the shortest step, where they differ whatever the step is. */
  readonly kink?: readonly [number, number];
}

const STEPS = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/** The function's value so far from the point, and how far that is as the parameters round it. */
export type Along = (t: number) => readonly [value: number, t: number];

/**
 * Central differences at five steps, of which the two that agree best are believed; what the value's own rounding makes of
 * them counts as error. Values that all are float32 numbers are rounded so.
 */
export function slopeAlong(f: Along, size: number): Slope {
  const [here] = f(0);
  const values = [here];
  const found = STEPS.map((step) => {
    const [up, above] = f(step * size);
    const [down, below] = f(-step * size);
    values.push(up, down);
    return {
      step: step * size,
      slope: (up - down) / (above - below),
      right: (up - here) / above,
      left: (down - here) / below,
    };
  });
  const unit =
    values.every((each) => Math.fround(each) === each) && values.some((each) => each % 1 !== 0) ? 2 ** -23 : 2 ** -52;
  let best: Slope = { value: NaN, error: Infinity };
  for (let k = 1; k < found.length; k++) {
    const noise = (4 * unit * Math.abs(here)) / found[k].step;
    const error = Math.abs(found[k].slope - found[k - 1].slope) + noise;
    if (error < best.error) best = { value: found[k].slope, error };
  }
  const jumps = found.map(({ right, left }) => right - left);
  const last = jumps.length - 1;
  const noise = (8 * unit * Math.abs(here)) / found[last - 1].step;
  const stays = Math.abs(jumps[last - 1]) > 0.5 * Math.abs(jumps[last - 3]) && Math.abs(jumps[last - 1]) > 4 * noise;
  if (!stays) return best;
  const { right, left } = found[last - 1];
  return { ...best, kink: [Math.min(right, left), Math.max(right, left)] };
}
