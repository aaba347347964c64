import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as all from "../../src/schedules/index.js";

describe("properties", () => {
  const steps = fc.integer({ min: 1, max: 1000 });
  const value = fc.double({ min: 1e-6, max: 10, noNaN: true });

  it("piecewiseConstant takes pairs in any order as it takes an object", () => {
    const scales = fc.dictionary(
      fc.integer({ min: 0, max: 99 }).map(String),
      fc.double({ min: 0, max: 2, noNaN: true }),
    );
    fc.assert(
      fc.property(scales, fc.nat(110), (boundariesAndScales, t) => {
        const pairs = Object.entries(boundariesAndScales)
          .map(([at, scale]) => [Number(at), scale] as const)
          .toReversed();
        const [a, b] = [boundariesAndScales, pairs].map((given) =>
          all.piecewiseConstant({ initValue: 1, boundariesAndScales: given }),
        );
        expect(a(t)).toBe(b(t));
      }),
    );
  });

  it("warmup rises from its initial value by equal steps and meets its schedule without a jump", () => {
    fc.assert(
      fc.property(steps, value, value, (n, initValue, peak) => {
        const schedule = all.cosineDecay({ initValue: peak, decaySteps: 100 });
        const warm = all.warmup({ steps: n, schedule, initValue });
        const tolerance = 1e-14 * Math.max(initValue, peak);
        expect(Math.abs(warm(0) - initValue)).toBeLessThanOrEqual(tolerance);
        expect(warm(n)).toBe(peak);
        expect(Math.abs(warm(n - 1) - (peak - (peak - initValue) / n))).toBeLessThanOrEqual(tolerance);
        for (const t of [1, 50, 1000]) expect(warm(n + t)).toBe(schedule(t));
      }),
    );
  });

  it("join gives each schedule its own count from 0", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 5 }), fc.nat(5000), (lengths, t) => {
        let sum = 0;
        const boundaries = lengths.map((length) => (sum += length));
        const parts = [...boundaries, Infinity].map((_item, i) => (count: number) => i * 1e6 + count);
        const passed = boundaries.filter((boundary) => boundary <= t).length;
        expect(all.join({ schedules: parts, boundaries })(t)).toBe(passed * 1e6 + t - (boundaries[passed - 1] ?? 0));
      }),
    );
  });

  it("cosineRestarts begins every period at the initial value and only falls within it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        value,
        (decaySteps, multiplier, initValue) => {
          const schedule = all.cosineRestarts({ initValue, decaySteps, multiplier, alpha: 0.25 });
          for (let k = 0, start = 0, period = decaySteps; k < 4; k++, start += period, period *= multiplier) {
            expect(schedule(start)).toBe(initValue);
            for (let t = start + 1; t < start + period; t++) expect(schedule(t)).toBeLessThan(schedule(t - 1));
          }
        },
      ),
    );
  });

  it("no decay goes past its end", () => {
    fc.assert(
      fc.property(steps, value, fc.nat(3000), (n, initValue, t) => {
        const falls = [
          all.cosineDecay({ initValue, decaySteps: n, exponent: 1.5 }),
          all.polynomialDecay({ initValue, endValue: 0, power: 0.5, transitionSteps: n }),
          all.exponentialDecay({ initValue, decayRate: 0.5, transitionSteps: n }),
        ];
        for (const fall of falls) {
          expect(fall(0)).toBe(initValue);
          expect(fall(t)).toBeGreaterThanOrEqual(0);
          expect(fall(t + 1)).toBeLessThanOrEqual(fall(t));
        }
      }),
    );
  });
});
