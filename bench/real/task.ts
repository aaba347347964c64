import { load, rowOf } from "../harness/build.js";
import { copied } from "../harness/isolate.js";

export type Maps = Readonly<Record<string, Float32Array>>;

/** Something that is learned step by step, with dense Adam over all its weights. */
export interface Task {
  readonly lr: number;
  readonly steps: number;
  /** Fresh weights, the same at each call. */
  initial(): Record<string, Float32Array>;
  /** A run from the beginning: writes the gradients of one step after the other. */
  begin(): (params: Maps, grads: Maps, step: number) => void;
  /** How well the weights do on what was not learned from, in this measure. */
  quality(params: Maps): number;
  readonly measure: string;
}

export const CONTENDERS = ["wasm", "js backend", "js by hand"] as const;

/** Weights, gradients, and one step over all of them. */
type Learner = { readonly params: Maps; readonly grads: Maps; readonly update: () => void };
const row = rowOf("adam");

async function library(backend: "wasm" | "js", { initial, lr }: Task): Promise<Learner> {
  const optimizer = (await load()).create(row, { backend, lr });
  const { params, grads } = optimizer.allocate(initial()) as { params: Record<string, Float32Array>; grads: Record<string, Float32Array> };
  return { params, grads, update: () => void optimizer.update(params, grads) };
}

/** The catalog's hoisted loop over each array, with what it needs once per step. */
function written({ initial, lr }: Task): Learner {
  const params = initial();
  const zeros = (values: Float32Array) => new Float32Array(values.length);
  const grads = Object.fromEntries(Object.entries(params).map(([name, values]) => [name, zeros(values)]));
  const states = Object.values(params).map((values) => Object.fromEntries(row.slots.map((slot) => [slot, zeros(values)])));
  const [options, loop] = [{ ...row.defaults, lr, t: 0 }, copied(row.hoisted)];
  const update = () => {
    options.t++;
    row.perUpdate(options);
    Object.entries(params).forEach(([name, values], k) => loop(options, values, grads[name], states[k]));
  };
  return { params, grads, update };
}

/** Nanoseconds of one whole training and in its optimizer, and what came. */
export type Lap = { readonly nanoseconds: number; readonly inOptimizer: number; readonly params: Maps };

export async function lap(task: Task, contender: (typeof CONTENDERS)[number]): Promise<Lap> {
  const learner = contender === "js by hand" ? written(task) : await library(contender === "wasm" ? "wasm" : "js", task);
  const { params, grads, update } = learner;
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
