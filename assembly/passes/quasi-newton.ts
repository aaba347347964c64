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

/** q += scale · y, and the dot product of what q becomes with s, in one pass: one turn of the two-loop recursion. */
export function advance(q: usize, y: usize, count: usize, scale: f64, s: usize): f64 {
  const factor = v128.splat<float>(<float>scale);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i: usize = 0;
  const end = bytes(count);
  for (; i + bytes(8) <= end; i += bytes(8)) {
    const a = v128.load(q + i) + factor * v128.load(y + i);
    const b = v128.load(q + i, 16) + factor * v128.load(y + i, 16);
    v128.store(q + i, a);
    v128.store(q + i, b, 16);
    if (sizeof<float>() == 4) {
      s0 = f64x2.add(s0, f64x2.mul(f64x2.promote_low_f32x4(a), wide(s + i, 0)));
      s1 = f64x2.add(s1, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 0)), wide(s + i, 8)));
      s2 = f64x2.add(s2, f64x2.mul(f64x2.promote_low_f32x4(b), wide(s + i, 16)));
      s3 = f64x2.add(s3, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 0)), wide(s + i, 24)));
    } else {
      const c = v128.load(q + i, 32) + factor * v128.load(y + i, 32);
      const d = v128.load(q + i, 48) + factor * v128.load(y + i, 48);
      v128.store(q + i, c, 32);
      v128.store(q + i, d, 48);
      s0 = f64x2.add(s0, f64x2.mul(a, v128.load(s + i)));
      s1 = f64x2.add(s1, f64x2.mul(b, v128.load(s + i, 16)));
      s2 = f64x2.add(s2, f64x2.mul(c, v128.load(s + i, 32)));
      s3 = f64x2.add(s3, f64x2.mul(d, v128.load(s + i, 48)));
    }
  }
  let rest: f64 = 0;
  for (; i < end; i += sizeof<float>()) {
    const next = load<float>(q + i) + <float>scale * load<float>(y + i);
    store<float>(q + i, next);
    rest += <f64>next * <f64>load<float>(s + i);
  }
  return sum(s0) + sum(s1) + (sum(s2) + sum(s3)) + rest;
}

/** In a table of pairs, float64: where s and y begin, their product, and room for a number of the recursion. */
const PAIR: usize = 32;

/**
 * d = −H g by the two-loop recursion over `pairs` of a table, oldest first, at least one; H begins as 1 / theta. The product
 * of d with g.
 */
export function recursion(d: usize, g: usize, count: usize, table: usize, pairs: usize, theta: f64): f64 {
  const end = table + pairs * PAIR;
  scaled(d, g, count, -1);
  let product = dot(d, at(end - PAIR, 0), count);
  for (let pair = end - PAIR; pair >= table; pair -= PAIR) {
    const share = product / load<f64>(pair, 16);
    store<f64>(pair, share, 24);
    product = advance(d, at(pair, 8), count, -share, pair > table ? at(pair - PAIR, 0) : at(table, 8));
  }
  scaled(d, d, count, 1 / theta);
  product = dot(d, at(table, 8), count);
  for (let pair = table; pair < end; pair += PAIR) {
    const back = product / load<f64>(pair, 16);
    product = advance(d, at(pair, 0), count, load<f64>(pair, 24) - back, pair + PAIR < end ? at(pair + PAIR, 8) : g);
  }
  return product;
}

// @ts-ignore: decorator
@inline
function at(pair: usize, offset: usize): usize {
  return <usize>load<f64>(pair + offset);
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
