import { describe, expect, it } from "vitest";
import { checkGradient } from "../../src/fit/index.js";
import { seedOf } from "../seed.js";
import { generator } from "../support.js";

const random = generator(seedOf());
const list = (n: number) => Array.from({ length: n }, () => 2 * random() - 1);
const check = (valueAndGrad: unknown, params: object, options = {}) =>
  checkGradient(valueAndGrad as never, params, { log: false, seed: seedOf(), ...options });

/** A linear layer of mean squared errors, with l2: everything that mistakes are made in. */
const [ROWS, COLUMNS, COUNT] = [3, 4, 10];
const inputs = Array.from({ length: COUNT }, () => list(COLUMNS));
const wanted = Array.from({ length: COUNT }, () => list(ROWS));
type Layer = { W: number[] | Float32Array | Float64Array; b: number[]; s: number };
interface Ways {
  l2?: number;
  forgets?: boolean;
  mean?: number;
  sign?: number;
  swaps?: boolean;
}
const layer =
  ({ l2 = 0, forgets = false, mean = COUNT, sign = 1, swaps = false }: Ways = {}) =>
  ({ W, b, s }: Layer) => {
    let value = 0;
    const grads = { W: Array.from(W, () => 0), b: b.map(() => 0), s: 0 };
    inputs.forEach((x, k) => {
      for (let i = 0; i < ROWS; i++) {
        const h = x.reduce((sum, xj, j) => sum + W[i * COLUMNS + j] * xj, b[i]);
        const error = s * h - wanted[k][i];
        value += (error * error) / COUNT;
        const slope = (sign * 2 * error) / mean;
        x.forEach((xj, j) => (grads.W[swaps ? j * ROWS + i : i * COLUMNS + j] += slope * s * xj));
        grads.b[i] += slope * s;
        grads.s += slope * h;
      }
    });
    for (let i = 0; i < W.length; i++) {
      value += (l2 / 2) * W[i] ** 2;
      if (!forgets) grads.W[i] += l2 * W[i];
    }
    return { value, grads };
  };
const begin = (Floats?: typeof Float32Array): Layer => {
  const W = list(ROWS * COLUMNS);
  return { W: Floats ? Floats.from(W) : W, b: list(ROWS), s: 1.3 };
};
const right = layer({ l2: 0.1 });
/** The right gradient, of which one part is changed. */
const changed = (change: (grads: ReturnType<typeof right>["grads"], params: Layer) => void) => (params: Layer) => {
  const given = right(params);
  change(given.grads, params);
  return given;
};

describe("checkGradient finds", () => {
  it.each<[string, unknown, RegExp]>([
    [
      "a sum's gradient for a mean's value",
      layer({ mean: 1 }),
      /all gradients: is 10 times too large: a factor 1\/10 is missing/,
    ],
    ["a mean taken twice", layer({ mean: COUNT ** 2 }), /all gradients: is 10 times too small/],
    ["the wrong sign", layer({ sign: -1 }), /all gradients: has the wrong sign/],
    [
      "a transposed matrix",
      layer({ swaps: true }),
      /^grads\["W"\]: is transposed: right as 4 × 3, where the parameter is 3 × 4/,
    ],
    [
      "a forgotten l2",
      layer({ l2: 0.1, forgets: true }),
      /^grads\["W"\]: lacks 0\.100 · p: the value has an l2 of 0\.100/,
    ],
    [
      "an l2 that the value has not",
      changed(({ W }, p) => W.forEach((_, i) => (W[i] += 0.3 * p.W[i]))),
      /^grads\["W"\]: has 0\.300 · p too much/,
    ],
    ["a factor 2", changed(({ b }) => b.forEach((_, i) => (b[i] *= 2))), /^grads\["b"\]: is 2 times too large/],
    ["a factor 1/2", changed(({ W }) => W.forEach((_, i) => (W[i] /= 2))), /^grads\["W"\]: is 2 times too small/],
    ["the wrong sign of one part", changed((grads) => (grads.s *= -1)), /^grads\["s"\]: has the wrong sign/],
    [
      "a gradient that was never filled in",
      changed(({ b }) => b.fill(0)),
      /^grads\["b"\]: is 0 where the value changes/,
    ],
    ["a wrong element", changed(({ W }) => (W[7] += 0.01)), /^grads\["W"\]: is wrong, in none of the usual ways/],
    ["gradients in another order", changed((grads) => (grads.b = grads.b.toReversed())), /^grads\["b"\]: is wrong/],
  ])("%s", (_, valueAndGrad, mistake) => {
    const params = begin();
    const before = structuredClone(params);
    const result = check(valueAndGrad, params);
    expect(result.ok).toBe(false);
    expect(result.mistakes.join("\n")).toMatch(mistake);
    expect(params).toEqual(before);
  });

  it("a transposed matrix in rows of their own", () => {
    const bilinear = ({ W }: { W: number[][] }, swaps: boolean) => ({
      value: W.reduce((sum, row, i) => sum + row.reduce((all, w, j) => all + (i + 1) * (j + 2) ** 2 * w * w, 0), 0),
      grads: {
        W: W.map((row, i) =>
          row.map((_, j) => {
            const [r, c] = swaps ? [j, i] : [i, j];
            return 2 * (r + 1) * (c + 2) ** 2 * W[r][c];
          }),
        ),
      },
    });
    const params = { W: [list(3), list(3), list(3)] };
    expect(check((p: typeof params) => bilinear(p, true), params).mistakes).toEqual(['grads["W"]: is transposed']);
    expect(check((p: typeof params) => bilinear(p, false), params).ok).toBe(true);
  });

  it("one wrong element of a thousand, by directions", () => {
    const params = { W: list(1000) };
    const square = ({ W }: typeof params) => {
      const grads = W.map((w) => 2 * w);
      grads[517] += 0.5;
      return { value: W.reduce((sum, w) => sum + w * w, 0), grads: { W: grads } };
    };
    expect(check(square, params).ok).toBe(false);
  });
});

