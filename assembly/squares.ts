import { bytes } from "./lanes";

export function squares_f32(grads: usize, count: usize, sums: usize, place: usize): void {
  squares<f32>(grads, count, sums, place);
}

export function squares_f64(grads: usize, count: usize, sums: usize, place: usize): void {
  squares<f64>(grads, count, sums, place);
}

/** Adds each element's square, in float64, to one of eight sums: the k-th of all elements to sum k mod 8. */
// @ts-ignore: decorator
@inline
function squares<T extends number>(grads: usize, count: usize, sums: usize, place: usize): void {
  let at = grads;
  const end = grads + bytes<T>(count);
  for (; at < end && place & 7; at += sizeof<T>()) one<T>(at, sums, place++);
  let s0 = v128.load(sums);
  let s1 = v128.load(sums, 16);
  let s2 = v128.load(sums, 32);
  let s3 = v128.load(sums, 48);
  for (; at + bytes<T>(8) <= end; at += bytes<T>(8)) {
    s0 = plus<T>(s0, sizeof<T>() == 4 ? v128.load_zero<i64>(at) : v128.load(at));
    s1 = plus<T>(s1, sizeof<T>() == 4 ? v128.load_zero<i64>(at, 8) : v128.load(at, 16));
    s2 = plus<T>(s2, sizeof<T>() == 4 ? v128.load_zero<i64>(at, 16) : v128.load(at, 32));
    s3 = plus<T>(s3, sizeof<T>() == 4 ? v128.load_zero<i64>(at, 24) : v128.load(at, 48));
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  for (; at < end; at += sizeof<T>()) one<T>(at, sums, place++);
}

// @ts-ignore: decorator
@inline
function plus<T extends number>(sum: v128, two: v128): v128 {
  const x = sizeof<T>() == 4 ? f64x2.promote_low_f32x4(two) : two;
  return f64x2.add(sum, f64x2.mul(x, x));
}

// @ts-ignore: decorator
@inline
function one<T extends number>(at: usize, sums: usize, place: usize): void {
  const x = <f64>load<T>(at);
  const sum = sums + ((place & 7) << 3);
  store<f64>(sum, load<f64>(sum) + x * x);
}
