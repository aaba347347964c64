import { DECAY, GAIN, HIGH, KEEP, L2, LOW, SCALE } from "./scalars";

/** What the loops around the rules are made of. */

/** Bytes in one vector. */
export const VECTOR: usize = 16;

// @ts-ignore: decorator
@inline
export function bytes(count: usize): usize {
  return count << alignof<float>();
}

/** The k-th scalar in every lane. */
// @ts-ignore: decorator
@inline
export function scalar(scalars: usize, k: usize): v128 {
  return v128.load_splat<float>(scalars + bytes(k));
}

/** Whether a scalar asks for anything. None is −0. */
// @ts-ignore: decorator
@inline
function asked(scalars: usize, k: usize, neutral: float): bool {
  const at = scalars + bytes(k);
  // The bits, as V8 compares again in every turn of the loop: with floats that costs 1.3×, Emerald Rapids.
  if (sizeof<float>() == 4) return load<u32>(at) != reinterpret<u32>(<f32>neutral);
  return load<u64>(at) != reinterpret<u64>(<f64>neutral);
}

// @ts-ignore: decorator
@inline
export function clips(scalars: usize): bool {
  return asked(scalars, HIGH, <float>Infinity);
}

// @ts-ignore: decorator
@inline
export function adds(scalars: usize): bool {
  return asked(scalars, L2, 0);
}

// @ts-ignore: decorator
@inline
export function decays(scalars: usize): bool {
  return asked(scalars, DECAY, 0);
}

// @ts-ignore: decorator
@inline
export function averages(scalars: usize): bool {
  return asked(scalars, GAIN, 0);
}

/** All bits where there is a decay, else none. */
// @ts-ignore: decorator
@inline
export function decayMask(scalars: usize): v128 {
  return i32x4.splat(decays(scalars) ? -1 : 0);
}

/** The gradients of one vector: scaled, and where asked clipped by value and with l2 · p added. */
// @ts-ignore: decorator
@inline
export function gradient(grads: usize, params: usize, scale: v128, clip: bool, add: bool, scalars: usize): v128 {
  let g = scale * v128.load(grads);
  // Unlike min and max they let a NaN in the first operand through. A branch, as both cost 1.2×.
  if (clip) g = v128.pmax<float>(v128.pmin<float>(g, scalar(scalars, HIGH)), scalar(scalars, LOW));
  if (add) g = g + scalar(scalars, L2) * v128.load(params);
  return g;
}

/** p += step; where asked, less decay · p, and the average follows: keep · average + gain · p. */
// @ts-ignore: decorator
@inline
export function advance(
  params: usize, step: v128, decay: bool, rate: v128, average: usize, averaged: bool, keep: v128, gain: v128,
): void {
  const p = v128.load(params);
  let whole = step;
  if (decay) whole = step - rate * p;
  follow(params, p + whole, average, averaged, keep, gain);
}

/** What the parameter becomes; where asked, the average follows. */
// @ts-ignore: decorator
@inline
export function follow(params: usize, next: v128, average: usize, averaged: bool, keep: v128, gain: v128): void {
  v128.store(params, next);
  if (averaged) v128.store(average, keep * v128.load(average) + gain * next);
}

/** p less decay · p, where the mask asks for it; where asked. */
// @ts-ignore: decorator
@inline
export function decayed(p: v128, decay: v128, mask: v128): v128 {
  return p - v128.and(decay * p, mask);
}

// @ts-ignore: decorator
@inline
export function lessDecay(p: v128, decay: bool, rate: v128): v128 {
  return decay ? p - rate * p : p;
}

/** p += step − decay · p, where the mask asks for it: without, step − 0 is step to the bit, also of −0. */
// @ts-ignore: decorator
@inline
export function advanceDecayed(p: v128, step: v128, decay: v128, mask: v128): v128 {
  return p + (step - v128.and(decay * p, mask));
}
