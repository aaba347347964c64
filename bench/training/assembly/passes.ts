// The passes of an unfused step over float32, each in whole blocks of four vectors and a scalar tail.

/** The sum of the squares, added up in float64. Eight vectors of sums: bound by latency with four. */
export function squares(x: usize, count: usize): f64 {
  const end = x + (count << 2);
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, at = x;
  for (; at + 64 <= end; at += 64) {
    s0 = plus(s0, at), s1 = plus(s1, at + 8), s2 = plus(s2, at + 16), s3 = plus(s3, at + 24);
    s4 = plus(s4, at + 32), s5 = plus(s5, at + 40), s6 = plus(s6, at + 48), s7 = plus(s7, at + 56);
  }
  const sum = f64x2.add(add4(s0, s1, s2, s3), add4(s4, s5, s6, s7));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + rest(at, end);
}

function plus(sum: v128, at: usize): v128 {
  const x = f64x2.promote_low_f32x4(v128.load_zero<i64>(at));
  return f64x2.add(sum, f64x2.mul(x, x));
}

function add4(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
}

/** The same in float32, twice as many elements to a vector: less exact. */
export function squares_single(x: usize, count: usize): f64 {
  const end = x + (count << 2);
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, at = x;
  for (; at + 64 <= end; at += 64) {
    const a = v128.load(at), b = v128.load(at, 16), c = v128.load(at, 32), d = v128.load(at, 48);
    s0 = f32x4.add(s0, f32x4.mul(a, a)), s1 = f32x4.add(s1, f32x4.mul(b, b));
    s2 = f32x4.add(s2, f32x4.mul(c, c)), s3 = f32x4.add(s3, f32x4.mul(d, d));
  }
  const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  const low = f64x2.promote_low_f32x4(sum), high = f64x2.promote_low_f32x4(i64x2.shuffle(sum, sum, 1, 0));
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1) + rest(at, end);
}

function rest(from: usize, end: usize): f64 {
  let sum: f64 = 0;
  for (let at = from; at < end; at += 4) sum += <f64>load<f32>(at) * <f64>load<f32>(at);
  return sum;
}

/** to = keep · to + gain · x. */
export function average(x: usize, to: usize, count: usize, keep: f32, gain: f32): void {
  const end = x + (count << 2), k = f32x4.splat(keep), g = f32x4.splat(gain);
  for (; x + 64 <= end; x += 64, to += 64) {
    mix(to, x, k, g), mix(to + 16, x + 16, k, g), mix(to + 32, x + 32, k, g), mix(to + 48, x + 48, k, g);
  }
  for (; x < end; x += 4, to += 4) store<f32>(to, keep * load<f32>(to) + gain * load<f32>(x));
}

function mix(to: usize, x: usize, keep: v128, gain: v128): void {
  v128.store(to, f32x4.add(f32x4.mul(keep, v128.load(to)), f32x4.mul(gain, v128.load(x))));
}

/** x *= factor. */
export function scale(x: usize, count: usize, factor: f32): void {
  const end = x + (count << 2), f = f32x4.splat(factor);
  for (; x + 64 <= end; x += 64) times(x, f), times(x + 16, f), times(x + 32, f), times(x + 48, f);
  for (; x < end; x += 4) store<f32>(x, load<f32>(x) * factor);
}

function times(x: usize, factor: v128): void {
  v128.store(x, f32x4.mul(v128.load(x), factor));
}
