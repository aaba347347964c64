// The rules as plain C loops over REAL, each a block of `repeat` steps on the caller's arrays. A step is a function of
// its own, so that no step can be merged with the next. `done` steps lie behind; `o` holds the options in the catalog's
// order, of which GIVEN makes the step's numbers; a rule with fewer slots ignores the rest.
#include <string.h>
#include <tgmath.h>

#define LIST(...) __VA_ARGS__
#define RULE(rule, NUMBERS, GIVEN, ...) \
  static __attribute__((noinline)) void rule##_step( \
      long n, REAL *restrict p, const REAL *restrict g, REAL *restrict s, REAL *restrict s2, LIST NUMBERS) { \
    for (long i = 0; i < n; i++) { __VA_ARGS__ } \
  } \
  void rule(long repeat, long done, const double *o, long n, REAL *p, const REAL *g, REAL *s, REAL *s2) { \
    for (long t = done + 1; t <= done + repeat; t++) rule##_step(n, p, g, s, s2, LIST GIVEN); \
  }

// 1 - beta^t by repeated squaring, as the library makes it: pow may differ in the last digit.
static double bias_correction(double beta, long t) {
  double power = 1;
  for (double square = beta; t > 0; square *= square, t >>= 1) {
    if (square < 0x1p-54) return 1;
    if (t & 1) power *= square;
  }
  return 1 - power;
}

RULE(sgd, (REAL lr), (o[0]), p[i] -= lr * g[i];)
RULE(momentum, (REAL lr, REAL mu), (o[0], o[1]), s[i] = mu * s[i] - lr * g[i]; p[i] += s[i];)
RULE(nesterov, (REAL lr, REAL mu), (o[0], o[1]), s[i] = mu * s[i] - lr * g[i]; p[i] += mu * s[i] - lr * g[i];)
RULE(adagrad, (REAL lr, REAL eps), (o[0], o[1]), s[i] += g[i] * g[i]; p[i] -= lr * g[i] / (sqrt(s[i]) + eps);)
RULE(rmsprop, (REAL lr, REAL decay, REAL gain, REAL eps), (o[0], o[1], 1 - o[1], o[2]),
  s[i] = decay * s[i] + gain * g[i] * g[i];
  p[i] -= lr * g[i] / (sqrt(s[i]) + eps);)
RULE(adam, (REAL rate, REAL gain1, REAL gain2, REAL eps),
  (o[0] * sqrt(bias_correction(o[2], t)) / bias_correction(o[1], t), 1 - o[1], 1 - o[2], o[3]),
  s[i] += gain1 * (g[i] - s[i]);
  s2[i] += gain2 * (g[i] * g[i] - s2[i]);
  p[i] -= rate * s[i] / (sqrt(s2[i]) + eps);)

void copy(long repeat, long bytes, void *restrict to, const void *restrict from) {
  for (long k = 0; k < repeat; k++) {
    memcpy(to, from, bytes);
    __asm__ volatile("" ::: "memory");
  }
}
