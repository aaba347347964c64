import { Adam, minimize, Nesterov, ReduceOnPlateau, SGD, sparseRows } from "optim-wasm";
import type { AdamOptions, Floats, Hyperparameter, Optimizer, ParamMap, Schedule, Sparse } from "optim-wasm";
import { Adam as Inlined } from "optim-wasm/inline";
import { cosineDecay, warmup, type WarmupOptions } from "optim-wasm/schedules";
import { decode, encode, load, save, type Bytes, type Contents } from "optim-wasm/checkpoint";
import { forget, rename, restore, snapshot, takeRows, type Snapshot } from "optim-wasm/state";
import { checkGradient, curveFit, LBFGS, minimizeAsync, type LeastSquares, type Minimum } from "optim-wasm/fit";
import { ThreadPool } from "optim-wasm/threads";
import { loadStateDict, stateDict, type StateDict } from "optim-wasm/torch";
import { gatherRows, tfOptimizer, type TensorFlow, type TfTensor, type TfVariable } from "optim-wasm/tfjs";

const warming: WarmupOptions = { steps: 3, schedule: cosineDecay({ initValue: 0.1, decaySteps: 9 }) };
const rate: Schedule = warmup(warming);
const options: AdamOptions = { lr: rate, beta1: 0.9, epsMode: "corrected" };
options.groups = [{ match: /b$/, eps: 1e-8, l2: 0 }];
options.clipNorm = 1;

export const optimizer: Optimizer = new Adam(options);
export const others: readonly Optimizer[] = [
  new Inlined(),
  new SGD({ lr: new ReduceOnPlateau({ initValue: 1 }) }),
  new Nesterov({ form: "literal" }),
];
export const lr: Hyperparameter = optimizer.lr;

const { params, grads } = optimizer.allocate({ W: new Float32Array(3), b: 0, c: [1, 2] });
export const single: Float32Array = params.W;
export const double: Float64Array = grads.b;
export const state: Record<string, Record<string, Floats>> = optimizer.state;
optimizer.update(params, grads, { gradScale: 0.5 });

const map: ParamMap = { a: 1 };
const rows: Sparse = sparseRows([1], [1, 1]);
optimizer.update(map, { a: rows });
export const value: number = minimize(({ x }) => [x * x, { x: 2 * x }], { x: 1 }, new SGD()).value;

export const file: Bytes = save(optimizer);
export const contents: Contents = decode(encode({ a: new Float64Array(2) }));
load(optimizer, file);
export const dict: StateDict = stateDict(optimizer);
loadStateDict(optimizer, dict, ["a"]);

export const copy: Snapshot = snapshot(optimizer);
export const moments: Floats = copy.state.m.W;
restore(optimizer, copy);
rename(optimizer, { a: "E" });
takeRows(optimizer, "E", Int32Array.of(0, -1), { width: 1, param: [1, 2] });
forget(optimizer, ["E"]);

// TensorFlow.js is not installed.
export function inTensorFlow(tf: TensorFlow, table: TfVariable): [number, TfTensor] {
  const wrapped = tfOptimizer.named(tf, new Adam(options), { "dense/kernel_1": "dense/kernel" });
  tfOptimizer.register(tf, Adam, (given) => new Adam({ ...given, lr: rate }));
  return [wrapped.learningRate, gatherRows(tf, table, [1, 2])];
}

export async function onThreads(): Promise<Optimizer> {
  return new Adam({ pool: await ThreadPool.start({ threads: 2 }) });
}

export class Own extends Adam {
  constructor() {
    super({ lr: 0.1 });
  }
}

// @ts-expect-error
export const mode = new Adam({ epsMode: "x" });
// @ts-expect-error
export const unknown = new SGD({ beta1: 1 });
// @ts-expect-error
export const whole = new Adam({ groups: [{ match: /a/, clipNorm: 1 }] });
// @ts-expect-error
optimizer.update({ a: "1" }, { a: 1 });
// @ts-expect-error
optimizer.update({ a: 1 }, { a: "1" });
// @ts-expect-error
takeRows(optimizer, "E", [0], {});

const line: LeastSquares<{ slope: number }> = curveFit(
  (x, { slope }) => slope * x,
  { x: [1, 2], y: [2, 4] },
  { slope: 1 },
);
export const slope: number = line.standardErrors.slope;
export const least: Promise<Minimum<{ x: number }>> = minimizeAsync(
  async ({ x }) => ({ value: x * x, grads: { x: 2 * x } }),
  { x: 1 },
  new LBFGS({ history: 5, bounds: { x: [0, 2] } }),
);
export const right: boolean = checkGradient(({ x }) => [x * x, { x: 2 * x }], { x: 1 }, { log: false }).ok;
