// The product of assembly/passes/product.ts over REAL in vectors of BYTES, with its blocks, its packing and its order of
// sums: c = a·b of rows without gaps.
#include <string.h>

typedef long size;
typedef REAL lanes __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));
enum { LANES = BYTES / sizeof(REAL), HIGH = 4, WIDE = 2 * LANES, ROWS = 128 };

static size least(size a, size b) { return a < b ? a : b; }

static void pack(REAL *restrict to, size width, const REAL *restrict from, size between, size along, size count, size steps) {
  if (count == width && between == 1) {
    for (size k = 0; k < steps; k++) memcpy(to + k * width, from + k * along, width * sizeof(REAL));
    return;
  }
  for (size k = 0; k < steps; k++)
    for (size i = 0; i < width; i++) to[k * width + i] = i < count ? from[i * between + k * along] : 0;
}

// By name, as gcc keeps arrays of vectors in memory.
#define ROW(i) \
  const REAL x##i = a[i]; \
  s##i += x##i * b0; \
  t##i += x##i * b1;
#define STORE(i) \
  *(lanes *)(tile + i * WIDE) = s##i; \
  *(lanes *)(tile + i * WIDE + LANES) = t##i;

static __attribute__((noinline)) void sums(REAL *restrict tile, const REAL *restrict a, const REAL *restrict b, size inner) {
  lanes s0 = {}, s1 = {}, s2 = {}, s3 = {}, t0 = {}, t1 = {}, t2 = {}, t3 = {};
  for (const REAL *end = b + WIDE * inner; b < end; a += HIGH, b += WIDE) {
    const lanes b0 = *(const lanes *)b, b1 = *(const lanes *)(b + LANES);
    ROW(0) ROW(1) ROW(2) ROW(3)
  }
  STORE(0) STORE(1) STORE(2) STORE(3)
}

void product(size repeat, REAL *restrict c, const REAL *restrict a, const REAL *restrict b, size rows, size columns, size inner, REAL *restrict work) {
  REAL *tile = work, *panel = tile + HIGH * WIDE, *packed = panel + WIDE * inner;
  for (; repeat > 0; repeat--)
    for (size top = 0; top < rows; top += ROWS) {
      size bottom = least(top + ROWS, rows);
      for (size i = top; i < bottom; i += HIGH)
        pack(packed + (i - top) * inner, HIGH, a + i * inner, inner, 1, least(HIGH, bottom - i), inner);
      for (size j = 0; j < columns; j += WIDE) {
        size wide = least(WIDE, columns - j);
        pack(panel, WIDE, b + j, 1, columns, wide, inner);
        for (size i = top; i < bottom; i += HIGH) {
          sums(tile, packed + (i - top) * inner, panel, inner);
          for (size k = 0; k < least(HIGH, bottom - i); k++)
            memcpy(c + (i + k) * columns + j, tile + k * WIDE, wide * sizeof(REAL));
        }
      }
    }
}
