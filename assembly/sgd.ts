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
  // Four vectors a turn: 1.1× over two in the first-level cache, within 1.1× of eight for 240 bytes less, Zen 4.
  while (p + 3 * VECTOR < end) {
    four<T>(p, g, lr);
    p += 4 * VECTOR;
    g += 4 * VECTOR;
  }
  for (; p < end; p += VECTOR, g += VECTOR) one<T>(p, g, lr);
}

// @ts-ignore: decorator
@inline
function four<T extends number>(p: usize, g: usize, lr: v128): void {
  one<T>(p, g, lr);
  one<T>(p + VECTOR, g + VECTOR, lr);
  one<T>(p + 2 * VECTOR, g + 2 * VECTOR, lr);
  one<T>(p + 3 * VECTOR, g + 3 * VECTOR, lr);
}

// @ts-ignore: decorator
@inline
function one<T extends number>(p: usize, g: usize, lr: v128): void {
  v128.store(p, v128.sub<T>(v128.load(p), v128.mul<T>(lr, v128.load(g))));
}
