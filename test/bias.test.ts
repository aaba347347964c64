import { expect, it } from "vitest";
import { biasCorrection } from "../src/bias.js";

it.each([2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 3 * 2 ** 40 + 12345, Number.MAX_SAFE_INTEGER])(
  "1 − βᵗ goes on beyond 2³² steps: t = %i",
  (t) => {
    for (const rate of [2 ** -53, 2 ** -45, 2 ** -40, 2 ** -30, 0.001]) {
      const expected = -Math.expm1(t * Math.log1p(-rate));
      const [before, actual] = [t - 1, t].map((each) => biasCorrection(1 - rate, each));
      // β is rounded anew by each squaring: the smaller its distance from 1, the less of it is left.
      if (rate * t > 1e-6 && rate >= 2 ** -40) expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-4);
      expect(actual).toBeGreaterThanOrEqual(before);
    }
  },
);
