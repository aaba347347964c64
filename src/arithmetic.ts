/*
 * `Math.cos`, `Math.exp` and `Math.pow` differ between engines in the last digit. Here only + − × ÷ √, comparisons and
 * `Math.floor` reach the bits, each rounded by IEEE 754 alike everywhere. The tests hold the bounds of error.
 */

/**
 * (1 + cos πx)/2 for x in [0, 1]: falls from 1 to 0, exact at both ends. Relative error under 1e-15.
 *
 * The Taylor series of (1 − cos πx)/2 to z¹¹, z = (πx)² ≤ π²/4, from the nearer end.
 */
export function cosineFall(x: number): number {
  const angle = Math.PI * (x > 0.5 ? 1 - x : x);
  const z = angle * angle;
  let sum = 1;
  for (let k = 22; k > 2; k -= 2) sum = 1 - (z / (k * k - k)) * sum;
  const rise = (z / 4) * sum;
  return x > 0.5 ? rise : 1 - rise;
}

/**
 * xᵖ for x ≥ 0 and p ≥ 0 (any other p gives NaN), by squares and roots. Relative error under 1e-15 for results from
 * 1e-290 to 1e300; Infinity above.
 */
export function power(x: number, p: number): number {
  if (!(p >= 0)) return NaN;
  const whole = Math.floor(Math.min(p, BEYOND));
  return wholePower(x, whole) * properPower(x, p < BEYOND ? p - whole : 0);
}

/** This power of any double but 1 is 0 or Infinity. */
const BEYOND = 1e20;

/** By repeated squaring, the bits of n from the left; in double-double, as n multiplies an error. */
function wholePower(x: number, n: number): number {
  let rest = n;
  let bit = 1;
  while (bit <= n / 2) bit *= 2;
  let high = 1;
  let low = 0;
  for (; bit >= 1; bit /= 2) {
    let product = high * high;
    if (product > LARGE) return Infinity;
    low = roundOff(high, high, product) + 2 * high * low;
    high = product + low;
    low += product - high;
    if (rest < bit) continue;
    rest -= bit;
    product = high * x;
    if (product > LARGE) return Infinity;
    low = roundOff(high, x, product) + x * low;
    high = product + low;
    low += product - high;
  }
  return high;
}

/** Above, `leading` would overflow. */
const LARGE = 1e300;

/** a·b − product, for the product as rounded. Dekker 1971. */
function roundOff(a: number, b: number, product: number): number {
  const a1 = leading(a);
  const b1 = leading(b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
}

/** The upper half of the digits: 2²⁷ + 1 splits them. Veltkamp 1968. */
function leading(a: number): number {
  const c = 134217729 * a;
  return c - (c - a);
}

/** For f in [0, 1), bit by bit from the right: each root halves the error so far. */
function properPower(x: number, f: number): number {
  if (f === 0) return 1;
  const root = Math.sqrt(x);
  let bits = Math.floor(f * 18446744073709551616); // 2⁶⁴
  let y = 1;
  for (let k = 0; k < 64; k++) {
    const half = Math.floor(bits / 2);
    y = Math.sqrt(y) * (bits > 2 * half ? root : 1);
    bits = half;
  }
  return y;
}

/**
 * ln x for x in [0, 1], −Infinity of 0. Relative error under 1e-15.
 *
 * x is f·2ᵏ with f in [√½, √2), ln f the series 2(s + s³/3 + … + s²³/23), s = (f − 1)/(f + 1).
 */
export function logarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  let f = x;
  let k = 0;
  for (; f < Math.SQRT1_2; k++) f *= 2;
  const s = (f - 1) / (f + 1);
  let sum = 0;
  for (let n = 23; n > 0; n -= 2) sum = sum * s * s + 1 / n;
  return 2 * s * sum - k * LN2_LOW - k * LN2_HIGH;
}

/**
 * eˣ for x ≤ 0. Relative error under 1e-15 for results from 1e-300.
 *
 * x is r − k·ln 2 with r in ± ½ ln 2, eʳ the Taylor series to r¹⁴.
 */
export function exponential(x: number): number {
  if (x < -746) return 0;
  const k = Math.floor(0.5 - x / Math.LN2);
  const r = x + k * LN2_HIGH + k * LN2_LOW;
  let sum = 1;
  for (let n = 14; n > 0; n--) sum = 1 + (r / n) * sum;
  for (let j = 0; j < k; j++) sum /= 2;
  return sum;
}

/** ln 2, of which the upper part has 21 digits to spare: times a whole number under 2²¹ it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
