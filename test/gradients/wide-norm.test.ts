import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Adam, SGD, sparseRows, type ParamMap } from "../../src/index.js";
import { expectSameBits, generator } from "../support.js";
import { ARRAYS, BACKENDS, normOf, waysToGive } from "./ways.js";

const LARGEST = Number.MAX_VALUE;

describe.each(BACKENDS)("a norm of any float64 gradients, %s", (backend) => {
  const moved = (grads: Record<string, number[]>, options: object, gradScale = 1): [number[], number | undefined] => {
    const optimizer = new SGD({ lr: 1, backend, ...options });
    const params: ParamMap = Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, g.map(() => 0)]));
    optimizer.update(params, grads, { gradScale });
    return [Object.values(params).flat() as number[], optimizer.gradNorm];
  };

  it.each<[number[], number, number, number[]]>([
    [[1e200, 1e200], 1, Math.SQRT2 * 1e200, [-Math.SQRT1_2, -Math.SQRT1_2]],
    [[3e-200, -4e-200], 1, 5e-200, [-3e-200, 4e-200]],
    [[3e-200, -4e-200], 1e-206, 5e-200, [-3e-200, 4e-200].map((x) => (x * 1e-206) / 1e-6)],
    [[LARGEST, 1, 0, 5e-324], 2, LARGEST, [-2, -2 / LARGEST, 0, 0]],
    [[5e-324, 0], 1, 5e-324, [-5e-324, 0]],
    [[5e-324, -1e-323, 0, 0], 1, Math.sqrt(5) * 5e-324, [-5e-324, 1e-323, 0, 0]],
    // Beyond what a number can be, but for what is clipped to.
    [[LARGEST, -LARGEST, LARGEST, LARGEST], 1, Infinity, [-0.5, 0.5, -0.5, -0.5]],
  ])("of %j is clipped to %d", (g, clipNorm, norm, steps) => {
    for (const grads of [{ a: g }, Object.fromEntries(g.map((x, k) => [`a${k}`, [x]]))]) {
      const [params, gradNorm] = moved(grads, { clipNorm });
      expectNear([gradNorm as number], [norm]);
      expectNear(params, steps);
    }
  });

  it.each<[number[], number, number, number[]]>([
    [[3e-200, 4e-200], 1e200, 5, [-0.6, -0.8]],
    [[3e-200, 4e-200], -1e200, 5, [0.6, 0.8]],
    [[3e300, 4e300], 1e10, Infinity, [-0.6, -0.8]],
    [[3e300, 4e300], -1e10, Infinity, [0.6, 0.8]],
    [[3e300, 4e300], 1e-300, 5, [-0.6, -0.8]],
    [[30, 40], 1e308, Infinity, [-0.6, -0.8]],
    [[1e200, 1e200], 0, 0, [0, 0]],
    // The scale comes before what a number can be.
    [[LARGEST, -LARGEST], 2 ** -1026, Math.SQRT2 / 4, [-0.25, 0.25]],
    [[5e-324, 5e-324], 3, 2e-323, [-1.5e-323, -1.5e-323]],
  ])("of %j, times a gradScale of %d, is clipped to 1", (g, gradScale, norm, steps) => {
    const [params, gradNorm] = moved({ a: g }, { clipNorm: 1 }, gradScale);
    expectNear([gradNorm as number], [norm]);
    // 1e-6 of torch's rule.
    expectNear(params, steps, 3e-7);
  });

  it("is finite where each gradient is, for nonFinite too", () => {
    for (const nonFinite of ["skip", "throw"] as const) {
      const [params, gradNorm] = moved({ a: [1e200], b: [-1e200] }, { nonFinite, clipNorm: 1 });
      expectNear(params, [-Math.SQRT1_2, Math.SQRT1_2]);
      expectNear([gradNorm as number], [Math.SQRT2 * 1e200]);
      expectNear(moved({ a: [LARGEST, LARGEST] }, { nonFinite, clipNorm: 1 })[0], [-Math.SQRT1_2, -Math.SQRT1_2]);
      expect(moved({ a: [1e-200] }, { nonFinite })[1]).toBe(1e-200);
      expectNear(moved({ a: [LARGEST, LARGEST] }, { nonFinite, clipNorm: 1 }, 2 ** -1026)[0], [-0.25, -0.25]);
    }
  });

  it.each<[number[], number, number[]]>([
    [[1e200, NaN], NaN, [NaN, NaN]],
    [[1e-200, NaN], NaN, [NaN, NaN]],
    [[1e200, -Infinity, NaN], NaN, [NaN, NaN, NaN]],
    [[1e200, -Infinity], Infinity, [0, NaN]],
    [[Infinity, 0], Infinity, [NaN, 0]],
  ])("of %j, which are not all finite, is %d", (g, norm, steps) => {
    const [params, gradNorm] = moved({ a: g }, { clipNorm: 1 });
    expect(gradNorm).toBe(norm);
    expect(params.map(Math.abs)).toEqual(steps);
    expectSameBits(moved({ a: g }, { nonFinite: "skip", clipNorm: 1 })[0], [0, 0, 0].slice(0, g.length), "skipped");
    expect(() => moved({ a: g }, { nonFinite: "throw" })).toThrow(/^grads\["a"\]\[[01]\] must be finite, got /);
  });

  it("is of the mean where gradients are accumulated", () => {
    const optimizer = new SGD({ lr: 1, clipNorm: 1, accumulate: 2, backend });
    const params = { a: [0, 0] };
    optimizer.update(params, { a: [3e200, 0] });
    optimizer.update(params, { a: [3e200, -8e200] });
    expectNear([optimizer.gradNorm as number], [5e200]);
    expectNear(params.a, [-0.6, 0.8]);
  });

  it("counts rows that are given twice once, with their sum", () => {
    const optimizer = new SGD({ lr: 1, clipNorm: 1, backend });
    const params = { E: new Float64Array(6), b: [0] };
    optimizer.update(params, { E: sparseRows([2, 0, 2], [1e200, 0, 0, 3e200, 1e200, 0]), b: [6e200] });
    expectNear([optimizer.gradNorm as number], [7e200]);
    expectNear([...params.E, ...params.b], [0, -3 / 7, 0, 0, -2 / 7, 0, -6 / 7]);
  });

  it.each(["the caller's", "allocated"])("is over float32 and float64 together: %s arrays", (arrays) => {
    for (const [wide, gradNorm] of [
      [1e200, 1e200],
      [1e-200, Math.sqrt(9 + 2 ** -298)],
    ]) {
      const optimizer = new SGD({ lr: 1, clipNorm: 100, backend, groups: [{ match: /c/, lr: 0.5 }] });
      const initial = { a: new Float32Array(3), b: new Float64Array(2), c: new Float32Array(1) };
      const given = { a: Float32Array.of(3, 0, 1e-45), b: Float64Array.of(0, wide), c: [0] };
      const home = arrays === "allocated" ? optimizer.allocate(initial) : { params: initial, grads: given };
      if (home.grads !== given) for (const name of ["a", "b"] as const) home.grads[name].set(given[name]);
      optimizer.update(home.params, home.grads);
      expect(optimizer.gradNorm).toBe(gradNorm);
    }
    // Of what is infinite in float32, though not as it was given.
    const optimizer = new SGD({ clipNorm: 1, backend });
    optimizer.update({ a: new Float32Array(1), b: [0] }, { a: Float64Array.of(1e200), b: [1e200] });
    expect(optimizer.gradNorm).toBe(Infinity);
  });
});

