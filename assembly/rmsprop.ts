import { DECAY, GAIN, HIGH, KEEP, L2, SCALE, VECTOR, advance, asked, bytes, coefficient, extra, gradient } from "./lanes";

export function rmsprop_f32(params: usize, grads: usize, h: usize, average: usize, count: usize, coefficients: usize): void {
  rmsprop<f32>(false, params, grads, h, average, count, coefficients);
}

export function rmsprop_f64(params: usize, grads: usize, h: usize, average: usize, count: usize, coefficients: usize): void {
  rmsprop<f64>(false, params, grads, h, average, count, coefficients);
}

export function rmsprop_full_f32(params: usize, grads: usize, h: usize, average: usize, count: usize, coefficients: usize): void {
  rmsprop<f32>(true, params, grads, h, average, count, coefficients);
}

export function rmsprop_full_f64(params: usize, grads: usize, h: usize, average: usize, count: usize, coefficients: usize): void {
  rmsprop<f64>(true, params, grads, h, average, count, coefficients);
}

// @ts-ignore: decorator
@inline
function rmsprop<T extends number>(full: bool, params: usize, grads: usize, h: usize, average: usize, count: usize, coefficients: usize): void {
  const rate = coefficient<T>(coefficients, 0);
  const rho = coefficient<T>(coefficients, 1);
  const rest = coefficient<T>(coefficients, 2);
  const eps = coefficient<T>(coefficients, 3);
  const scale = extra<T>(full, coefficients, SCALE);
  const clips = asked<T>(full, coefficients, HIGH, <T>Infinity);
  const adds = asked<T>(full, coefficients, L2, <T>0);
  const decays = asked<T>(full, coefficients, DECAY, <T>0);
  const averages = asked<T>(full, coefficients, GAIN, <T>0);
  const decay = extra<T>(full, coefficients, DECAY);
  const keep = extra<T>(full, coefficients, KEEP);
  const gain = extra<T>(full, coefficients, GAIN);
  const end = bytes<T>(count);
  // One vector a turn: bound by the divider, two to eight are no faster, Zen 4.
  for (let i: usize = 0; i < end; i += VECTOR) {
    const g = gradient<T>(full, grads + i, params + i, scale, clips, adds, coefficients);
    const mean = v128.add<T>(v128.mul<T>(rho, v128.load(h + i)), v128.mul<T>(v128.mul<T>(rest, g), g));
    v128.store(h + i, mean);
    const step = v128.div<T>(v128.mul<T>(rate, g), v128.add<T>(v128.sqrt<T>(mean), eps));
    advance<T>(full, params + i, step, decays, decay, average + i, averages, keep, gain);
  }
}
