import { cosineDecay, oneCycle, stepDecay, warmup, type Schedule } from "optim-wasm";

type Make = (lr: number, steps: number, epoch: number) => number | Schedule;

/** Schedules to choose from, each made of a rate, the steps of the whole training and those of an epoch. */
export const schedules = {
  constant: (lr) => lr,
  cosine: (lr, steps) => cosineDecay({ initValue: lr, decaySteps: steps }),
  warmup: (lr, steps, epoch) =>
    warmup({ steps: epoch / 2, schedule: cosineDecay({ initValue: lr, decaySteps: steps - epoch / 2 }) }),
  oneCycle: (lr, steps) => oneCycle({ transitionSteps: steps, peakValue: lr }),
  step: (lr, _, epoch) => stepDecay({ initValue: lr, gamma: 0.5, stepSize: epoch }),
} satisfies Record<string, Make>;

export type ScheduleName = keyof typeof schedules;
