import { heapsOn, type Backend } from "./machine.js";
import { fullOf } from "./full.js";
import type { Kernel } from "./kernels.js";

/** The same operations in the same order, in JavaScript. */
export const js: Backend = {
  name: "js",
  isScarce: false,
  scratch: 16_384,
  create(bytes) {
    const heaps = heapsOn(new ArrayBuffer(bytes));
    return {
      heaps,
      isLosable: true,
      unit: () => 1,
      rule(kernels, element) {
        const x = heaps[element];
        const plain: Kernel =
          x instanceof Float32Array
            ? (ranges) => kernels.single(x, ...ranges)
            : (ranges) => kernels.double(x as Float64Array, ...ranges);
        const full = fullOf(plain, x, kernels.moves);
        return { plain, scaled: full, full };
      },
      pass: ({ js: functions }, element) => functions(heaps[element], heaps[8]),
    };
  },
};
