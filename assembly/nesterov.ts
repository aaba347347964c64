import { VECTOR, bytes, coefficient } from "./lanes";

export function nesterov_f32(params: usize, grads: usize, v: usize, count: usize, coefficients: usize): void {
  nesterov<f32>(params, grads, v, count, coefficients);
}

export function nesterov_f64(params: usize, grads: usize, v: usize, count: usize, coefficients: usize): void {
  nesterov<f64>(params, grads, v, count, coefficients);
}

// @ts-ignore: decorator
@inline
function nesterov<T extends number>(params: usize, grads: usize, v: usize, count: usize, coefficients: usize): void {
  const lr = coefficient<T>(coefficients, 0);
  const mu = coefficient<T>(coefficients, 1);
  const ahead = coefficient<T>(coefficients, 2);
  const direct = coefficient<T>(coefficients, 3);
  const end = bytes<T>(count);
  for (let i: usize = 0; i < end; i += VECTOR) {
    const g = v128.load(grads + i);
    const velocity = v128.sub<T>(v128.mul<T>(mu, v128.load(v + i)), v128.mul<T>(lr, g));
    v128.store(v + i, velocity);
    const move = v128.sub<T>(v128.mul<T>(ahead, velocity), v128.mul<T>(direct, g));
    v128.store(params + i, v128.add<T>(v128.load(params + i), move));
  }
}
