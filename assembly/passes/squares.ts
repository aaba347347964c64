import { bytes } from "../loop";

/** Adds each element's square, in float64, to one of eight sums: the k-th of all elements to sum k mod 8. */
export function squares(grads: usize, count: usize, sums: usize, place: usize): void {
  let at = grads;
  const end = grads + bytes(count);
  for (; at < end && place & 7; at += sizeof<float>()) one(at, sums, place++);
  let s0 = v128.load(sums);
  let s1 = v128.load(sums, 16);
  let s2 = v128.load(sums, 32);
  let s3 = v128.load(sums, 48);
  for (; at + bytes(8) <= end; at += bytes(8)) {
    s0 = plus(s0, sizeof<float>() == 4 ? v128.load_zero<i64>(at) : v128.load(at));
    s1 = plus(s1, sizeof<float>() == 4 ? v128.load_zero<i64>(at, 8) : v128.load(at, 16));
    s2 = plus(s2, sizeof<float>() == 4 ? v128.load_zero<i64>(at, 16) : v128.load(at, 32));
    s3 = plus(s3, sizeof<float>() == 4 ? v128.load_zero<i64>(at, 24) : v128.load(at, 48));
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  for (; at < end; at += sizeof<float>()) one(at, sums, place++);
}

// @ts-ignore: decorator
@inline
function plus(sum: v128, two: v128): v128 {
  const x = sizeof<float>() == 4 ? f64x2.promote_low_f32x4(two) : two;
  return f64x2.add(sum, f64x2.mul(x, x));
}

// @ts-ignore: decorator
@inline
function one(at: usize, sums: usize, place: usize): void {
  const x = <f64>load<float>(at);
  const sum = sums + ((place & 7) << 3);
  store<f64>(sum, load<f64>(sum) + x * x);
}
