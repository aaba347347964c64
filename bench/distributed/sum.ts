import { wasm } from "../../src/backend/wasm.js";
import type { Backend } from "../../src/backend/machine.js";
import { blocks } from "../../src/distributed/sum-of-blocks.js";
import { repeated } from "../harness/isolate.js";
import type { Block } from "../harness/measure.js";
import { array, seededMap } from "../harness/shapes.js";

const PAGE = 65_536;

/** The sum of `size` blocks of so many float32, each with its weight, as a step has it: by the kernel, and in JavaScript. */
export function sums(size: number, n: number): Record<string, Block> {
  const backend = wasm(blocks.wasm) as Backend;
  const weights = 16;
  const from = 64;
  const to = from + size * n;
  const machine = backend.create(Math.ceil(((to + n) * 4) / PAGE) * PAGE);
  const x = machine.heaps[4];
  for (let k = 0; k <= size; k++) x.set(seededMap(array(String(n)), k).W0, from + k * n);
  x.fill(1 / size, weights, weights + size);
  const kernel = machine.pass(blocks, 4);
  const call = (places: string) => `kernel.blocks(${places}, ${size}, 0, ${weights * 4});`;
  const parts = Array.from({ length: size }, (_, k) => x.slice(from + k * n, from + (k + 1) * n));
  const own = x.slice(to, to + n);
  return {
    wasm: repeated(call(`${to * 4}, ${from * 4}, ${n}, ${n}`), { kernel }),
    JavaScript: repeated(
      `for (let i = 0; i < own.length; i++) {
        let sum = Math.fround(w * own[i]);
        for (let k = 1; k < parts.length; k++) sum = Math.fround(sum + Math.fround(w * parts[k][i]));
        own[i] = sum;
      }`,
      { own, parts, w: 1 / size },
    ),
  };
}
