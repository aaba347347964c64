import { describe, expect, it } from "vitest";
import { numericalGradient } from "../../src/fit/index.js";

describe("numericalGradient", () => {
  it.each([
    ["central", 1e-8],
    ["forward", 1e-5],
  ] as const)("is near by %s differences, in the parameters' shape", (method, near) => {
    const params = { layers: [{ W: Float64Array.of(1, -2), b: 0.5 }], tail: [3, 4] };
    const before = structuredClone(params);
    const f = ({ layers: [{ W, b }], tail }: typeof params) => W[0] ** 2 * W[1] + Math.sin(b) + tail[0] * tail[1];
    const { layers, tail } = numericalGradient(f, params, { method });
    const found = [...layers[0].W, layers[0].b, ...tail];
    [-4, 1, Math.cos(0.5), 4, 3].forEach((each, k) => expect(Math.abs(found[k] - each)).toBeLessThan(near * 4));
    expect(params).toEqual(before);
    expect(layers[0].W).toBeInstanceOf(Float64Array);
  });

  it("takes what minimize takes, and float32", () => {
    const params = { W: Float32Array.of(1, 2) };
    const { W } = numericalGradient((p: typeof params) => [p.W[0] ** 3 + p.W[1], { W: [0, 0] }], params);
    expect([W[0], W[1]]).toEqual([expect.closeTo(3, 5), expect.closeTo(1, 5)]);
  });

  it("refuses what is no number, with the parameters as they were", () => {
    const params = { x: 1 };
    expect(() => numericalGradient((() => "1") as never, params)).toThrow("what the function returns must be a number");
    expect(() => numericalGradient(({ x }) => x, params, { method: "complex" as never })).toThrow(
      'method must be "central" or "forward"',
    );
    expect(params).toEqual({ x: 1 });
  });
});
