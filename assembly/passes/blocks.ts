import { VECTOR, bytes } from "../loop";

/**
 * The weighted sum of `size` blocks of `count` elements, in their order: block k begins `k * apart` elements behind `blocks`,
 * but for that of `rank`, whose place the sum takes, at `to`. The weights lie at `weights`, one of each block.
 */
export function blocks(
  to: usize,
  blocks: usize,
  apart: usize,
  count: usize,
  size: usize,
  rank: usize,
  weights: usize,
): void {
  const step = bytes(apart);
  const end = bytes(count);
  // Two vectors at a time, as the order of the ranks is a chain of additions.
  let i: usize = 0;
  for (; i + VECTOR < end; i += 2 * VECTOR) {
    let at = rank == 0 ? to : blocks;
    let weight = v128.load_splat<float>(weights);
    let a = weight * v128.load(at + i);
    let b = weight * v128.load(at + i, 16);
    for (let k: usize = 1; k < size; k++) {
      at = rank == k ? to : blocks + k * step;
      weight = v128.load_splat<float>(weights + bytes(k));
      a = a + weight * v128.load(at + i);
      b = b + weight * v128.load(at + i, 16);
    }
    v128.store(to + i, a);
    v128.store(to + i, b, 16);
  }
  if (i < end) {
    let a = v128.load_splat<float>(weights) * v128.load((rank == 0 ? to : blocks) + i);
    for (let k: usize = 1; k < size; k++)
      a = a + v128.load_splat<float>(weights + bytes(k)) * v128.load((rank == k ? to : blocks + k * step) + i);
    v128.store(to + i, a);
  }
}
