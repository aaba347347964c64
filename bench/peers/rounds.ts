import type { Updates } from "../isolate.js";

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of one turn, and of all turns of one contestant. */
  readonly turn: number;
  readonly budget: number;
}

export const FULL: Effort = { rounds: 15, turn: 30, budget: 4000 };
export const QUICK: Effort = { rounds: 5, turn: 15, budget: 600 };

/** A step of more milliseconds is not measured. */
export const LIMIT = 10_000;

export interface Runner {
  readonly name: string;
  readonly enter?: () => void;
  readonly updates: Updates;
}

/** Nanoseconds of one step: median and quartiles over the rounds in which it took part. */
export interface Timing {
  readonly ns: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** The timing of all within the limit. They take turns, beginning with another one in each round; slow ones sit out some. */
export function race(runners: readonly Runner[], effort: Effort): Record<string, Timing> {
  const lanes = runners.map((runner) => laneOf(runner, effort)).filter(({ passed }) => passed < LIMIT);
  globalThis.gc?.();
  for (let round = 0; round < effort.rounds; round++) {
    for (let k = 0; k < lanes.length; k++) {
      const { runner, repeat, rounds, times } = lanes[(k + round) % lanes.length];
      if (times.length * effort.rounds > round * rounds) continue;
      times.push((1e6 * turn(runner, repeat)) / repeat);
    }
  }
  return Object.fromEntries(lanes.map(({ runner, times }) => [runner.name, timing(times)]));
}

/** Milliseconds of so many steps; what a runner must switch before them is not in them. */
function turn({ enter, updates }: Runner, repeat: number): number {
  enter?.();
  const begin = performance.now();
  updates(repeat);
  return performance.now() - begin;
}

/** Warms up; the steps of one turn and the number of rounds that fit the effort. */
function laneOf(runner: Runner, { rounds, turn: wanted, budget }: Effort) {
  let repeat = 1;
  let passed = turn(runner, repeat);
  for (let total = passed; total < 3 * wanted && passed < LIMIT; total += passed) {
    repeat = Math.max(1, Math.min(2 * repeat, Math.round((repeat * wanted) / passed)));
    passed = turn(runner, repeat);
  }
  repeat = Math.max(1, Math.round((repeat * wanted) / passed));
  const affordable = Math.floor(budget / Math.max(wanted, passed));
  return { runner, passed, repeat, rounds: Math.max(Math.min(3, rounds), Math.min(rounds, affordable)), times: [] as number[] };
}

function timing(values: readonly number[]): Timing {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Number(sorted[Math.round(share * (sorted.length - 1))].toPrecision(4));
  return { ns: at(0.5), low: at(0.25), high: at(0.75), rounds: values.length };
}
