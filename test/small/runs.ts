import { AdamW, Lion, Momentum, type Optimizer } from "../../src/index.js";
import { generator } from "../support.js";

export type Kind = "float32" | "bfloat16" | "int8";
export const SMALL = ["bfloat16", "int8"] as const;
export const BACKENDS = ["wasm", "js"] as const;

/** The classes whose state may be small, with options under which they move much. */
export const CLASSES = [
  ["AdamW", (options: object = {}): Optimizer => new AdamW({ lr: 0.01, ...options })],
  ["Lion", (options: object = {}): Optimizer => new Lion({ lr: 0.01, ...options })],
  ["Momentum", (options: object = {}): Optimizer => new Momentum({ lr: 0.01, ...options })],
] as const;

/** Lengths on both sides of 4,096, where codes begin, with blocks and vectors that are not full. */
export const LENGTHS = { W: 5003, V: 4096, b: 9, empty: 0 };

export type Model = Record<string, Float32Array | Float64Array | number>;

export function model(seed: number): Model {
  const random = generator(seed);
  const arrays = Object.entries(LENGTHS).map(([name, length]) => [
    name,
    Float32Array.from({ length }, () => random() - 0.5),
  ]);
  return { ...(Object.fromEntries(arrays) as Model), d: Float64Array.from({ length: 5 }, random), x: random() };
}

/** Of both signs, with zeros, over some decades. */
export function gradients(seed: number): Model {
  const random = generator(1000 + seed);
  const draw = (): number => (random() < 0.1 ? 0 : (random() - 0.5) * 10 ** (-4 * random()));
  const arrays = Object.entries(LENGTHS).map(([name, length]) => [name, Float32Array.from({ length }, draw)]);
  return { ...(Object.fromEntries(arrays) as Model), d: Float64Array.from({ length: 5 }, draw), x: draw() };
}

/** Steps of the caller's arrays, from one to another. */
export function steps(optimizer: Optimizer, params: Model, from: number, to: number): void {
  for (let t = from; t < to; t++) optimizer.update(params, gradients(t));
}

/** All numbers of parameters and state, a NaN as any other. */
export function bitsOf(params: Model, optimizer: Optimizer): Record<string, readonly number[]> {
  const state = Object.entries(optimizer.state as Record<string, Record<string, ArrayLike<number>>>);
  return Object.fromEntries([
    ...Object.entries(params).map(([name, value]) => [name, typeof value === "number" ? [value] : [...value]]),
    ...state.flatMap(([slot, views]) =>
      Object.entries(views).map(([name, view]) => [`${slot} of ${name}`, Array.from(view)]),
    ),
    ...Object.entries(optimizer.ema as Record<string, ArrayLike<number>>).map(([name, view]) => [
      `ema of ${name}`,
      Array.from(view),
    ]),
  ]);
}