it("the norm is the same however wide gradients are spread, and that of exact arithmetic", () => {
  fc.assert(
    fc.property(
      waysToGive,
      fc.integer({ min: -1074, max: 1023 }),
      fc.nat(900),
      fc.integer(),
      (some, top, width, seed) => {
        const random = generator(seed);
        const flat = new Float64Array(300).map(() => {
          const exponent = Math.max(-1074, top - Math.floor(random() * width));
          return (random() - 0.5) * 2 ** Math.ceil(exponent / 2) * 2 ** (1 + Math.floor(exponent / 2));
        });
        const norms = some.map((each) => normOf(flat, each));
        for (const norm of norms) expect(norm).toBe(norms[0]);
        const error = fixed(norms[0] as number) - exactNorm(flat);
        expect(Number((error < 0n ? -error : error) >> 1n)).toBeLessThanOrEqual(Number(exactNorm(flat) >> 50n));
      },
    ),
    { numRuns: 300 },
  );
});

it("an ordinary norm is the root of eight plain sums, to the bit", () => {
  const random = generator(4);
  for (const size of [2 ** -448, 2 ** -300, 1e-30, 1, 1e30, 2 ** 400, 2 ** 506]) {
    const flat = new Float64Array(300).map(() => (random() - 0.5) * size);
    const s = new Float64Array(8);
    flat.forEach((x, k) => (s[k % 8] += x * x));
    const norm = Math.sqrt(s[0] + s[1] + (s[2] + s[3]) + (s[4] + s[5] + (s[6] + s[7])));
    for (const backend of BACKENDS) {
      for (const arrays of ARRAYS) {
        const way = { backend, arrays, cuts: [7, 120], groups: false, extra: { clipNorm: 1 } };
        expect(normOf(flat, way)).toBe(norm);
      }
    }
  }
});

