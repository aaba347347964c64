import { expect } from "vitest";
import type { GradMap, Optimizer, ParamMap } from "../src/index.js";

const collect = (globalThis as unknown as { gc: () => void }).gc;

export function expectBytesBelow(limit: number, optimizer: Optimizer, params: ParamMap, grads: GradMap): void {
  expectBytesPerCallBelow(limit, () => optimizer.update(params, grads));
}

/** Heap growth over many calls, tried again where it is above: V8 may compile in the midst of the first tries. */
export function expectBytesPerCallBelow(limit: number, update: () => void): void {
  const calls = 20_000;
  let least = Infinity;
  for (let k = 0; k < 18 && least >= limit; k++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let call = 0; call < calls; call++) update();
    least = Math.min(least, (process.memoryUsage().heapUsed - before) / calls);
  }
  expect(least).toBeLessThan(limit);
}
