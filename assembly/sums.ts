import { bytes } from "./loop";
import { SUMS_AT } from "./scalars";

/** Bytes of each array between two turns of adding up: they stay in the first-level cache. */
export const BLOCK: usize = 2048;

// @ts-ignore: decorator
@inline
export function least(a: usize, b: usize): usize {
  return a < b ? a : b;
}

/** Two lanes: of sum j the first two have k = 2j, the others, in float32, 2j + 1. */
// @ts-ignore: decorator
@inline
export function load(k: usize): v128 {
  return v128.load(SUMS_AT + k * 16);
}

// @ts-ignore: decorator
@inline
export function store(k: usize, lanes: v128): void {
  v128.store(SUMS_AT + k * 16, lanes);
}

// @ts-ignore: decorator
@inline
export function add(sum: v128, x: v128): v128 {
  return f64x2.add(sum, x);
}

/** The first two lanes of a vector in float64, or a vector of two as it is. */
// @ts-ignore: decorator
@inline
export function low(x: v128): v128 {
  return sizeof<float>() == 4 ? f64x2.promote_low_f32x4(x) : x;
}

// @ts-ignore: decorator
@inline
export function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

/** The same of what is in memory. */
// @ts-ignore: decorator
@inline
export function lowAt(at: usize): v128 {
  return sizeof<float>() == 4 ? f64x2.promote_low_f32x4(v128.load_zero<i64>(at)) : v128.load(at);
}

// @ts-ignore: decorator
@inline
export function highAt(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<i64>(at, 8));
}

/** All bits in those of two lanes, from lane k on, of which there are elements in so many bytes. */
// @ts-ignore: decorator
@inline
export function mask(left: usize, k: i64): v128 {
  return i64x2.gt_s(i64x2.splat(<i64>(left / bytes(1))), i64x2(k, k + 1));
}

/** As `sign` in `lanes.ts`. */
// @ts-ignore: decorator
@inline
export function sign(x: v128): v128 {
  const above = v128.and(f64x2.gt(x, f64x2.splat(0)), f64x2.splat(1));
  const below = v128.and(f64x2.lt(x, f64x2.splat(0)), f64x2.splat(1));
  return f64x2.sub(above, below);
}
