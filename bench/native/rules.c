// The rules as plain C loops over float and over double, each a block of `repeat` steps on the caller's arrays.
#include <math.h>
#include <string.h>

#define LIST(...) __VA_ARGS__

// 1 - beta^t by repeated squaring, as the library makes it: pow may differ in the last digit.
static double bias_correction(double beta, long t) {
  double power = 1;
  for (double square = beta; t > 0; square *= square, t >>= 1) {
    if (square < 0x1p-54) return 1;
    if (t & 1) power *= square;
  }
  return 1 - power;
}

#define REAL float
#define NAME(rule) rule##_f32
#define ROOT sqrtf
#include "rules.inc"

#define REAL double
#define NAME(rule) rule##_f64
#define ROOT sqrt
#include "rules.inc"

void copy(long repeat, long bytes, void *restrict to, const void *restrict from) {
  for (long k = 0; k < repeat; k++) {
    memcpy(to, from, bytes);
    __asm__ volatile("" ::: "memory");
  }
}
