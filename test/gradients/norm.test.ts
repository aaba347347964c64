import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Adam, SGD, sparseRows } from "../../src/index.js";
import { copyOf, expectSameBits, expectSameMaps, generator } from "../support.js";
import { ARRAYS, BACKENDS, normOf, waysToGive } from "./ways.js";

describe("gradNorm", () => {
  it("is the same however the values are spread", () => {
    fc.assert(
      fc.property(waysToGive, fc.boolean(), fc.integer(), (some, single, seed) => {
        const random = generator(seed);
        const Type = single ? Float32Array : Float64Array;
        const flat = new Type(300).map(() => (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6));
        const norms = some.map((each) => normOf(flat, each));
        for (const norm of norms) expect(norm).toBe(norms[0]);
        const exact = Math.sqrt([...flat].reduce((sum, g) => sum + g * g, 0));
        expect(Math.abs((norms[0] as number) / exact - 1)).toBeLessThan(1e-13);
      }),
      { numRuns: 300 },
    );
  });

  it("is the same where arrays are longer than what is worked on at once", () => {
    const random = generator(9);
    const flat = new Float32Array(100_003).map(() => random() - 0.5);
    const ways = BACKENDS.flatMap((backend) => ARRAYS.map((arrays) => ({ backend, arrays })));
    const norms = ways.flatMap((way) =>
      [[], [33_001, 77], [99_999]].map((cuts) => normOf(flat, { cuts, groups: true, extra: { clipNorm: 1 }, ...way })),
    );
    expect(new Set(norms).size).toBe(1);
  });

  it("clips as torch.nn.utils.clip_grad_norm_ does", () => {
    const optimizer = new SGD({ lr: 1, clipNorm: 2.5, groups: [{ match: ["b"], maximize: true }] });
    const params = { a: [0], b: [0, 0], c: 0 };
    optimizer.update(params, { a: [6], b: [-8, 0], c: 24 }, { gradScale: -0.5 });
    expect(optimizer.gradNorm).toBe(13);
    const scale = -0.5 * (2.5 / (13 + 1e-6));
    expectSameMaps(params, { a: [-scale * 6], b: [scale * -8, 0], c: -scale * 24 }, "clipped");
    const before = { ...copyOf(params) };
    optimizer.update(params, { a: [0.5], b: [0, 0], c: 0 });
    expect(params.a[0]).toBe(before.a[0] - 0.5);
    expect(optimizer.gradNorm).toBe(0.5);
  });

  it.each(["propagate", "skip"] as const)(
    "comes before clipValue, and is of the mean of a window's gradients: %s",
    (nonFinite) => {
      const optimizer = new SGD({ lr: 1, clipNorm: 5, clipValue: 3.5, accumulate: 2, nonFinite });
      const params = { a: [0, 0] };
      optimizer.update(params, { a: [0, 160] });
      expect(optimizer.gradNorm).toBeUndefined();
      optimizer.update(params, { a: [120, 0] });
      expect(optimizer.gradNorm).toBe(100);
      const scale = 0.5 * (5 / (100 + 1e-6));
      expectSameBits(params.a, [-scale * 120, -3.5], "a");
    },
  );

  it("counts rows that are given twice once, with their sum", () => {
    const optimizer = new SGD({ clipNorm: 1 });
    optimizer.update({ E: new Float32Array(8), b: [1] }, { E: sparseRows([3, 0, 3], [1, 1, 2, 0, 2, 3]), b: [2] });
    expect(optimizer.gradNorm).toBe(Math.sqrt(9 + 16 + 4 + 4));
  });

  it("is forgotten by reset, also where the first step after it asks for none", () => {
    const optimizer = new SGD({ nonFinite: "skip" });
    const update = () => optimizer.update({ a: [0, 0] }, { a: [3, 4] });
    update();
    expect(optimizer.gradNorm).toBe(5);
    optimizer.reset();
    expect(optimizer.gradNorm).toBeUndefined();
    optimizer.set({ nonFinite: "propagate" });
    update();
    expect(optimizer.gradNorm).toBeUndefined();
  });

  it("is undefined where nothing asks for it", () => {
    const optimizer = new Adam();
    optimizer.update({ a: [1] }, { a: [1] });
    expect(optimizer.gradNorm).toBeUndefined();
  });
});
