import { Bench } from "tinybench";
import type { Candidates } from "./candidates.js";
import type { Updates } from "./isolate.js";

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of warm-up, and of each candidate's turn in a round. */
  readonly warmup: number;
  readonly turn: number;
}

export const FULL: Effort = { rounds: 15, warmup: 150, turn: 40 };
export const QUICK: Effort = { rounds: 5, warmup: 40, turn: 15 };

/** Nanoseconds per update: the median of the rounds' medians, and the quartiles of the rounds. */
export interface Timing {
  readonly ns: number;
  readonly low: number;
  readonly high: number;
}

/** Every candidate's timing. They take turns, beginning with another one in each round. */
export function measure(candidates: Candidates, { rounds, warmup, turn }: Effort): Record<string, Timing> {
  const bench = new Bench({ time: turn, iterations: 3, warmup: false, throws: true, timestampProvider: "hrtimeNow" });
  const repeats = new Map<string, number>();
  for (const [name, updates] of Object.entries(candidates)) {
    const repeat = calibrate(updates, warmup);
    repeats.set(name, repeat);
    bench.add(name, () => updates(repeat), { async: false });
  }
  const medians = new Map(bench.tasks.map(({ name }) => [name, [] as number[]]));
  globalThis.gc?.();
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < bench.tasks.length; k++) {
      const task = bench.tasks[(k + round) % bench.tasks.length];
      task.reset();
      task.runSync();
      const { result } = task;
      if (result.state !== "completed") throw new Error(`${task.name} was not measured: ${result.state}`);
      medians.get(task.name)?.push((result.latency.p50 * 1e6) / (repeats.get(task.name) ?? 1));
    }
  }
  return Object.fromEntries([...medians].map(([name, values]) => [name, timing(values)]));
}

/** Milliseconds of one measured call: long against the timer, short against the scheduler. */
const CALL = 0.1;

/** Warms up for so many milliseconds; the number of updates that make one call. */
function calibrate(updates: Updates, warmup: number): number {
  let repeat = 1;
  const begin = performance.now();
  for (let now = begin; now - begin < warmup; ) {
    updates(repeat);
    const passed = performance.now() - now;
    now += passed;
    repeat = Math.max(1, Math.min(2 * repeat, Math.round((repeat * CALL) / passed)));
  }
  return repeat;
}

function timing(values: readonly number[]): Timing {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { ns: at(0.5), low: at(0.25), high: at(0.75) };
}
