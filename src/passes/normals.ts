import { logarithm } from "../arithmetic.js";

/**
 * Standard normal numbers by a text, the same on every engine: Marsaglia's polar method (Marsaglia & Bray 1964) on the
 * generator of 128 bits of Marsaglia 2003, whose state is four hashes of the text.
 */
export function normals(text: string): () => number {
  let [x, y, z, w] = [1, 2, 3, 4].map((salt) => hash(text, salt));
  const next = (): number => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };
  // In [−1, 1), of 53 digits.
  const side = (): number => (next() * 2 ** 21 + (next() >>> 11)) * 2 ** -52 - 1;
  let other: number | undefined;
  return () => {
    if (other !== undefined) {
      const found = other;
      other = undefined;
      return found;
    }
    let [a, b, s] = [0, 0, 0];
    do {
      a = side();
      b = side();
      s = a * a + b * b;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * logarithm(s)) / s);
    other = b * scale;
    return a * scale;
  };
}

/** A text in 32 bits: FNV-1a over its letters, then the end of MurmurHash3; never 0. */
function hash(text: string, salt: number): number {
  let h = Math.imul(0x811c9dc5 ^ salt, 0x9e3779b1);
  for (let k = 0; k < text.length; k++) h = Math.imul(h ^ text.charCodeAt(k), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 1;
}
