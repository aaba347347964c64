import { describe, expect, it } from "vitest";
import {
  differenceOf,
  leavesOf,
  Mean,
  shapesOf,
  type Format,
  type Leaf,
} from "../../../src/distributed/nats/differences.js";
import { digestOf } from "../../../src/distributed/nats/digest.js";
import { VERSION } from "../../../src/distributed/nats/version.js";
import { generator, seedOf } from "../../support.js";
import manifest from "../../../package.json" with { type: "json" };

const leaf = (values: ArrayLike<number>): Leaf[] => [["W", Float64Array.from(values)]];
const zero = (length: number) => leaf(new Float64Array(length));

/** What a format makes of one number. */
function through(x: number, format: Format): number | undefined {
  const bytes = differenceOf(leaf([x]), zero(1), format);
  if (!bytes) return undefined;
  const [mean, into] = [new Mean(zero(1), format), zero(1)];
  expect(mean.add(bytes, 1)).toBe(undefined);
  mean.write(into);
  return into[0][1][0];
}

describe("a difference", () => {
  it("is of all less own, in the order of the names", () => {
    const model = { b: Float32Array.of(5, 7), W: { z: Float64Array.of(1), a: Float64Array.of(2) } };
    expect(leavesOf(model).map(([name]) => name)).toEqual(["W.a", "W.z", "b"]);
    const own = { W: { a: Float64Array.of(0.5), z: Float64Array.of(4) }, b: Float32Array.of(5, 8) };
    const bytes = differenceOf(leavesOf(model), leavesOf(own), "float32") as Uint8Array;
    expect([...new Float32Array(bytes.buffer)]).toEqual([1.5, -3, 0, -1]);
  });

  it.each([
    [1, 1],
    [-1.5, -1.5],
    [1 + 2 ** -8, 1],
    [1 + 3 * 2 ** -8, 1 + 2 ** -6],
    [1 + 2 ** -8 + 2 ** -20, 1 + 2 ** -7],
    [-(1 + 2 ** -8), -1],
    [2 ** -133, 2 ** -133],
    [2 ** -134, 0],
    [3.4e38, undefined],
    [Infinity, undefined],
    [NaN, undefined],
  ])("rounds to the nearest bfloat16, ties to even: %s becomes %s", (x, expected) => {
    expect(through(x, "bfloat16")).toBe(expected);
  });

  it.each([
    [0.1, Math.fround(0.1)],
    [3.4e38, Math.fround(3.4e38)],
    [1e39, undefined],
    [-Infinity, undefined],
    [NaN, undefined],
  ])("rounds to float32: %s becomes %s", (x, expected) => {
    expect(through(x, "float32")).toBe(expected);
  });

  it("of bfloat16 is within 2^-8, by numbers at random", () => {
    const random = generator(seedOf());
    for (let k = 0; k < 1000; k++) {
      const x = (random() - 0.5) * 2 ** Math.floor(40 * random() - 20);
      expect(Math.abs((through(x, "bfloat16") as number) / x - 1)).toBeLessThanOrEqual(2 ** -8);
    }
  });
});

describe("the mean", () => {
  const bytesOf = (values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

  it("is weighted, and summed in float64 in the order in which they come", () => {
    const into = zero(2);
    const mean = new Mean(into, "float32");
    for (const [values, weight] of [
      [[1, 1e-9], 3],
      [[2, 1], 1],
      [[4, -1], 1],
    ] as const)
      mean.add(bytesOf([...values]), weight);
    mean.write(into);
    expect([...into[0][1]]).toEqual([9 / 5, (3 * Math.fround(1e-9) + 1 - 1) / 5]);
  });

  it.each<[string, Uint8Array]>([
    ["shape", new Uint8Array(4)],
    ["shape", new Uint8Array(12)],
    ["not finite", bytesOf([1, NaN])],
    ["not finite", bytesOf([-Infinity, 1])],
  ])("takes nothing of what is not right: %s", (why, bytes) => {
    const into = zero(2);
    const mean = new Mean(into, "float32");
    mean.add(bytesOf([1, 2]), 1);
    expect(mean.add(bytes, 1)).toBe(why);
    mean.write(into);
    expect([...into[0][1]]).toEqual([1, 2]);
  });

  it("refuses halves that are not finite", () => {
    expect(new Mean(zero(1), "bfloat16").add(new Uint8Array(Uint16Array.of(0x7f80).buffer), 1)).toBe("not finite");
  });
});

describe("a digest", () => {
  it("tells each bit, each place and each length", () => {
    const random = generator(seedOf());
    const bytes = Uint8Array.from({ length: 67 }, () => 256 * random());
    const seen = new Set([
      digestOf([bytes]),
      digestOf([bytes.subarray(1)]),
      digestOf([new Uint8Array(3)]),
      digestOf([]),
    ]);
    for (let k = 0; k < 8 * bytes.length; k++) {
      const other = bytes.slice();
      other[k >> 3] ^= 1 << (k & 7);
      seen.add(digestOf([other]));
    }
    for (let k = 0; k < 64; k++) {
      const other = bytes.slice();
      [other[k], other[k + 1]] = [other[k + 1], other[k]];
      if (other[k] !== other[k + 1]) seen.add(digestOf([other]));
    }
    expect(seen.size).toBe(4 + 8 * bytes.length + 64);
  });

  it("of a model is by names, types and lengths, in any order of its keys", () => {
    const of = (model: object) => shapesOf(leavesOf(model));
    const [W, b] = [new Float32Array(3), new Float64Array(2)];
    expect(of({ W, b })).toBe(of({ b: b.slice(), W }));
    const others = [{ W, c: b }, { W, b: W }, { W, b: new Float64Array(3) }, { W }, { W: b, b: W }];
    expect(new Set([{ W, b }, ...others].map(of)).size).toBe(6);
  });
});

it("the version that members compare is the package's", () => {
  expect(VERSION).toBe(`1/${manifest.version}`);
});
