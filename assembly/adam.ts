import { DECAY, GAIN, HIGH, KEEP, L2, SCALE, VECTOR, advance, asked, bytes, coefficient, extra, gradient } from "./lanes";

export function adam_f32(params: usize, grads: usize, m: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  adam<f32>(false, params, grads, m, v, average, count, coefficients);
}

export function adam_f64(params: usize, grads: usize, m: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  adam<f64>(false, params, grads, m, v, average, count, coefficients);
}

export function adam_full_f32(params: usize, grads: usize, m: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  adam<f32>(true, params, grads, m, v, average, count, coefficients);
}

export function adam_full_f64(params: usize, grads: usize, m: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  adam<f64>(true, params, grads, m, v, average, count, coefficients);
}

// @ts-ignore: decorator
@inline
function adam<T extends number>(full: bool, params: usize, grads: usize, m: usize, v: usize, average: usize, count: usize, coefficients: usize): void {
  const rate = coefficient<T>(coefficients, 0);
  const gain1 = coefficient<T>(coefficients, 1);
  const gain2 = coefficient<T>(coefficients, 2);
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
    const m0 = v128.load(m + i);
    const v0 = v128.load(v + i);
    const mean = v128.add<T>(m0, v128.mul<T>(gain1, v128.sub<T>(g, m0)));
    const square = v128.add<T>(v0, v128.mul<T>(gain2, v128.sub<T>(v128.mul<T>(g, g), v0)));
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const step = v128.div<T>(v128.mul<T>(rate, mean), v128.add<T>(v128.sqrt<T>(square), eps));
    advance<T>(full, params + i, step, decays, decay, average + i, averages, keep, gain);
  }
}
