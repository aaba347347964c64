import type { Passes } from "./passes.js";
import { fused, separate, valuesOf, type Way } from "./ways.js";

const STEPS = 10;
const LENGTH = 1003;

/** The largest distance between both ways' ends after some steps of fresh gradients, in units of the last place. */
export function distance(compiled: (memory: WebAssembly.Memory) => Passes, norm: "squares" | "squares_single"): number {
  const [one, other] = [fused(LENGTH), separate(LENGTH, compiled, norm)].map(ends);
  return Math.max(...Object.keys(one).map((name) => farthest(one[name], other[name])));
}

function ends(way: Way): ReturnType<Way["ends"]> {
  for (let step = 0; step < STEPS; step++) {
    way.gradients.set(valuesOf(LENGTH, 10 + step).W);
    way.updates(1);
  }
  return way.ends();
}

function farthest(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(place(value) - place(other[i]))), 0);
}

/** Counts the float32 numbers in their order. */
function place(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer)[0];
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}
