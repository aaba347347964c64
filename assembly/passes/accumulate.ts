import { VECTOR, bytes, scalar } from "../loop";
import { SCALE } from "../scalars";

/** Adds scaled gradients to a sum. */
export function accumulate(sum: usize, grads: usize, count: usize, scalars: usize): void {
  const scale = scalar(scalars, SCALE);
  const end = bytes(count);
  for (let i: usize = 0; i < end; i += VECTOR) {
    v128.store(sum + i, v128.load(sum + i) + scale * v128.load(grads + i));
  }
}
