import { SCALE, VECTOR, bytes, coefficient } from "./lanes";

export function accumulate_f32(sum: usize, grads: usize, count: usize, coefficients: usize): void {
  accumulate<f32>(sum, grads, count, coefficients);
}

export function accumulate_f64(sum: usize, grads: usize, count: usize, coefficients: usize): void {
  accumulate<f64>(sum, grads, count, coefficients);
}

// @ts-ignore: decorator
@inline
function accumulate<T extends number>(sum: usize, grads: usize, count: usize, coefficients: usize): void {
  const scale = coefficient<T>(coefficients, SCALE);
  const end = bytes<T>(count);
  for (let i: usize = 0; i < end; i += VECTOR) {
    v128.store(sum + i, v128.add<T>(v128.load(sum + i), v128.mul<T>(scale, v128.load(grads + i))));
  }
}
