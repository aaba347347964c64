import { CONTENDERS, learner, type Contender, type Learner } from "./contenders.js";
import type { Quality, Task } from "./task.js";

export interface Result {
  readonly task: string;
  readonly weights: number;
  readonly steps: number;
  /** Before the first step. */
  readonly before: Quality;
  readonly runs: Readonly<Record<Contender, Run>>;
  /** Whether the backends ended with the very same weights. */
  readonly sameBits: boolean;
}

/** Medians over the rounds. */
export interface Run {
  readonly seconds: number;
  /** The shortest and the longest of the rounds. */
  readonly low: number;
  readonly high: number;
  readonly optimizerSeconds: number;
  /** The optimizer's part of the whole. */
  readonly share: number;
  /** How many times longer than wasm, in all and in the optimizer alone. */
  readonly ratio: number;
  readonly optimizerRatio: number;
  readonly quality: Quality;
}

interface Lap {
  readonly seconds: number;
  readonly optimizerSeconds: number;
  readonly learned: Learner;
}

/** Everyone learns the task from the beginning in each round, beginning with another one. */
export function race(task: Task, rounds: number): Result {
  const laps = new Map(CONTENDERS.map((contender) => [contender, [] as Lap[]]));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < CONTENDERS.length; k++) {
      const contender = CONTENDERS[(k + round) % CONTENDERS.length];
      laps.get(contender)?.push(run(task, contender));
    }
  }
  const middle = (contender: Contender, value: (lap: Lap) => number) => median((laps.get(contender) ?? []).map(value));
  const ends = (contender: Contender) => (laps.get(contender) ?? []).map(({ learned }) => learned);
  const summary = (contender: Contender): Run => {
    const seconds = middle(contender, (lap) => lap.seconds);
    const optimizerSeconds = middle(contender, (lap) => lap.optimizerSeconds);
    const all = (laps.get(contender) ?? []).map((lap) => lap.seconds);
    return {
      seconds: significant(seconds),
      low: significant(Math.min(...all)),
      high: significant(Math.max(...all)),
      optimizerSeconds: significant(optimizerSeconds),
      share: significant(optimizerSeconds / seconds),
      ratio: significant(seconds / middle("wasm", (lap) => lap.seconds)),
      optimizerRatio: significant(optimizerSeconds / middle("wasm", (lap) => lap.optimizerSeconds)),
      quality: task.quality(ends(contender)[0].params),
    };
  };
  const [first, ...others] = [...ends("wasm"), ...ends("js backend")];
  return {
    task: task.name,
    weights: Object.values(first.params).reduce((sum, { length }) => sum + length, 0),
    steps: task.steps,
    before: task.quality(task.initial()),
    runs: { wasm: summary("wasm"), "js backend": summary("js backend"), "js by hand": summary("js by hand") },
    sameBits: others.every((other) => same(first, other)),
  };
}

function run(task: Task, contender: Contender): Lap {
  const learned = learner(contender, task.initial(), task.lr);
  const { params, grads, update } = learned;
  const gradients = task.begin();
  let inOptimizer = 0;
  const start = performance.now();
  for (let step = 0; step < task.steps; step++) {
    gradients(params, grads, step);
    const before = performance.now();
    update();
    inOptimizer += performance.now() - before;
  }
  return { seconds: (performance.now() - start) / 1000, optimizerSeconds: inOptimizer / 1000, learned };
}

function same(one: Learner, other: Learner): boolean {
  return Object.entries(one.params).every(([name, values]) => values.every((value, i) => Object.is(value, other.params[name][i])));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function significant(value: number): number {
  return Number(value.toPrecision(4));
}
