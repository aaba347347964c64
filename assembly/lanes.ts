/** Bytes in one vector. */
export const VECTOR: usize = 16;

/** What every full kernel takes behind its own coefficients; the places are those of the same names in `src/rule.ts`. */
export const SCALE: usize = 8;
export const HIGH: usize = 9;
const LOW: usize = 10;
export const L2: usize = 11;
export const DECAY: usize = 12;
export const KEEP: usize = 13;
export const GAIN: usize = 14;

// @ts-ignore: decorator
@inline
export function bytes<T extends number>(count: usize): usize {
  return count << alignof<T>();
}

/** The k-th coefficient in every lane. */
// @ts-ignore: decorator
@inline
export function coefficient<T extends number>(coefficients: usize, k: usize): v128 {
  return v128.load_splat<T>(coefficients + bytes<T>(k));
}

/** As `coefficient`, for what only full kernels take. */
// @ts-ignore: decorator
@inline
export function extra<T extends number>(full: bool, coefficients: usize, k: usize): v128 {
  return full ? coefficient<T>(coefficients, k) : i32x4.splat(0);
}

/** Whether a full kernel's coefficient asks for anything. None is −0. */
// @ts-ignore: decorator
@inline
export function asked<T extends number>(full: bool, coefficients: usize, k: usize, neutral: T): bool {
  const at = coefficients + bytes<T>(k);
  // The bits, as V8 compares again in every turn of the loop: with floats that costs 1.3×, Emerald Rapids.
  if (sizeof<T>() == 4) return full && load<u32>(at) != reinterpret<u32>(<f32>neutral);
  return full && load<u64>(at) != reinterpret<u64>(<f64>neutral);
}

/** The gradients of one vector; in a full kernel scaled, and where asked clipped by value and with l2 · p added. */
// @ts-ignore: decorator
@inline
export function gradient<T extends number>(
  full: bool, grads: usize, params: usize, scale: v128, clips: bool, adds: bool, coefficients: usize,
): v128 {
  let g = v128.load(grads);
  if (full) {
    g = v128.mul<T>(scale, g);
    // Unlike min and max they let a NaN in the first operand through. A branch, as both cost 1.2×.
    if (clips) g = v128.pmax<T>(v128.pmin<T>(g, coefficient<T>(coefficients, HIGH)), coefficient<T>(coefficients, LOW));
    if (adds) g = v128.add<T>(g, v128.mul<T>(coefficient<T>(coefficients, L2), v128.load(params)));
  }
  return g;
}

/** p += step; in a full kernel, where asked, less decay · p, and the average follows: keep · average + gain · p. */
// @ts-ignore: decorator
@inline
export function advance<T extends number>(
  full: bool, params: usize, step: v128, decays: bool, decay: v128, average: usize, averages: bool, keep: v128, gain: v128,
): void {
  const p = v128.load(params);
  let whole = step;
  if (full) {
    if (decays) whole = v128.sub<T>(step, v128.mul<T>(decay, p));
  }
  const next = v128.add<T>(p, whole);
  v128.store(params, next);
  if (full) {
    if (averages) {
      const kept = v128.mul<T>(keep, v128.load(average));
      v128.store(average, v128.add<T>(kept, v128.mul<T>(gain, next)));
    }
  }
}
