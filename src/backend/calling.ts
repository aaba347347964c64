import type { Kernel } from "./kernels.js";

/** A call with as many arguments as the kernel takes: spreading them costs 7 ns more. */
export function calling(kernel: (...ranges: number[]) => void): Kernel {
  switch (kernel.length) {
    case 5:
      return (r) => kernel(r[0], r[1], r[2], r[3], r[4]);
    case 6:
      return (r) => kernel(r[0], r[1], r[2], r[3], r[4], r[5]);
    case 7:
      return (r) => kernel(r[0], r[1], r[2], r[3], r[4], r[5], r[6]);
    case 8:
      return (r) => kernel(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]);
    default:
      return (r) => kernel(...r);
  }
}
