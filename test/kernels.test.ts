import { readFileSync } from "node:fs";
import { instantiateSync } from "@assemblyscript/loader";
import { describe, expect, it } from "vitest";
import { catalog } from "./catalog.js";
import { expectSameBits } from "./support.js";

const bytes = readFileSync(new URL("../build/kernels.wasm", import.meta.url));
const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
const { exports } = instantiateSync(bytes, { env: { memory } }).instance;

it("the module exports four kernels for each row of the catalog, and the two of all rules", () => {
  const names = [...catalog.flatMap(({ name }) => [name, `${name}_full`]), "accumulate", "squares"].flatMap((name) => [`${name}_f32`, `${name}_f64`]);
  expect(Object.keys(exports).toSorted()).toEqual(names.toSorted());
});

describe.each(catalog.flatMap(({ name, slots }) => [
  { name: `${name}_f32`, slots, Floats: Float32Array },
  { name: `${name}_f64`, slots, Floats: Float64Array },
]))("$name", ({ name, slots, Floats }) => {
  const kernel = exports[name] as (...ranges: number[]) => void;
  const heap = new Floats(memory.buffer);
  const lanes = 16 / Floats.BYTES_PER_ELEMENT;
  const length = 64;
  /** Begins of params, grads and slots, each followed by a gap; then the coefficients. */
  const arrays = Array.from({ length: 2 + slots.length }, (_, k) => 64 + k * (length + 16));
  const coefficients = 16;

  function run(ranges: readonly (readonly [begin: number, count: number])[]): number[] {
    heap.forEach((_, i) => (heap[i] = ((i * 37) % 101) / 101 + 0.25));
    for (const [begin, count] of ranges) {
      const positions = arrays.map((array) => (array + begin) * Floats.BYTES_PER_ELEMENT);
      kernel(...positions, 0, count, coefficients * Floats.BYTES_PER_ELEMENT);
    }
    return Array.from(heap.subarray(0, arrays[arrays.length - 1] + length + 16));
  }

  it("does the same in parts as in one range", () => {
    const whole = run([[0, length]]);
    for (let cut = lanes; cut < length; cut += lanes) {
      expectSameBits(run([[0, cut], [cut, length - cut]]), whole, `cut at ${cut}`);
    }
  });

  it.each([0, 1, 5, 8, 13, 16, 33])("writes %s elements and the rest of their last vector, and nothing else", (count) => {
    const before = run([]);
    const after = run([[0, count]]);
    const end = Math.ceil(count / lanes) * lanes;
    const written = arrays.filter((_, k) => k !== 1);
    after.forEach((value, i) => {
      const inside = written.some((array) => i >= array && i < array + end);
      expect(value !== before[i], `heap[${i}]`).toBe(inside);
    });
  });
});
