/** Numbers in [0, 1) from a seed, the same on every engine: Marsaglia 2003, xorshift on 32 bits. */
export function randomOf(seed: number): () => number {
  // Small seeds begin far apart.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let k = 0; k < 8; k++) next();
  return () => (next() * 2 ** 21 + (next() >>> 11)) * 2 ** -53;
}

/** 0 … n − 1 in random order: Fisher & Yates. */
export function shuffled(n: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, k) => k);
  for (let k = n - 1; k > 0; k--) {
    const j = Math.floor(random() * (k + 1));
    [order[k], order[j]] = [order[j], order[k]];
  }
  return order;
}
