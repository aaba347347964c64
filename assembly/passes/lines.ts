import { VECTOR, bytes } from "../loop";

/** In float64, from 0: of each row the sum of its squares, of element k in lane k mod 4, then of each column, row by row. */
export function lineSquares(x: usize, rows: usize, columns: usize, sums: usize): void {
  const down = sums + (rows << 3);
  for (let j: usize = 0; j < columns; j++) store<f64>(down + (j << 3), 0);
  const end = bytes(columns);
  for (let row: usize = 0; row < rows; row++, x += end) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let at = down;
    let i: usize = 0;
    for (; i + bytes(4) <= end; i += bytes(4), at += 32) {
      const a = square(sizeof<float>() == 4 ? f64x2.promote_low_f32x4(v128.load_zero<i64>(x + i)) : v128.load(x + i));
      const b = square(
        sizeof<float>() == 4 ? f64x2.promote_low_f32x4(v128.load_zero<i64>(x + i, 8)) : v128.load(x + i, 16),
      );
      s0 = f64x2.add(s0, a);
      s1 = f64x2.add(s1, b);
      v128.store(at, f64x2.add(v128.load(at), a));
      v128.store(at, f64x2.add(v128.load(at, 16), b), 16);
    }
    let rest: f64 = 0;
    for (; i < end; i += bytes(1), at += 8) {
      const value = <f64>load<float>(x + i);
      rest += value * value;
      store<f64>(at, load<f64>(at) + value * value);
    }
    store<f64>(sums + (row << 3), sum(s0) + sum(s1) + rest);
  }
}

/** Divides each element by the product of its row's and its column's number, at least `least`; the sum of squares, in float64. */
export function divide(x: usize, rows: usize, columns: usize, left: usize, top: usize, least: float): f64 {
  const bound = v128.splat<float>(least);
  const end = bytes(columns);
  let total: f64 = 0;
  for (let row: usize = 0; row < rows; row++, x += end, left += bytes(1)) {
    const own = v128.load_splat<float>(left);
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let i: usize = 0;
    for (; i + VECTOR <= end; i += VECTOR) {
      const u = v128.load(x + i) / v128.pmax<float>(own * v128.load(top + i), bound);
      v128.store(x + i, u);
      if (sizeof<float>() == 4) {
        s0 = f64x2.add(s0, square(f64x2.promote_low_f32x4(u)));
        s1 = f64x2.add(s1, square(f64x2.promote_low_f32x4(v128.shuffle<i64>(u, u, 1, 0))));
      } else {
        s0 = f64x2.add(s0, square(u));
      }
    }
    let rest: f64 = 0;
    for (; i < end; i += bytes(1)) {
      const by = load<float>(left) * load<float>(top + i);
      const u = load<float>(x + i) / (by < least ? least : by);
      store<float>(x + i, u);
      rest += <f64>u * <f64>u;
    }
    total += sum(s0) + sum(s1) + rest;
  }
  return total;
}

/**
 * Of each element the square and the lesser of its row's and its column's number, whose root, with eps, divides it; the rows'
 * numbers become the greatest of theirs, as `next`, which begins at 0, does of the columns'.
 */
export function cover(
  x: usize, rows: usize, columns: usize, left: usize, top: usize, next: usize, eps: float,
): void {
  const small = v128.splat<float>(eps);
  const zero = i32x4.splat(0);
  const one = v128.splat<float>(1);
  const end = bytes(columns);
  for (let row: usize = 0; row < rows; row++, x += end, left += bytes(1)) {
    const own = load<float>(left);
    const all = v128.splat<float>(own);
    let most: float = 0;
    let i: usize = 0;
    for (; i + VECTOR <= end; i += VECTOR) {
      const g = v128.load(x + i);
      const sum = g * g + v128.min<float>(all, v128.load(top + i));
      v128.store(x + i, g * v128.and(sum > zero, one / v128.sqrt<float>(sum + small)));
      v128.store(next + i, v128.max<float>(v128.load(next + i), sum));
      if (sizeof<float>() == 4) {
        most = max(most, max(max(v128.extract_lane<float>(sum, 0), v128.extract_lane<float>(sum, 1)),
          max(v128.extract_lane<float>(sum, 2), v128.extract_lane<float>(sum, 3))));
      } else {
        most = max(most, max(v128.extract_lane<float>(sum, 0), v128.extract_lane<float>(sum, 1)));
      }
    }
    for (; i < end; i += bytes(1)) {
      const g = load<float>(x + i);
      const sum = g * g + min(own, load<float>(top + i));
      store<float>(x + i, g * (sum > 0 ? 1 / sqrt(sum + eps) : 0));
      store<float>(next + i, max(load<float>(next + i), sum));
      most = max(most, sum);
    }
    store<float>(left, most);
  }
}

// @ts-ignore: decorator
@inline
function square(x: v128): v128 {
  return f64x2.mul(x, x);
}

// @ts-ignore: decorator
@inline
function sum(two: v128): f64 {
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}
