import { DECAY, GAIN, HIGH, KEEP, L2, SCALE, VECTOR, advance, asked, bytes, coefficient, extra, gradient } from "./lanes";

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
  const scale = extra<T>(full, coefficients, SCALE);
  const clips = asked<T>(full, coefficients, HIGH, <T>Infinity);
  const adds = asked<T>(full, coefficients, L2, <T>0);
  const decays = asked<T>(full, coefficients, DECAY, <T>0);
  const averages = asked<T>(full, coefficients, GAIN, <T>0);
  const decay = extra<T>(full, coefficients, DECAY);
  const keep = extra<T>(full, coefficients, KEEP);
  const gain = extra<T>(full, coefficients, GAIN);
  const end = bytes<T>(count);
  let i: usize = 0;
  // Four vectors a turn: 1.15× over one, 1.1× over two, as fast as eight, Emerald Rapids.
  for (; !full && i + 3 * VECTOR < end; i += 4 * VECTOR) {
    const p = params + i;
    const g = grads + i;
    const w = v + i;
    one<T>(p, g, w, rate, mu);
    one<T>(p + VECTOR, g + VECTOR, w + VECTOR, rate, mu);
    one<T>(p + 2 * VECTOR, g + 2 * VECTOR, w + 2 * VECTOR, rate, mu);
    one<T>(p + 3 * VECTOR, g + 3 * VECTOR, w + 3 * VECTOR, rate, mu);
  }
  for (; i < end; i += VECTOR) {
    const g = gradient<T>(full, grads + i, params + i, scale, clips, adds, coefficients);
    const velocity = v128.add<T>(v128.mul<T>(mu, v128.load(v + i)), v128.mul<T>(rate, g));
    v128.store(v + i, velocity);
    advance<T>(full, params + i, velocity, decays, decay, average + i, averages, keep, gain);
  }
}

// @ts-ignore: decorator
@inline
function one<T extends number>(p: usize, g: usize, v: usize, rate: v128, mu: v128): void {
  const velocity = v128.add<T>(v128.mul<T>(mu, v128.load(v)), v128.mul<T>(rate, v128.load(g)));
  v128.store(v, velocity);
  v128.store(p, v128.add<T>(v128.load(p), velocity));
}
