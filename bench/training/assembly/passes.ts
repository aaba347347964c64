// The passes of an unfused step over float32, each in whole blocks and a scalar tail. Unrolled by four vectors.

/** The sum of the squares, added up in float64. Eight vectors of sums: bound by latency with four. */
export function squares(x: usize, count: usize): f64 {
  const end = x + (count << 2);
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, at = x;
  for (; at + 64 <= end; at += 64) {
    s0 = plus(s0, at), s1 = plus(s1, at + 8), s2 = plus(s2, at + 16), s3 = plus(s3, at + 24);
    s4 = plus(s4, at + 32), s5 = plus(s5, at + 40), s6 = plus(s6, at + 48), s7 = plus(s7, at + 56);
  }
  return both(s0) + both(s1) + (both(s2) + both(s3)) + (both(s4) + both(s5) + (both(s6) + both(s7))) + rest(at, end);
}

/** The same in float32, twice as many elements to a vector: less exact. */
export function squares_single(x: usize, count: usize): f64 {
  const end = x + (count << 2);
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, at = x;
  for (; at + 64 <= end; at += 64) {
    s0 = plus_single(s0, at), s1 = plus_single(s1, at + 16), s2 = plus_single(s2, at + 32), s3 = plus_single(s3, at + 48);
  }
  return four(s0) + four(s1) + (four(s2) + four(s3)) + rest(at, end);
}

function rest(from: usize, end: usize): f64 {
  let sum: f64 = 0;
  for (let at = from; at < end; at += 4) sum += <f64>load<f32>(at) * <f64>load<f32>(at);
  return sum;
}

/** x *= factor. */
export function scale(x: usize, count: usize, factor: f32): void {
  const end = x + (count << 2), f = f32x4.splat(factor);
  let at = x;
  for (; at + 64 <= end; at += 64) {
    v128.store(at, f32x4.mul(v128.load(at), f)), v128.store(at, f32x4.mul(v128.load(at, 16), f), 16);
    v128.store(at, f32x4.mul(v128.load(at, 32), f), 32), v128.store(at, f32x4.mul(v128.load(at, 48), f), 48);
  }
  for (; at < end; at += 4) store<f32>(at, load<f32>(at) * factor);
}

/** average = keep · average + gain · x. */
export function average(x: usize, averages: usize, count: usize, keep: f32, gain: f32): void {
  const end = x + (count << 2), k = f32x4.splat(keep), g = f32x4.splat(gain);
  let at = x, to = averages;
  for (; at + 64 <= end; at += 64, to += 64) {
    v128.store(to, mixed(v128.load(to), k, v128.load(at), g)), v128.store(to, mixed(v128.load(to, 16), k, v128.load(at, 16), g), 16);
    v128.store(to, mixed(v128.load(to, 32), k, v128.load(at, 32), g), 32);
    v128.store(to, mixed(v128.load(to, 48), k, v128.load(at, 48), g), 48);
  }
  for (; at < end; at += 4, to += 4) store<f32>(to, keep * load<f32>(to) + gain * load<f32>(at));
}

// Small enough that the compiler puts them in their places.
function plus(sum: v128, at: usize): v128 {
  const x = f64x2.promote_low_f32x4(v128.load_zero<i64>(at));
  return f64x2.add(sum, f64x2.mul(x, x));
}

function plus_single(sum: v128, at: usize): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load(at), v128.load(at)));
}

function mixed(old: v128, keep: v128, x: v128, gain: v128): v128 {
  return f32x4.add(f32x4.mul(keep, old), f32x4.mul(gain, x));
}

function both(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function four(sum: v128): f64 {
  return <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1) + (<f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3));
}