it("the norm of gradients times a power of two is the norm times that power, to the bit", () => {
  const random = generator(6);
  const powers = [-960, -600, -500, -460, -440, 500, 520, 600, 1010];
  for (let round = 0; round < 90; round++) {
    const flat = new Float64Array(300).map(() => random() - 0.5);
    const power = 2 ** powers[round % powers.length];
    const backend = BACKENDS[round % 2];
    const way = { backend, arrays: "mixed", cuts: [7, 120], groups: false, extra: { clipNorm: 1 } } as const;
    const large = flat.map((x) => x * power);
    expect(normOf(large, way)).toBe((normOf(flat, way) as number) * power);
  }
});

it("a norm is exact where its squares have few digits", () => {
  // Each square is 2^-1030, of which only 44 digits are above 2^-1074; their sum is above 2^-1022.
  const flat = new Float64Array(300).fill(1.234567891234567 * 2 ** -515);
  const norm = normOf(flat, { backend: "wasm", arrays: "allocated", cuts: [], groups: false, extra: { clipNorm: 1 } });
  expectNear([norm as number], [Math.sqrt(300) * flat[0]], 2 ** -49);
});

it("a step of Adam by clipped gradients of any size is that of their direction", () => {
  const [optimizer, twin] = [new Adam({ clipNorm: 5 }), new Adam()];
  const [params, plain] = [{ a: [1, 2] }, { a: [1, 2] }];
  for (const size of [1e200, 1e306, 1]) {
    optimizer.update(params, { a: [-30 * size, 40 * size] });
    twin.update(plain, { a: [-3, 4] });
    expectNear(params.a, plain.a, 1e-7);
  }
});

/** Within two units of the last place, or the share given. */
function expectNear(actual: readonly number[], expected: readonly number[], share = 2 ** -51): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    if (Number.isFinite(expected[i])) {
      const error = Math.abs(value - expected[i]);
      expect(error, `${value} for ${expected[i]}`).toBeLessThanOrEqual(Math.max(share * Math.abs(expected[i]), 0));
    } else expect(value).toBe(expected[i]);
  });
}

/** In units of 2^-1074. */
function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const fraction = bits & (2n ** 52n - 1n);
  return exponent === 0n ? fraction : (fraction + 2n ** 52n) << (exponent - 1n);
}

/** The root of the sum of squares, rounded down, in units of 2^-1074. */
function exactNorm(values: Float64Array): bigint {
  let sum = 0n;
  for (const x of values) sum += fixed(x) ** 2n;
  if (sum === 0n) return 0n;
  // Newton's method, from above.
  let root = 2n ** BigInt(Math.ceil(sum.toString(2).length / 2));
  for (;;) {
    const next = (root + sum / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
