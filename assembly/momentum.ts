import { VECTOR, advance, bytes, coefficient, gradient } from "./lanes";

export function momentum_f32(params: usize, grads: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  momentum<f32>(false, params, grads, v, average, count, coefficients);
}

export function momentum_f64(params: usize, grads: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  momentum<f64>(false, params, grads, v, average, count, coefficients);
}

export function momentum_full_f32(params: usize, grads: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  momentum<f32>(true, params, grads, v, average, count, coefficients);
}

export function momentum_full_f64(params: usize, grads: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  momentum<f64>(true, params, grads, v, average, count, coefficients);
}

// @ts-ignore: decorator
@inline
function momentum<T extends number>(full: bool, params: usize, grads: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  const rate = coefficient<T>(coefficients, 0);
  const mu = coefficient<T>(coefficients, 1);
  const end = bytes<T>(count);
  let i: usize = 0;
  // Four vectors a turn: 1.15× over one, 1.1× over two, as fast as eight, Emerald Rapids.
  for (; !full && i + 3 * VECTOR < end; i += 4 * VECTOR) {
    const p = params + i;
    const g = grads + i;
    const w = v + i;
    one<T>(false, p, g, w, 0, rate, mu, 0);
    one<T>(false, p + VECTOR, g + VECTOR, w + VECTOR, 0, rate, mu, 0);
    one<T>(false, p + 2 * VECTOR, g + 2 * VECTOR, w + 2 * VECTOR, 0, rate, mu, 0);
    one<T>(false, p + 3 * VECTOR, g + 3 * VECTOR, w + 3 * VECTOR, 0, rate, mu, 0);
  }
  for (; i < end; i += VECTOR) one<T>(full, params + i, grads + i, v + i, average + i, rate, mu, coefficients);
}

// @ts-ignore: decorator
@inline
function one<T extends number>(full: bool, p: usize, grads: usize, v: usize, average: usize, rate: v128, mu: v128, coefficients: usize): void {
  const g = gradient<T>(full, grads, p, coefficients);
  const velocity = v128.add<T>(v128.mul<T>(mu, v128.load(v)), v128.mul<T>(rate, g));
  v128.store(v, velocity);
  advance<T>(full, p, velocity, average, coefficients);
}
