import { Digest } from "./digest.mjs";
import { generator } from "./numbers.mjs";

/** Every schedule's values from the first iteration on, and at a few late ones. */
export function digestOfSchedules(library) {
  const digest = new Digest();
  const iterations = [...Array.from({ length: 300 }, (_, k) => k), 1_000, 12_345, 1_000_000, 2 ** 40];
  for (const schedule of schedules(library)) for (const iteration of iterations) digest.number(schedule(iteration));
  for (const options of [{}, { mode: "max", thresholdMode: "abs", threshold: 0.01, cooldown: 2, minValue: 0.01 }]) {
    const plateau = new library.ReduceOnPlateau({ initValue: 1, factor: 0.7, patience: 3, ...options });
    const random = generator(9);
    for (let report = 0; report < 120; report++) digest.number(plateau.step(1 / (report + 1) + random() * 0.1));
    digest.map(plateau.state());
  }
  return digest;
}

function schedules({
  constant,
  stepDecay,
  piecewiseConstant,
  exponentialDecay,
  inverseTimeDecay,
  inverseSqrt,
  linear,
  polynomialDecay,
  cosineDecay,
  cosineRestarts,
  cyclic,
  oneCycle,
  warmup,
  warmupStableDecay,
  join,
  product,
  swa,
}) {
  const cosine = cosineDecay({ initValue: 0.1, decaySteps: 170 });
  const power = exponentialDecay({
    initValue: 0.3,
    transitionSteps: 11,
    decayRate: 0.83,
    transitionBegin: 20,
    endValue: 0.001,
  });
  return [
    constant({ value: 0.3 }),
    stepDecay({ initValue: 0.3, stepSize: 30, gamma: 0.7 }),
    piecewiseConstant({ initValue: 0.3, boundariesAndScales: { 20: 0.1, 90: 3.3 } }),
    power,
    exponentialDecay({ initValue: 0.3, transitionSteps: 7, decayRate: 1.01, staircase: true }),
    inverseTimeDecay({ t0: 5, t1: 50 }),
    polynomialDecay({ initValue: 0.3, endValue: 0.01, power: 1, transitionSteps: 99 }),
    polynomialDecay({ initValue: 0.01, endValue: 0.3, power: 2.7, transitionSteps: 130, transitionBegin: 9 }),
    linear({ initValue: 0.3, endValue: 0.01, transitionSteps: 99, transitionBegin: 7 }),
    inverseSqrt({ peakValue: 0.3, warmupSteps: 23 }),
    inverseSqrt({ peakValue: 0.3, warmupSteps: 0, timescale: 77, initValue: 0.1 }),
    cosine,
    cosineDecay({ initValue: 0.1, decaySteps: 200, alpha: 0.1, exponent: 0.9 }),
    cosineRestarts({ initValue: 0.1, decaySteps: 13, multiplier: 2, alpha: 0.05 }),
    cosineRestarts({ initValue: 0.1, decaySteps: 17.5 }),
    cyclic({ initValue: 0.01, peakValue: 0.3, stepSizeUp: 17 }),
    cyclic({ initValue: 0.3, peakValue: 0.1, stepSizeUp: 7, stepSizeDown: 23, mode: "triangular2" }),
    oneCycle({ transitionSteps: 250, peakValue: 0.7 }),
    oneCycle({ transitionSteps: 201, peakValue: 0.7, pctStart: 0.4, divFactor: 10, finalDivFactor: 77 }),
    warmup({ steps: 25, schedule: cosine, initValue: 0.003 }),
    ...["linear", "cosine", "1-sqrt"].map((form) =>
      warmupStableDecay({ peakValue: 0.3, warmupSteps: 11, stableSteps: 50, decaySteps: 170, endValue: 0.01, form }),
    ),
    product({ schedules: [cosine, power] }),
    swa({ start: 9 }),
    join({ schedules: [power, cosine, (iteration) => 1 / (iteration + 3)], boundaries: [41, 120] }),
  ];
}
