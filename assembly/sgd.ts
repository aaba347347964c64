import { VECTOR, bytes, coefficient } from "./lanes";

export function sgd_f32(params: usize, grads: usize, count: usize, coefficients: usize): void {
  sgd<f32>(params, grads, count, coefficients);
}

export function sgd_f64(params: usize, grads: usize, count: usize, coefficients: usize): void {
  sgd<f64>(params, grads, count, coefficients);
}

// @ts-ignore: decorator
@inline
function sgd<T extends number>(p: usize, g: usize, count: usize, coefficients: usize): void {
  const lr = coefficient<T>(coefficients, 0);
  const end = p + bytes<T>(count);
  while (p + VECTOR < end) {
    step<T>(p, g, lr);
    step<T>(p + VECTOR, g + VECTOR, lr);
    p += 2 * VECTOR;
    g += 2 * VECTOR;
  }
  if (p < end) step<T>(p, g, lr);
}

// @ts-ignore: decorator
@inline
function step<T extends number>(p: usize, g: usize, lr: v128): void {
  v128.store(p, v128.sub<T>(v128.load(p), v128.mul<T>(lr, v128.load(g))));
}
