import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SGD } from "../../src/index.js";
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

  it("linear is polynomialDecay of power 1, to the bit", () => {
    fc.assert(
      fc.property(value, value, steps, fc.nat(500), fc.nat(2000), (initValue, endValue, n, transitionBegin, t) => {
        const options = { initValue, endValue, transitionSteps: n, transitionBegin };
        expect(all.linear(options)(t)).toBe(all.polynomialDecay({ ...options, power: 1 })(t));
      }),
    );
  });

  it("cyclic stands at its ends exactly, however late", () => {
    fc.assert(
      fc.property(steps, steps, value, value, fc.nat(1e9), (up, down, initValue, peakValue, cycle) => {
        const schedule = all.cyclic({ initValue, peakValue, stepSizeUp: up, stepSizeDown: down });
        const begin = cycle * (up + down);
        expect(schedule(begin)).toBe(initValue);
        expect(schedule(begin + up)).toBe(initValue + (peakValue - initValue));
        const halved = all.cyclic({ initValue: 0, peakValue, stepSizeUp: up, stepSizeDown: down, mode: "triangular2" });
        const few = cycle % 50;
        expect(halved(few * (up + down) + up)).toBe(peakValue / 2 ** few);
      }),
    );
  });

  it("warmupStableDecay meets its parts without a jump, whatever its form", () => {
    fc.assert(
      fc.property(steps, steps, steps, value, value, (warmupSteps, stableSteps, decaySteps, peakValue, endValue) => {
        for (const form of ["linear", "cosine", "1-sqrt"] as const) {
          const options = { peakValue, warmupSteps, stableSteps, decaySteps, endValue, form };
          const schedule = all.warmupStableDecay(options);
          const end = warmupSteps + stableSteps + decaySteps;
          expect([schedule(0), schedule(warmupSteps)]).toEqual([0, peakValue]);
          expect(Math.abs(schedule(warmupSteps + stableSteps) - peakValue)).toBeLessThan(
            1e-14 * (peakValue + endValue),
          );
          expect([schedule(end), schedule(end + 99)]).toEqual([endValue, endValue]);
        }
      }),
    );
  });

  it("product multiplies what its schedules are at the same iteration", () => {
    const schedules = [all.cosineDecay({ initValue: 0.1, decaySteps: 100 }), (t: number) => t + 1, Math.sqrt];
    const schedule = all.product({ schedules });
    for (const t of [0, 1, 50, 99]) expect(schedule(t)).toBe(schedules[0](t) * (t + 1) * Math.sqrt(t));
  });
});

describe("emaDecay: swa()", () => {
  it.each([0, 3])("is the mean of the parameters from step %i on", (start) => {
    const optimizer = new SGD({ lr: 0.3, emaDecay: all.swa({ start }) });
    const params = { x: new Float64Array([1, -2, 3]) };
    const seen: number[][] = [];
    for (let t = 0; t < 12; t++) {
      optimizer.update(params, { x: params.x.map((x) => 2 * x + Math.cos(t)) });
      seen.push([...params.x]);
      const some = seen.slice(Math.min(start, t));
      const mean = some[0].map((_, i) => some.reduce((sum, each) => sum + each[i], 0) / some.length);
      mean.forEach((each, i) => expect(optimizer.ema.x[i]).toBeCloseTo(each, 14));
    }
  });
});
