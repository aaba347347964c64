import { VECTOR, bytes } from "../loop";

/** Rows and columns of a tile, whose sums stay in registers. */
const HIGH: usize = 4;
const WIDE: usize = (2 * VECTOR) >> alignof<float>();
const LANES: usize = VECTOR >> alignof<float>();
/** Rows of `a` that lie packed at once: they stay in the second cache. */
const ROWS: usize = 128;

/**
 * to = alpha · a·b + beta · add, of so many rows and columns and sums of `inner` products; `add` and `to` are rows without
 * gaps and may be one, `a` and `b` have a step from row to row and one from column to column, so that either may lie
 * transposed. Each sum goes from 0 through its products in order, whatever the tiles. Where it is `symmetric`, only half of
 * it is computed. Room in `work`: `inner` times the lesser of the rows (in fours) and 128, and of a tile's columns, and a tile.
 */
export function product(
  to: usize, a: usize, aDown: usize, aAcross: usize, b: usize, bDown: usize, bAcross: usize,
  rows: usize, columns: usize, inner: usize, alpha: float, beta: float, add: usize, symmetric: bool, work: usize,
): void {
  const tile = work;
  const panel = tile + bytes(HIGH * WIDE);
  const packed = panel + bytes(WIDE * inner);
  const strip = bytes(HIGH * inner);
  for (let top: usize = 0; top < rows; top += ROWS) {
    const bottom = min(top + ROWS, rows);
    for (let i = top, at = packed; i < bottom; i += HIGH, at += strip) {
      pack(at, HIGH, a + bytes(i * aDown), aDown, aAcross, min(HIGH, bottom - i), inner);
    }
    const right = symmetric ? bottom : columns;
    for (let j: usize = 0; j < right; j += WIDE) {
      const width = min(WIDE, columns - j);
      pack(panel, WIDE, b + bytes(j * bAcross), bAcross, bDown, width, inner);
      for (let i = top, at = packed; i < bottom; i += HIGH, at += strip) {
        if (symmetric && j >= i + HIGH) continue;
        sums(tile, at, panel, inner);
        const place = bytes(i * columns + j);
        finish(to + place, add + place, columns, tile, min(HIGH, bottom - i), width, alpha, beta);
      }
    }
  }
  if (symmetric) mirror(to, rows);
}

/** to = scale · from. */
export function scale(to: usize, from: usize, count: usize, factor: float): void {
  const all = v128.splat<float>(factor);
  let i: usize = 0;
  for (; i + VECTOR <= bytes(count); i += VECTOR) v128.store(to + i, all * v128.load(from + i));
  for (; i < bytes(count); i += bytes(1)) store<float>(to + i, factor * load<float>(from + i));
}

/** The sum of squares in float64, of element k in lane k mod 4. */
export function squares(at: usize, count: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + bytes(4) <= bytes(count); i += bytes(4)) {
    const a = sizeof<float>() == 4 ? f64x2.promote_low_f32x4(v128.load_zero<i64>(at + i)) : v128.load(at + i);
    const b = sizeof<float>() == 4 ? f64x2.promote_low_f32x4(v128.load_zero<i64>(at + i, 8)) : v128.load(at + i, 16);
    s0 = f64x2.add(s0, f64x2.mul(a, a));
    s1 = f64x2.add(s1, f64x2.mul(b, b));
  }
  let rest: f64 = 0;
  for (; i < bytes(count); i += bytes(1)) rest += <f64>load<float>(at + i) * <f64>load<float>(at + i);
  const low = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  return low + (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1)) + rest;
}

