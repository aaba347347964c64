/** Bytes in one vector. */
export const VECTOR: usize = 16;

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
