import { rowOf, type Build } from "../harness/build.js";
import { copied } from "../harness/isolate.js";

export type Maps = Readonly<Record<string, Float32Array>>;

/** Something that is learned step by step, with dense Adam over all its weights. */
export interface Task {
  readonly name: string;
  readonly lr: number;
  readonly steps: number;
  /** Fresh weights, the same at each call. */
  initial(): Record<string, Float32Array>;
  /** A run from the beginning: writes the gradients of one step after the other. */
  begin(): (params: Maps, grads: Maps, step: number) => void;
  /** How well the weights do on what was not learned from, from 0 on. */
  quality(params: Maps): number;
  readonly measure: string;
}

export const CONTENDERS = ["wasm", "js backend", "js by hand"] as const;

/** Weights, gradients, and one step over all of them. */
interface Learner {
  readonly params: Maps;
  readonly grads: Maps;
  readonly update: () => void;
}

const row = rowOf("adam");

function learner(build: Build, contender: string, initial: Record<string, Float32Array>, lr: number): Learner {
  if (contender === "js by hand") return written(initial, lr);
  const optimizer = build.create(row, { backend: contender === "wasm" ? "wasm" : "js", lr });
  const { params, grads } = optimizer.allocate(initial);
  return { params: params as Maps, grads: grads as Maps, update: () => void optimizer.update(params, grads) };
}

/** The catalog's hoisted loop over each array, with what it needs once per step. */
function written(params: Record<string, Float32Array>, lr: number): Learner {
  const zeros = (values: Float32Array) => new Float32Array(values.length);
  const grads = Object.fromEntries(Object.entries(params).map(([name, values]) => [name, zeros(values)]));
  const options = { ...row.defaults, lr, t: 0 };
  const loop = copied(row.hoisted);
  const states = Object.values(params).map((values) => Object.fromEntries(row.slots.map((slot) => [slot, zeros(values)])));
  const update = () => {
    options.t++;
    row.perUpdate(options);
    Object.entries(params).forEach(([name, values], k) => loop(options, values, grads[name], states[k]));
  };
  return { params, grads, update };
}

export interface Lap {
  readonly nanoseconds: number;
  readonly inOptimizer: number;
  readonly params: Maps;
}

/** One whole training. */
export function lap(build: Build, task: Task, contender: string): Lap {
  const { params, grads, update } = learner(build, contender, task.initial(), task.lr);
  const gradients = task.begin();
  let inOptimizer = 0;
  const start = performance.now();
  for (let step = 0; step < task.steps; step++) {
    gradients(params, grads, step);
    const before = performance.now();
    update();
    inOptimizer += performance.now() - before;
  }
  return { nanoseconds: 1e6 * (performance.now() - start), inOptimizer: 1e6 * inOptimizer, params };
}

export function same(one: Maps, other: Maps): boolean {
  return Object.entries(one).every(([name, values]) => values.every((value, i) => Object.is(value, other[name][i])));
}
