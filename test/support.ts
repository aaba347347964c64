import { expect, vi } from "vitest";
import { Span } from "../src/memory/span.js";

export { seedOf } from "./seed.js";

export type Floats = Float32Array | Float64Array;
export type Values = number | readonly number[] | Floats;

/** A map's values as plain numbers. */
export function numbers(map: Readonly<Record<string, Values>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, list(value)]));
}

export function list(value: Values): number[] {
  return typeof value === "number" ? [value] : Array.from(value);
}

/** A deep copy, for looking at what a call left unchanged. */
export function copyOf<Map extends Readonly<Record<string, Values>>>(map: Map): Map {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, typeof value === "number" ? value : value.slice()]),
  ) as Map;
}

/** Same length and same bits, any NaN equal to any other; −0 is not 0. */
export function expectSameBits(actual: Values, expected: Values, where: string): void {
  const a = list(actual);
  const b = list(expected);
  const k = a.findIndex((value, i) => !Object.is(value, b[i]));
  if (a.length !== b.length || k >= 0) {
    expect.fail(`${where}: element ${k} of ${a.length} is ${a[k]}, expected ${b[k]} of ${b.length}`);
  }
}

export function expectSameMaps(
  actual: Readonly<Record<string, Values>>,
  expected: Readonly<Record<string, Values>>,
  where: string,
): void {
  expect(Object.keys(actual), where).toEqual(Object.keys(expected));
  for (const name of Object.keys(expected)) expectSameBits(actual[name], expected[name], `${where}.${name}`);
}

/** Uniform in [0, 1), the same everywhere for a seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a call throws, as a text; "" where it throws nothing. */
export function messageOf(call: () => void): string {
  try {
    call();
    return "";
  } catch (error) {
    return String(error);
  }
}

/** What each kernel is called with while this runs: positions of params, grads, slots and average, the count, the scalars. */
export function kernelCalls(run: () => void): number[][] {
  const calls: number[][] = [];
  const spy = vi.spyOn(Span.prototype, "run").mockImplementation((ranges) => void calls.push([...ranges]));
  try {
    run();
  } finally {
    spy.mockRestore();
  }
  return calls;
}
