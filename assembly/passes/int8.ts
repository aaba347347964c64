/**
 * State in bytes, by blocks that have a scale each: the dynamic code of bitsandbytes (Dettmers et al. 2022), whose values lie in
 * seven decades, 2^i of one sign in decade i, evenly within, and 1.
 */

/** Elements of a block. */
const BLOCK: usize = 256;
const LEAST_NORMAL: i32 = 0x00800000;
const INFINITE: i32 = 0x7f800000;

/**
 * Where in a table its numbers are, behind the values of all codes: of each decade's line the slope and the height, what is
 * more than all codes, from where on 1 is nearer, −0 where there are signs, what turns places into codes, the least place, 2^23,
 * from where on the lower lines are not looked at, how far a decade's first code is farther, and 1. In memory they serve both
 * tables with one code, and JavaScript with the same numbers.
 */
const SLOPES: usize = 1024;
const HEIGHTS: usize = SLOPES + 28;
const REST: usize = HEIGHTS + 28;

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
export function encode(codes: usize, from: usize, count: usize, scales: usize, table: usize): void {
  for (let begin: usize = 0; begin < count; begin += BLOCK, scales += 4) {
    const end = min(begin + BLOCK, count);
    const most = largest(from, begin, end);
    store<i32>(scales, most < LEAST_NORMAL ? 0 : most);
    const by = f32x4.splat(most < LEAST_NORMAL || most >= INFINITE ? 0 : <f32>1 / reinterpret<f32>(most));
    const factor = most >= INFINITE ? i32x4.splat(0) : i32x4.splat(-1);
    for (let i = begin; i < end; i += 16) {
      const at = from + (i << 2);
      // No number but 0 is that of a block that is not finite.
      const a = bits(v128.and(v128.load(at), factor), by, table);
      const b = bits(v128.and(v128.load(at, 16), factor), by, table);
      const c = bits(v128.and(v128.load(at, 32), factor), by, table);
      const d = bits(v128.and(v128.load(at, 48), factor), by, table);
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
function bits(x: v128, by: v128, table: usize): v128 {
  const y = f32x4.mul(x, by);
  const a = f32x4.abs(y);
  let place = f32x4.pmin(f32x4.pmin(line(a, table, 6), line(a, table, 5)), line(a, table, 4));
  // Above, the others are far from the least.
  if (v128.any_true(f32x4.lt(a, rest(table, 6)))) {
    place = f32x4.pmin(f32x4.pmin(line(a, table, 3), line(a, table, 2)), place);
    place = f32x4.pmin(f32x4.pmin(line(a, table, 1), line(a, table, 0)), place);
  }
  const floor = f32x4.floor(place);
  const isFirst = i32x4.eq(v128.and(floor, i32x4.splat(0x007fffff)), i32x4.splat(0));
  const isBelow = v128.and(f32x4.lt(f32x4.sub(place, floor), rest(table, 7)), isFirst);
  let code = f32x4.sub(floor, v128.and(isBelow, rest(table, 8)));
  code = v128.bitselect(rest(table, 0), code, f32x4.ge(place, rest(table, 1)));
  // What is there without a sign stays there, if little: a root of 0 would make the step too large.
  code = f32x4.pmax(code, v128.and(f32x4.gt(a, i32x4.splat(0)), rest(table, 4)));
  code = f32x4.add(v128.or(code, v128.and(y, rest(table, 2))), rest(table, 3));
  return v128.and(f32x4.pmax(code, rest(table, 5)), i32x4.splat(0xff));
}

/** The place among the codes of decade i and those below. */
// @ts-ignore: decorator
@inline
function line(a: v128, table: usize, i: usize): v128 {
  return f32x4.add(
    f32x4.mul(v128.load_splat<f32>(table + 4 * i, SLOPES), a),
    v128.load_splat<f32>(table + 4 * i, HEIGHTS),
  );
}

// @ts-ignore: decorator
@inline
function rest(table: usize, k: usize): v128 {
  return v128.load_splat<f32>(table + 4 * k, REST);
}
