/** Bytes in one vector. */
export const VECTOR: usize = 16;

/** What every full kernel takes behind its own coefficients; the order is that of `Extras` in `src/rule.ts`. */
export const SCALE: usize = 8;
const HIGH: usize = 9;
const LOW: usize = 10;
const L2: usize = 11;
const DECAY: usize = 12;
const KEEP: usize = 13;
const GAIN: usize = 14;

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

/** The gradients of one vector; in a full kernel scaled, clipped by value, and with l2 · p added. */
// @ts-ignore: decorator
@inline
export function gradient<T extends number>(full: bool, grads: usize, params: usize, coefficients: usize): v128 {
  const g = v128.load(grads);
  if (!full) return g;
  const scaled = v128.mul<T>(coefficient<T>(coefficients, SCALE), g);
  // Unlike min and max they let a NaN in the first operand through, and V8 has them in one instruction.
  const clipped = v128.pmax<T>(v128.pmin<T>(scaled, coefficient<T>(coefficients, HIGH)), coefficient<T>(coefficients, LOW));
  if (!given<T>(coefficients, L2)) return clipped;
  return v128.add<T>(clipped, v128.mul<T>(coefficient<T>(coefficients, L2), v128.load(params)));
}

/** p += step; in a full kernel also − decay · p, and the average follows: keep · average + gain · p. */
// @ts-ignore: decorator
@inline
export function advance<T extends number>(full: bool, params: usize, step: v128, average: usize, coefficients: usize): void {
  const p = v128.load(params);
  let whole = step;
  if (full) {
    if (given<T>(coefficients, DECAY)) whole = v128.sub<T>(step, v128.mul<T>(coefficient<T>(coefficients, DECAY), p));
  }
  const next = v128.add<T>(p, whole);
  v128.store(params, next);
  if (full) {
    if (given<T>(coefficients, GAIN)) {
      const kept = v128.mul<T>(coefficient<T>(coefficients, KEEP), v128.load(average));
      v128.store(average, v128.add<T>(kept, v128.mul<T>(coefficient<T>(coefficients, GAIN), next)));
    }
  }
}

// @ts-ignore: decorator
@inline
function given<T extends number>(coefficients: usize, k: usize): bool {
  return load<T>(coefficients + bytes<T>(k)) != 0;
}
