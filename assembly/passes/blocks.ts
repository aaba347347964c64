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
  let i: usize = 0;
  // Four vectors at a time, as the order of the ranks is a chain of additions.
  for (; i + 3 * VECTOR < end; i += 4 * VECTOR) {
    let at = (rank == 0 ? to : blocks) + i;
    let weight = v128.load_splat<float>(weights);
    let a = weight * v128.load(at);
    let b = weight * v128.load(at, 16);
    let c = weight * v128.load(at, 32);
    let d = weight * v128.load(at, 48);
    for (let k: usize = 1; k < size; k++) {
      at = (rank == k ? to : blocks + k * step) + i;
      weight = v128.load_splat<float>(weights + bytes(k));
      a = a + weight * v128.load(at);
      b = b + weight * v128.load(at, 16);
      c = c + weight * v128.load(at, 32);
      d = d + weight * v128.load(at, 48);
    }
    v128.store(to + i, a);
    v128.store(to + i, b, 16);
    v128.store(to + i, c, 32);
    v128.store(to + i, d, 48);
  }
  for (; i < end; i += VECTOR) {
    let a = v128.load_splat<float>(weights) * v128.load((rank == 0 ? to : blocks) + i);
    for (let k: usize = 1; k < size; k++)
      a = a + v128.load_splat<float>(weights + bytes(k)) * v128.load((rank == k ? to : blocks + k * step) + i);
    v128.store(to + i, a);
  }
}
