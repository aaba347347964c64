// Not looked up at each number: Next's edge context takes long for a global.
const { imul } = Math;

/** Uniform in [0, 1), the same everywhere for a seed (mulberry32). */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = imul(state ^ (state >>> 15), state | 1);
    x ^= x + imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SPECIAL = [0, -0, Infinity, -Infinity, NaN, 1e-45, -1e-40, 5e-324, 1e-310, 3.4e38, 1e300];

/** Mostly plain numbers, one in forty from the ends of the number line. */
export function awkward(random) {
  if (random() < 0.975) return (random() - 0.5) * 8;
  return SPECIAL[Math.floor(random() * SPECIAL.length)];
}

export function tame(random) {
  return random() < 0.1 ? 0 : (random() - 0.5) * 4;
}

/** Of all sizes, all of them finite: a file has no bits that differ where NaN is concerned. */
export function unusual(random) {
  const value = awkward(random);
  return Math.abs(value) < 1e9 ? value : 1e-3;
}

/** Finite but in two calls. */
export function rarelyInfinite(random, call) {
  return (call === 2 || call === 6) && random() < 0.05 ? Infinity : tame(random);
}
