/** The words that rules are written in; what a lane holds, `float`, is f32 or f64. */

/** 0, not −0: that is `-zero`. */
export const zero: v128 = i32x4.splat(0);

/** The same number in every lane, rounded to the type of a lane. */
// @ts-ignore: decorator
@inline
export function all(value: float): v128 {
  return v128.splat<float>(value);
}

// @ts-ignore: decorator
@inline
export function sqrt(x: v128): v128 {
  return v128.sqrt<float>(x);
}

/** Without its sign: 0 of −0. */
// @ts-ignore: decorator
@inline
export function abs(x: v128): v128 {
  return v128.abs<float>(x);
}

/** `b` where it is less, else `a`: also where either is NaN, and of 0 and −0. `f32x4.min` is slow in V8. */
// @ts-ignore: decorator
@inline
export function min(a: v128, b: v128): v128 {
  return v128.pmin<float>(a, b);
}

/** `b` where it is greater, else `a`: also where either is NaN, and of 0 and −0. */
// @ts-ignore: decorator
@inline
export function max(a: v128, b: v128): v128 {
  return v128.pmax<float>(a, b);
}

/** 1, −1 or 0, never −0; 0 of NaN. */
// @ts-ignore: decorator
@inline
export function sign(x: v128): v128 {
  const above = v128.and(v128.gt<float>(x, zero), all(1));
  const below = v128.and(v128.lt<float>(x, zero), all(1));
  return v128.sub<float>(above, below);
}

/** `a` where the comparison holds, else `b`. With a NaN none holds; neither of 0 and −0 is less. */
// @ts-ignore: decorator
@inline
export function select(holds: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, holds);
}
