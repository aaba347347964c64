import { readFileSync } from "node:fs";
import * as all from "../../src/schedules/index.js";
import type { Schedule } from "../../src/schedules/index.js";

export type Options = Record<string, unknown>;
interface Fixture {
  readonly cases: readonly { name: string; options: Options; at: number[]; values: number[] }[];
  readonly plateau: readonly { options: Options; metrics: (number | string)[]; values: number[] }[];
  readonly arithmetic: Readonly<Record<"cosineFall" | "logarithm" | "exponential", [x: number, exact: number][]>> & {
    readonly power: [x: number, p: number, exact: number][];
  };
}

export const fixture = JSON.parse(
  readFileSync(new URL("../fixtures/schedules.json", import.meta.url), "utf8"),
) as Fixture;
const { ReduceOnPlateau: _, ...schedules } = all;
export const table = schedules as unknown as Record<string, (options?: unknown) => Schedule>;

/** One valid set of options per schedule, with every option in it. */
export const whole: Record<string, Options> = {
  constant: { value: 1 },
  stepDecay: { initValue: 1, stepSize: 10, gamma: 0.5 },
  piecewiseConstant: { initValue: 1, boundariesAndScales: { 10: 0.5 } },
  exponentialDecay: {
    initValue: 1,
    transitionSteps: 10,
    decayRate: 0.9,
    transitionBegin: 2,
    staircase: false,
    endValue: 0,
  },
  inverseTimeDecay: { t0: 5, t1: 50 },
  inverseSqrt: { peakValue: 1, warmupSteps: 10, timescale: 20, initValue: 0 },
  linear: { initValue: 1, endValue: 0, transitionSteps: 10, transitionBegin: 0 },
  polynomialDecay: { initValue: 1, endValue: 0, power: 2, transitionSteps: 10, transitionBegin: 0 },
  cosineDecay: { initValue: 1, decaySteps: 10, alpha: 0, exponent: 1 },
  cosineRestarts: { initValue: 1, decaySteps: 10, multiplier: 2, alpha: 0 },
  cyclic: { initValue: 0.1, peakValue: 1, stepSizeUp: 10, stepSizeDown: 20, mode: "triangular2" },
  oneCycle: { transitionSteps: 100, peakValue: 1, pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4 },
  warmup: { steps: 5, schedule: () => 1, initValue: 0 },
  warmupStableDecay: {
    peakValue: 1,
    warmupSteps: 10,
    stableSteps: 30,
    decaySteps: 20,
    initValue: 0.5,
    endValue: 0.1,
    form: "cosine",
  },
  join: { schedules: [() => 1, () => 2], boundaries: [10] },
  product: { schedules: [() => 1, () => 2] },
  swa: { start: 3 },
};
