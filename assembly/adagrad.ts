import { VECTOR, bytes, coefficient } from "./lanes";

export function adagrad_f32(params: usize, grads: usize, h: usize, count: usize, coefficients: usize): void {
  adagrad<f32>(params, grads, h, count, coefficients);
}

export function adagrad_f64(params: usize, grads: usize, h: usize, count: usize, coefficients: usize): void {
  adagrad<f64>(params, grads, h, count, coefficients);
}

// @ts-ignore: decorator
@inline
function adagrad<T extends number>(params: usize, grads: usize, h: usize, count: usize, coefficients: usize): void {
  const lr = coefficient<T>(coefficients, 0);
  const eps = coefficient<T>(coefficients, 1);
  const end = bytes<T>(count);
  // One vector a turn: bound by the divider, two to eight are no faster, Zen 4.
  for (let i: usize = 0; i < end; i += VECTOR) {
    const g = v128.load(grads + i);
    const sum = v128.add<T>(v128.load(h + i), v128.mul<T>(g, g));
    v128.store(h + i, sum);
    const move = v128.div<T>(v128.mul<T>(lr, g), v128.add<T>(v128.sqrt<T>(sum), eps));
    v128.store(params + i, v128.sub<T>(v128.load(params + i), move));
  }
}
