/** Pixels between lines that run on one another, and across all of them at most. */
const GAP = 3;
const WIDEST = 16;
/** Nearer than this, in pixels, they would be taken for one. */
const NEAR = 2.5;

/**
 * How far each of the paths is moved aside at this step: those that coincide, here and a step before, get lanes beside one
 * another, in their order. Positions are x and y in turn, NaN for a path that has ended.
 */
export function lanesOf(before: Float64Array, now: Float64Array): Float64Array {
  const count = now.length / 2;
  const lanes = new Float64Array(count);
  const done = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (done[i]) continue;
    const together = [i];
    for (let j = i + 1; j < count; j++) if (!done[j] && near(now, i, j) && near(before, i, j)) together.push(j);
    const gap = Math.min(GAP, WIDEST / together.length);
    together.forEach((each, k) => {
      done[each] = 1;
      lanes[each] = (k - (together.length - 1) / 2) * gap;
    });
  }
  return lanes;
}

function near(at: Float64Array, i: number, j: number): boolean {
  return Math.abs(at[2 * i] - at[2 * j]) < NEAR && Math.abs(at[2 * i + 1] - at[2 * j + 1]) < NEAR;
}