describe("checkGradient accuses no right gradient:", () => {
  const of =
    (f: (x: number) => number, slope: (x: number) => number) =>
    ({ x }: { x: number[] }) => ({
      value: x.reduce((sum, each) => sum + f(each), 0),
      grads: { x: x.map(slope) },
    });
  it.each<[string, unknown, object]>([
    ["a layer", right, begin()],
    ["a layer in float32", right, begin(Float32Array)],
    ["kinks where no derivative is", of(Math.abs, Math.sign), { x: [0, 1, -1] }],
    [
      "a rectifier at its corner",
      of(
        (x) => Math.max(0, x),
        (x) => (x > 0 ? 1 : 0),
      ),
      { x: [0, 1e-7, 2] },
    ],
    [
      "a value far from 0",
      of(
        (x) => 1e6 + x * x,
        (x) => 2 * x,
      ),
      { x: [1, 2, 3] },
    ],
    [
      "a value computed in float32",
      of((x) => Math.fround(Math.fround(Math.sin(x)) + 1), Math.cos),
      { x: [0.3, 1.2, -2] },
    ],
    [
      "very small gradients",
      of(
        (x) => 1e-12 * x ** 3,
        (x) => 3e-12 * x * x,
      ),
      { x: [1, 0.5, -2] },
    ],
    [
      "a minimum, where all are 0",
      of(
        (x) => (x - 1) ** 2,
        (x) => 2 * (x - 1),
      ),
      { x: [1, 1] },
    ],
    [
      "sizes far apart",
      of(
        (x) => Math.log(x),
        (x) => 1 / x,
      ),
      { x: [1e-3, 1e-2, 1] },
    ],
    [
      "strong curvature",
      of(
        (x) => Math.exp(20 * x),
        (x) => 20 * Math.exp(20 * x),
      ),
      { x: [0.5, -0.2, 1] },
    ],
    [
      "waves",
      of(
        (x) => Math.sin(50 * x),
        (x) => 50 * Math.cos(50 * x),
      ),
      { x: [0.5, -0.2, 1] },
    ],
    [
      "two thousand numbers",
      of(
        (x) => x ** 4,
        (x) => 4 * x ** 3,
      ),
      { x: list(2000) },
    ],
  ])("%s", (_, valueAndGrad, params) => {
    const { ok, mistakes, table } = check(valueAndGrad, params);
    expect([ok, mistakes], table).toEqual([true, []]);
  });
});

describe("checkGradient", () => {
  it("prints what it returns", () => {
    const printed: string[] = [];
    const result = checkGradient(({ x }) => [x * x, { x: 2 * x }], { x: 3 }, { log: (text) => printed.push(text) });
    expect(printed).toEqual([result.table]);
    expect(result.table).toMatch(
      /^name +index +analytic +numeric +relative error +verdict\nx +0 +6\.0000000 +6\.0000000 +\d.*ok$/,
    );
  });

  it.each([
    [{ tolerance: -1 }, "tolerance must be a finite number ≥ 0, got -1"],
    [{ direction: 1 }, "did you mean directions?"],
    [{ log: 1 }, "log must be a function or false, got 1"],
  ])("refuses %o", (options, message) => {
    expect(() => checkGradient(({ x }) => [x, { x: 1 }], { x: 3 }, options as never)).toThrow(message);
  });
});
