import { VECTOR, bytes, coefficient } from "./lanes";

export function rmsprop_f32(params: usize, grads: usize, h: usize, count: usize, coefficients: usize): void {
  rmsprop<f32>(params, grads, h, count, coefficients);
}

export function rmsprop_f64(params: usize, grads: usize, h: usize, count: usize, coefficients: usize): void {
  rmsprop<f64>(params, grads, h, count, coefficients);
}

// @ts-ignore: decorator
@inline
function rmsprop<T extends number>(params: usize, grads: usize, h: usize, count: usize, coefficients: usize): void {
  const lr = coefficient<T>(coefficients, 0);
  const decay = coefficient<T>(coefficients, 1);
  const gain = coefficient<T>(coefficients, 2);
  const eps = coefficient<T>(coefficients, 3);
  const end = bytes<T>(count);
  // One vector a turn: bound by the divider, two to eight are no faster, Zen 4.
  for (let i: usize = 0; i < end; i += VECTOR) {
    const g = v128.load(grads + i);
    const mean = v128.add<T>(v128.mul<T>(decay, v128.load(h + i)), v128.mul<T>(v128.mul<T>(gain, g), g));
    v128.store(h + i, mean);
    const move = v128.div<T>(v128.mul<T>(lr, g), v128.add<T>(v128.sqrt<T>(mean), eps));
    v128.store(params + i, v128.sub<T>(v128.load(params + i), move));
  }
}
