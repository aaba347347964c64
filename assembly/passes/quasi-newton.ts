import { VECTOR, bytes } from "../loop";

/** The sum of products in float64: of element k of each eight in sum k, those behind the last eight in one of their own. */
export function dot(a: usize, b: usize, count: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i: usize = 0;
  const end = bytes(count);
  for (; i + bytes(8) <= end; i += bytes(8)) {
    if (sizeof<float>() == 4) {
      s0 = f64x2.add(s0, f64x2.mul(wide(a + i, 0), wide(b + i, 0)));
      s1 = f64x2.add(s1, f64x2.mul(wide(a + i, 8), wide(b + i, 8)));
      s2 = f64x2.add(s2, f64x2.mul(wide(a + i, 16), wide(b + i, 16)));
      s3 = f64x2.add(s3, f64x2.mul(wide(a + i, 24), wide(b + i, 24)));
    } else {
      s0 = f64x2.add(s0, f64x2.mul(v128.load(a + i), v128.load(b + i)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(a + i, 32), v128.load(b + i, 32)));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(a + i, 48), v128.load(b + i, 48)));
    }
  }
  let rest: f64 = 0;
  for (; i < end; i += sizeof<float>()) rest += <f64>load<float>(a + i) * <f64>load<float>(b + i);
  return sum(s0) + sum(s1) + (sum(s2) + sum(s3)) + rest;
}

/** q += scale · y, and the dot product of what q becomes with s: one turn of the two-loop recursion. */
export function advance(q: usize, y: usize, count: usize, scale: f64, s: usize): f64 {
  move(q, q, count, scale, y);
  return dot(q, s, count);
}

/** to = from + scale · d. */
export function move(to: usize, from: usize, count: usize, scale: f64, d: usize): void {
  const factor = v128.splat<float>(<float>scale);
  const end = bytes(count);
  let i: usize = 0;
  for (; i + VECTOR <= end; i += VECTOR) v128.store(to + i, v128.load(from + i) + factor * v128.load(d + i));
  for (; i < end; i += sizeof<float>()) {
    store<float>(to + i, load<float>(from + i) + <float>scale * load<float>(d + i));
  }
}

/** to = scale · from. */
export function scaled(to: usize, from: usize, count: usize, scale: f64): void {
  const factor = v128.splat<float>(<float>scale);
  const end = bytes(count);
  let i: usize = 0;
  for (; i + VECTOR <= end; i += VECTOR) v128.store(to + i, factor * v128.load(from + i));
  for (; i < end; i += sizeof<float>()) store<float>(to + i, <float>scale * load<float>(from + i));
}

/** Two of float32 in float64. */
// @ts-ignore: decorator
@inline
function wide(at: usize, offset: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<i64>(at + offset));
}

// @ts-ignore: decorator
@inline
function sum(two: v128): f64 {
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}
