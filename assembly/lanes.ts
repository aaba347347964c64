/** The words that rules are written in; what a lane holds, `float`, is f32 or f64. */

export const zero: v128 = i32x4.splat(0);

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

// @ts-ignore: decorator
@inline
export function abs(x: v128): v128 {
  return v128.abs<float>(x);
}

/** The lesser; `a` where either is NaN. `f32x4.min` is slow in V8. */
// @ts-ignore: decorator
@inline
export function min(a: v128, b: v128): v128 {
  return v128.pmin<float>(a, b);
}

/** The greater; `a` where either is NaN. */
// @ts-ignore: decorator
@inline
export function max(a: v128, b: v128): v128 {
  return v128.pmax<float>(a, b);
}

/** 1, −1 or 0; 0 of NaN. */
// @ts-ignore: decorator
@inline
export function sign(x: v128): v128 {
  const above = v128.and(v128.gt<float>(x, zero), all(1));
  const below = v128.and(v128.lt<float>(x, zero), all(1));
  return v128.sub<float>(above, below);
}

/** `a` where the comparison holds, else `b`. */
// @ts-ignore: decorator
@inline
export function select(holds: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, holds);
}
