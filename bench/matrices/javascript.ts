import { copied, repeated } from "../harness/isolate.js";
import type { Block } from "../harness/measure.js";
import type { Floats } from "../harness/shapes.js";

/** c = a · b of n rows and columns, as one writes it by hand. */
type Product = (c: Floats, a: Floats, b: Floats, n: number, strips: Float64Array, panel: Float64Array) => void;

const forms = {
  threeLoops(c: Floats, a: Floats, b: Floats, n: number) {
    c.fill(0);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const x = a[i * n + k];
        for (let j = 0, at = i * n, from = k * n; j < n; j++, at++, from++) c[at] += x * b[from];
      }
    }
  },
  tiles(c: Floats, a: Floats, b: Floats, n: number) {
    for (let i = 0; i < n; i += 2) {
      for (let j = 0; j < n; j += 4) {
        let s0 = 0,
          s1 = 0,
          s2 = 0,
          s3 = 0,
          t0 = 0,
          t1 = 0,
          t2 = 0,
          t3 = 0;
        for (let p = i * n, q = p + n, r = j, end = p + n; p < end; p++, q++, r += n) {
          const u = a[p];
          const v = a[q];
          const y0 = b[r];
          const y1 = b[r + 1];
          const y2 = b[r + 2];
          const y3 = b[r + 3];
          s0 += u * y0;
          s1 += u * y1;
          s2 += u * y2;
          s3 += u * y3;
          t0 += v * y0;
          t1 += v * y1;
          t2 += v * y2;
          t3 += v * y3;
        }
        const to = i * n + j;
        c[to] = s0;
        c[to + 1] = s1;
        c[to + 2] = s2;
        c[to + 3] = s3;
        c[to + n] = t0;
        c[to + n + 1] = t1;
        c[to + n + 2] = t2;
        c[to + n + 3] = t3;
      }
    }
  },
  /** Of three rows by four columns, of copies in float64 in the order in which they are read. */
  packedTiles(c: Floats, a: Floats, b: Floats, n: number, strips: Float64Array, panel: Float64Array) {
    for (let i = 0; i < n; i += 3) {
      for (let k = 0, to = i * n; k < n; k++) {
        for (let row = i; row < i + 3; row++) strips[to++] = row < n ? a[row * n + k] : 0;
      }
    }
    for (let j = 0; j < n; j += 4) {
      for (let k = 0, to = 0; k < n; k++)
        for (let column = j; column < j + 4; column++) panel[to++] = b[k * n + column];
      for (let i = 0; i < n; i += 3) {
        let s0 = 0,
          s1 = 0,
          s2 = 0,
          s3 = 0,
          t0 = 0,
          t1 = 0,
          t2 = 0,
          t3 = 0,
          u0 = 0,
          u1 = 0,
          u2 = 0,
          u3 = 0;
        for (let p = i * n, r = 0; r < 4 * n; p += 3, r += 4) {
          const x = strips[p];
          const y = strips[p + 1];
          const z = strips[p + 2];
          let w = panel[r];
          s0 += x * w;
          t0 += y * w;
          u0 += z * w;
          w = panel[r + 1];
          s1 += x * w;
          t1 += y * w;
          u1 += z * w;
          w = panel[r + 2];
          s2 += x * w;
          t2 += y * w;
          u2 += z * w;
          w = panel[r + 3];
          s3 += x * w;
          t3 += y * w;
          u3 += z * w;
        }
        const to = i * n + j;
        c[to] = s0;
        c[to + 1] = s1;
        c[to + 2] = s2;
        c[to + 3] = s3;
        if (i + 1 === n) continue;
        c[to + n] = t0;
        c[to + n + 1] = t1;
        c[to + n + 2] = t2;
        c[to + n + 3] = t3;
        if (i + 2 === n) continue;
        c[to + 2 * n] = u0;
        c[to + 2 * n + 1] = u1;
        c[to + 2 * n + 2] = u2;
        c[to + 2 * n + 3] = u3;
      }
    }
  },
} satisfies Record<string, Product>;

const NAMES = {
  threeLoops: "JavaScript, three loops",
  tiles: "JavaScript, tiles",
  packedTiles: "JavaScript, packed tiles",
};
export const names: readonly string[] = Object.values(NAMES);

/**
 * The products of two matrices, in arrays apart. The forms were found the fastest of some ten; they sum in float64, and so
 * round otherwise than a product in float32.
 */
export function productsInJavaScript(a: Floats, b: Floats, n: number): Record<string, Block> {
  const scope = {
    a: a.slice(),
    b: b.slice(),
    c: a.slice(),
    strips: new Float64Array(n * (n + 2)),
    panel: new Float64Array(4 * n),
  };
  const blocks = Object.entries(forms).map(([key, form]) => {
    const block = repeated(`form(c, a, b, ${n}, strips, panel);`, { ...scope, form: copied(form) });
    return [NAMES[key as keyof typeof NAMES], block] as const;
  });
  return Object.fromEntries(blocks);
}
