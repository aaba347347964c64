import { SEED } from "./scalars";

/** Slots that are kept as bfloat16: the upper half of a float32. */

/** What an element adds to the number by which it is rounded: 2^16 over 1.3247…, as in the sequence R2. */
const STRIDE: i32 = 49471;

/** The numbers of the first four elements, of which `origin` has four bytes each. */
// @ts-ignore: decorator
@inline
export function first(origin: usize, scalars: usize): v128 {
  const begin = <i32>(origin >> 2) * STRIDE + <i32>load<f32>(scalars + 4 * SEED);
  return i32x4.add(i32x4.splat(begin), i32x4(0, STRIDE, 2 * STRIDE, 3 * STRIDE));
}

/** Those of the next four. */
// @ts-ignore: decorator
@inline
export function next(order: v128): v128 {
  return i32x4.add(order, i32x4.splat(4 * STRIDE));
}

/** From 0 to 65,535. */
// @ts-ignore: decorator
@inline
export function noise(order: v128): v128 {
  return v128.and(order, i32x4.splat(0xffff));
}

// @ts-ignore: decorator
@inline
export function wide(halves: v128): v128 {
  return i32x4.shl(halves, 16);
}

/** In the first eight bytes: the upper halves, once the noise has carried into them. Of NaN all bits. */
// @ts-ignore: decorator
@inline
export function narrow(x: v128, noise: v128): v128 {
  const carried = v128.or(i32x4.add(x, noise), f32x4.ne(x, x));
  return i8x16.shuffle(carried, carried, 2, 3, 6, 7, 10, 11, 14, 15, 2, 3, 6, 7, 10, 11, 14, 15);
}
