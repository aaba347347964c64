/**
 * State in bytes, by blocks that have a scale each: the dynamic code of bitsandbytes (Dettmers et al. 2022), whose values lie in
 * seven decades, 2^i of one sign in decade i, evenly within, and 1.
 */

/** Elements of a block. */
const BLOCK: usize = 256;
/** Adding it leaves a whole number in a float's lowest bits. */
const WHOLE: f32 = 8388608;
const LEAST_NORMAL: i32 = 0x00800000;
const INFINITE: i32 = 0x7f800000;

/** Elements of float32 of their codes: the table's value times the block's scale. */
export function decode(codes: usize, to: usize, count: usize, scales: usize, table: usize): void {
  for (let begin: usize = 0; begin < count; begin += BLOCK, scales += 4) {
    const scale = v128.load_splat<f32>(scales);
    const end = min(begin + BLOCK, count);
    for (let i = begin; i < end; i += 4) {
      const at = codes + i;
      let values = v128.load_zero<u32>(table + ((<usize>load<u8>(at)) << 2));
      values = v128.load_lane<u32>(table + ((<usize>load<u8>(at, 1)) << 2), values, 1);
      values = v128.load_lane<u32>(table + ((<usize>load<u8>(at, 2)) << 2), values, 2);
      values = v128.load_lane<u32>(table + ((<usize>load<u8>(at, 3)) << 2), values, 3);
      // There is no −0 of a scale of 0.
      v128.store(to + (i << 2), f32x4.add(f32x4.mul(values, scale), f32x4.splat(0)));
    }
  }
}

/** The codes of elements, whose number is made up with zeros to one of 16, and the scales of their blocks. */
export function encodeSigned(codes: usize, from: usize, count: usize, scales: usize): void {
  encode(codes, from, count, scales, true);
}

/** Of numbers that are not below 0. */
export function encodeSquares(codes: usize, from: usize, count: usize, scales: usize): void {
  encode(codes, from, count, scales, false);
}

// @ts-ignore: decorator
@inline
function encode(codes: usize, from: usize, count: usize, scales: usize, signed: bool): void {
  for (let begin: usize = 0; begin < count; begin += BLOCK, scales += 4) {
    const end = min(begin + BLOCK, count);
    const most = largest(from, begin, end);
    store<i32>(scales, most < LEAST_NORMAL ? 0 : most);
    if (most < LEAST_NORMAL || most >= INFINITE) {
      memory.fill(codes + begin, signed ? 127 : 0, end - begin);
      continue;
    }
    const by = f32x4.splat(<f32>1 / reinterpret<f32>(most));
    for (let i = begin; i < end; i += 16) {
      const at = from + (i << 2);
      const a = bits(v128.load(at), by, signed);
      const b = bits(v128.load(at, 16), by, signed);
      const c = bits(v128.load(at, 32), by, signed);
      const d = bits(v128.load(at, 48), by, signed);
      v128.store(codes + i, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
    }
  }
}

/** The bits of the largest without its sign: NaN is larger than all. */
// @ts-ignore: decorator
@inline
function largest(from: usize, begin: usize, end: usize): i32 {
  let most = i32x4.splat(0);
  for (let i = begin; i < end; i += 4)
    most = i32x4.max_s(most, v128.and(v128.load(from + (i << 2)), i32x4.splat(0x7fffffff)));
  most = i32x4.max_s(most, i8x16.shuffle(most, most, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  const found = max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1));
  return found > INFINITE ? 0x7fc00000 : found;
}

/**
 * The codes of four elements, times `by`. Within a decade codes lie evenly, so that the place among them is a line, steeper the
 * smaller the decade: the place is the least of the seven. Between two decades the nearer code is .2 farther, below 1 .25 nearer.
 */
// @ts-ignore: decorator
@inline
function bits(x: v128, by: v128, signed: bool): v128 {
  const y = f32x4.mul(x, by);
  const a = f32x4.abs(y);
  const n: f32 = signed ? 1 : 2;
  const top: f32 = 128 * n;
  let place = f32x4.pmin(f32x4.pmin(line(a, 6, n, 0), line(a, 5, n, 0)), line(a, 4, n, 0));
  // Above, the others are far from the least.
  if (v128.any_true(f32x4.lt(a, f32x4.splat(0.002)))) {
    place = f32x4.pmin(f32x4.pmin(line(a, 3, n, 0), line(a, 2, n, 0)), place);
    place = f32x4.pmin(f32x4.pmin(line(a, 1, n, 0), line(a, 0, n, signed ? 1.0 / 180 : 0)), place);
  }
  const floor = f32x4.floor(place);
  const isFirst = i32x4.eq(v128.and(floor, i32x4.splat(0x007fffff)), i32x4.splat(0));
  const isBelow = v128.and(f32x4.lt(f32x4.sub(place, floor), f32x4.splat(0.2)), isFirst);
  let code = f32x4.sub(floor, v128.and(isBelow, f32x4.splat(1)));
  code = v128.bitselect(f32x4.splat(top), code, f32x4.ge(place, f32x4.splat(top - 0.25)));
  if (signed) {
    code = f32x4.add(v128.or(code, v128.and(y, i32x4.splat(0x80000000))), f32x4.splat(WHOLE + 127));
    code = f32x4.pmax(code, f32x4.splat(WHOLE));
  } else {
    // What is there stays there, if little: a root of 0 would make the step too large.
    code = f32x4.pmax(code, v128.and(f32x4.gt(a, f32x4.splat(0)), f32x4.splat(2)));
    code = f32x4.pmax(f32x4.add(code, f32x4.splat(WHOLE - 1)), f32x4.splat(WHOLE));
  }
  return v128.and(code, i32x4.splat(0xff));
}

/** The place among the codes of decade i and those below, n for each of the lowest. */
// @ts-ignore: decorator
@inline
function line(a: v128, i: i32, n: f32, more: f64): v128 {
  const codes: f64 = <f64>n * <f64>(1 << i);
  return f32x4.add(f32x4.mul(f32x4.splat(<f32>(codes * POWERS(6 - i) / 0.9)), a), f32x4.splat(<f32>(codes * 8 / 9 + more)));
}

// @ts-ignore: decorator
@inline
function POWERS(k: i32): f64 {
  if (k == 6) return 1e6;
  if (k == 5) return 1e5;
  if (k == 4) return 1e4;
  if (k == 3) return 1e3;
  if (k == 2) return 1e2;
  if (k == 1) return 10;
  return 1;
}