/** The sums of one tile: of each step of `inner`, `a` has a column of four, `b` a row of two vectors. */
// @ts-ignore: decorator
@inline
function sums(tile: usize, a: usize, b: usize, inner: usize): void {
  let s00 = i32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const end = b + bytes(WIDE * inner);
  for (; b < end; a += bytes(HIGH), b += bytes(WIDE)) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<float>(a);
    s00 = s00 + a0 * b0;
    s01 = s01 + a0 * b1;
    const a1 = v128.load_splat<float>(a, sizeof<float>());
    s10 = s10 + a1 * b0;
    s11 = s11 + a1 * b1;
    const a2 = v128.load_splat<float>(a, 2 * sizeof<float>());
    s20 = s20 + a2 * b0;
    s21 = s21 + a2 * b1;
    const a3 = v128.load_splat<float>(a, 3 * sizeof<float>());
    s30 = s30 + a3 * b0;
    s31 = s31 + a3 * b1;
  }
  v128.store(tile, s00);
  v128.store(tile, s01, 16);
  v128.store(tile, s10, 32);
  v128.store(tile, s11, 48);
  v128.store(tile, s20, 64);
  v128.store(tile, s21, 80);
  v128.store(tile, s30, 96);
  v128.store(tile, s31, 112);
}

/** Brings the sums of a tile to their places. What is not asked for is not read. */
// @ts-ignore: decorator
@inline
function finish(
  to: usize, add: usize, columns: usize, tile: usize, high: usize, wide: usize, alpha: float, beta: float,
): void {
  const scale = v128.splat<float>(alpha);
  const share = v128.splat<float>(beta);
  for (let i: usize = 0; i < high; i++) {
    const row = bytes(i * columns);
    const from = tile + bytes(i * WIDE);
    let j: usize = 0;
    for (; j + LANES <= wide; j += LANES) {
      let sum = scale * v128.load(from + bytes(j));
      if (beta != 0) sum = sum + share * v128.load(add + row + bytes(j));
      v128.store(to + row + bytes(j), sum);
    }
    for (; j < wide; j++) {
      let sum = alpha * load<float>(from + bytes(j));
      if (beta != 0) sum += beta * load<float>(add + row + bytes(j));
      store<float>(to + row + bytes(j), sum);
    }
  }
}

/** `count` of `size` lines, `between` apart, woven: of each step along them the elements of all lines, zeros for those that are none. */
function pack(to: usize, size: usize, from: usize, between: usize, along: usize, count: usize, steps: usize): void {
  if (count == size && between == 1) {
    for (let k: usize = 0; k < steps; k++, from += bytes(along), to += bytes(size)) {
      for (let i: usize = 0; i < bytes(size); i += VECTOR) v128.store(to + i, v128.load(from + i));
    }
    return;
  }
  let k: usize = 0;
  if (count == size && along == 1) {
    const line = bytes(between);
    for (; k + LANES <= steps; k += LANES) {
      for (let i: usize = 0; i < size; i += LANES) {
        weave(to + bytes(k * size + i), bytes(size), from + bytes(k) + i * line, line);
      }
    }
  }
  for (; k < steps; k++) {
    for (let i: usize = 0; i < size; i++) {
      const x = i < count ? load<float>(from + bytes(i * between + k * along)) : 0;
      store<float>(to + bytes(k * size + i), x);
    }
  }
}

/** A square of as many vectors as each has lanes, transposed. */
// @ts-ignore: decorator
@inline
function weave(to: usize, step: usize, from: usize, line: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + line);
  if (sizeof<float>() == 8) {
    v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(to + step, v128.shuffle<i64>(a, b, 1, 3));
    return;
  }
  const c = v128.load(from + 2 * line);
  const d = v128.load(from + 3 * line);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
  const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to + 2 * step, v128.shuffle<i64>(ab2, cd2, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<i64>(ab2, cd2, 1, 3));
}

/** Above the diagonal what lies below it. */
function mirror(square: usize, size: usize): void {
  for (let i: usize = 1; i < size; i++) {
    for (let j: usize = 0; j < i; j++) {
      store<float>(square + bytes(j * size + i), load<float>(square + bytes(i * size + j)));
    }
  }
}
