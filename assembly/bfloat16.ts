import { SEED } from "./scalars";

/** Slots that are kept as bfloat16: the upper half of a float32. */

/** What an element adds to the number by which it is rounded: 2^16 over 1.3247…, as in the sequence R2. */
const STRIDE: i32 = 49471;

/** The numbers of the first four elements, of which `origin` has four bytes each: each in a lane's lower half, the upper is 0. */
// @ts-ignore: decorator
@inline
export function first(origin: usize, scalars: usize): v128 {
  const begin = <i32>(origin >> 2) * STRIDE + <i32>load<f32>(scalars + 4 * SEED);
  return v128.and(
    i32x4.add(i32x4.splat(begin), i32x4(0, STRIDE, 2 * STRIDE, 3 * STRIDE)),
    i32x4.splat(0xffff),
  );
}

/** Those of the next four: a lower half carries nothing into the upper. */
// @ts-ignore: decorator
@inline
export function next(noise: v128): v128 {
  return i16x8.add(noise, i32x4.splat((4 * STRIDE) & 0xffff));
}

/** None where the gradient is NaN: it would carry such as have all bits beyond the last, into a zero. */
// @ts-ignore: decorator
@inline
export function noise(next: v128, g: v128): v128 {
  return v128.andnot(next, f32x4.ne(g, g));
}

/** Four halves of eight as float32. */
// @ts-ignore: decorator
@inline
export function low(halves: v128): v128 {
  return i16x8.shuffle(i32x4.splat(0), halves, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
export function high(halves: v128): v128 {
  return i16x8.shuffle(i32x4.splat(0), halves, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** The upper half, once the noise has carried into it, in the lower. */
// @ts-ignore: decorator
@inline
export function half(x: v128, noise: v128): v128 {
  return i32x4.shr_u(i32x4.add(x, noise), 16);
}

/** The lower halves of both, one after the other. */
// @ts-ignore: decorator
@inline
export function pair(a: v128, b: v128): v128 {
  return i16x8.narrow_i32x4_u(a, b);
}
