import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { defineOptimizer, positive } from "../../src/define/index.js";
import { testRule } from "../../src/define/testing/index.js";
import { sparseRows, type CommonOptions, type Optimizer } from "../../src/index.js";
import { ThreadPool } from "../../src/threads/pool.js";
import { expectSameBits, expectSameMaps, generator, seedOf } from "../support.js";
import { lamb } from "./lamb.js";

const LAMB = defineOptimizer(lamb);

let pool: ThreadPool;
beforeAll(async () => void (pool = await ThreadPool.start({ threads: 2 })));
afterAll(() => pool.stop());

/** The root of the mean square of a gradient makes it one of length √n; nothing is kept. */
const normalised = {
  title: "Normalised",
  options: { lr: positive(0.01) },
  scalars: () => ({}),
  rule: "",
  sums: { gg: "g * g" },
  second: {
    scalars: ({ gg }: { gg: number }, { lr }: { lr: number }) => ({ rate: gg > 0 ? -lr / Math.sqrt(gg) : 0 }),
    rule: "return rate * g",
  },
};
const Normalised = defineOptimizer(normalised);

/** LAMB, plainly. */
function lambStep(
  p: number[],
  g: readonly number[],
  { m, v, u }: Record<string, number[]>,
  { lr, beta1, beta2, eps }: Record<"lr" | "beta1" | "beta2" | "eps", number>,
  t: number,
): void {
  let [pp, uu] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2;
    u[i] = m[i] / (1 - beta1 ** t) / (Math.sqrt(v[i] / (1 - beta2 ** t)) + eps);
    pp += p[i] ** 2;
    uu += u[i] ** 2;
  }
  const trust = pp > 0 && uu > 0 ? Math.sqrt(pp / uu) : 1;
  for (let i = 0; i < p.length; i++) p[i] -= lr * trust * u[i];
}

function normalisedStep(p: number[], g: readonly number[], _: object, { lr }: { lr: number }): void {
  const norm = Math.sqrt(g.reduce((sum, each) => sum + each ** 2, 0));
  for (let i = 0; i < p.length; i++) p[i] -= norm > 0 ? (lr * g[i]) / norm : 0;
}

describe("a rule with sums over each parameter", () => {
  it("is LAMB as its paper has it, everywhere", () => {
    expect(testRule(LAMB, lambStep, { ulps: 4096, pool }).compared).toBeGreaterThan(10_000);
  });

  it("is a normalised gradient, which keeps nothing, everywhere", () => {
    expect(testRule(Normalised, normalisedStep, { ulps: 4096, pool }).compared).toBeGreaterThan(5000);
  });

  /** Some of each length that vectors and turns of four take otherwise; the last passes through two tiles. */
  const LENGTHS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 9001];
  const COMMON: readonly CommonOptions[] = [
    {},
    { weightDecay: 0.1 },
    { clipNorm: 0.5, l2: 0.01 },
    { clipValue: 0.5, emaDecay: 0.9, maximize: true },
    { accumulate: 2, nonFinite: "skip" },
  ];

  describe.each([
    ["LAMB", LAMB],
    ["a normalised gradient", Normalised],
  ] as const)("%s", (_, Class) => {
    const make = (options: object): Optimizer => new (Class as new (given: object) => unknown)(options) as Optimizer;

    it.each(COMMON)("gives the same bits on both backends, allocated, and on two threads, with %o", (common) => {
      for (const Floats of [Float32Array, Float64Array]) {
        const run = (place: object, allocates: boolean, reloads = false) => {
          const random = generator(seedOf());
          const draw = () => Object.fromEntries(LENGTHS.map((n) => [`n${n}`, new Floats(n).map(() => random() - 0.5)]));
          const options = { lr: 0.1, groups: [{ match: /5/, lr: 0.3 }], ...common, ...place };
          let optimizer = make(options);
          const own = draw();
          const params = allocates ? optimizer.allocate(own).params : own;
          for (let step = 0; step < 6; step++) {
            if (reloads && step === 3) {
              const file = save(optimizer, params);
              optimizer = make(options);
              load(optimizer, file, { params });
            }
            optimizer.update(params, draw());
          }
          return { params, optimizer };
        };
        const first = run({ backend: "js" }, false);
        for (const [place, allocates, reloads] of [
          [{ backend: "js" }, true, false],
          [{ backend: "wasm" }, false, false],
          [{ backend: "wasm" }, true, false],
          [{ backend: "wasm" }, false, true],
          [{ pool }, true, false],
          [{ pool }, false, false],
        ] as const) {
          const other = run(place, allocates, reloads);
          const where = `${JSON.stringify(place).slice(0, 20)} ${allocates} ${reloads}`;
          expectSameMaps(other.params, first.params, where);
          expectSameMaps(other.optimizer.ema, first.optimizer.ema, where);
          for (const [slot, views] of Object.entries(first.optimizer.state))
            expectSameMaps((other.optimizer.state as Record<string, typeof views>)[slot], views, where + slot);
        }
      }
    });
  });

  it.each(["wasm", "js"] as const)("adds up in float64, each element once, on %s", (backend) => {
    const seen: number[][] = [];
    const Summing = defineOptimizer({
      ...normalised,
      sums: { gg: "g * g", gp: "g * p", least: "min(zero, g)" },
      second: {
        scalars: ({ gg, gp, least }, { lr }) => {
          seen.push([gg, gp, least]);
          return { rate: -lr };
        },
        rule: "return rate * g",
      },
    });
    const big = 1e30; // its square is beyond float32
    for (const Floats of [Float32Array, Float64Array])
      for (let n = 0; n < 12; n++) {
        const optimizer = new Summing({ backend });
        const g = new Floats(n).map((_, i) => (i % 3 === 2 ? -0 : 2 ** i));
        const p = new Floats(n).map((_, i) => i + 1);
        const before = [...p];
        optimizer.update({ p, next: new Floats(3).fill(1) }, { p: g, next: new Floats(3).fill(big) });
        const sum = (of: (i: number) => number) => [...g.keys()].reduce((all, i) => all + of(i), 0);
        expect(seen.at(-2)).toEqual([sum((i) => g[i] ** 2), sum((i) => g[i] * before[i]), 0]);
        const rounded = Floats.of(big)[0];
        expect(seen.at(-1)).toEqual([3 * rounded ** 2, 3 * rounded, 0]);
      }
    const optimizer = new Summing({ backend });
    optimizer.update({ p: [1, 2, 3] }, { p: [NaN, 1, 1] });
    expect(seen.at(-1)).toEqual([NaN, NaN, 0]);
    optimizer.update({ q: [1] }, { q: [-0] });
    expectSameBits(seen.at(-1) as number[], [0, 0, 0], "of −0");
  });

  it("takes numbers and lists, trees, scaled gradients and a shared decay", () => {
    for (const backend of ["wasm", "js"] as const) {
      const optimizer = new Normalised({ lr: 1, backend, weightDecay: 0.5 });
      const params = { w: 3, layers: [{ b: [1, 2] }] };
      optimizer.update(params, { w: 5, layers: [{ b: [3, 4] }] }, { gradScale: 2 });
      expect(params.w).toBe(0.5);
      expectSameBits(params.layers[0].b, [1 - (0.1 * 6 + 0.5), 2 - (0.1 * 8 + 1)], backend);
    }
  });

  it("sums over what was accumulated", () => {
    const optimizer = new Normalised({ lr: 1, accumulate: 2 });
    const params = { w: [0, 0] };
    optimizer.update(params, { w: [6, 4] });
    expect(params.w).toEqual([0, 0]);
    optimizer.update(params, { w: [0, 4] });
    expectSameBits(params.w, [-0.6000000000000001, -0.8], "the mean of two");
  });

  it("carries numbers that the second's scalars alone read", () => {
    const Counting = defineOptimizer({
      ...normalised,
      carried: { n: 0 },
      carry: (_, _t, carried, next) => {
        next.n = carried.n + 1;
      },
      rule: "m = m + g",
      sums: { mm: "m * m" },
      second: { scalars: (_, { lr }, t, { n }) => ({ rate: -lr * n * t }), rule: "return rate * m" },
    });
    const params = { w: [0] };
    const optimizer = new Counting({ lr: 1 });
    for (let step = 0; step < 3; step++) optimizer.update(params, { w: [1] });
    expect(params.w).toEqual([-(1 + 8 + 27)]);
  });

  it("keeps the least numbers where the first rule alone asks for their sign", () => {
    const Signed = defineOptimizer({
      ...normalised,
      rule: "m = m * m + g\nu = u + sign(m)",
      sums: { uu: "u * u" },
      second: { scalars: ({ uu }) => ({ rate: uu > -1 ? -1 : 0 }), rule: "return rate * u" },
    });
    const params = { w: [0] };
    const optimizer = new Signed();
    for (let step = 0; step < 257; step++) optimizer.update(params, { w: [step === 0 ? 2 ** -1060 : 0] });
    expect(params.w[0]).toBeLessThan(0);
  });

  it("refuses sparse rows before anything is written", () => {
    const optimizer = new LAMB();
    const params = { w: [1, 2], E: [1, 2, 3, 4] };
    expect(() => optimizer.update(params, { w: [1, 1], E: sparseRows([1], [1, 1]) })).toThrow(
      'grads["E"] is sparse rows: a rule with sums needs them all, give a dense gradient',
    );
    expect([params, optimizer.iterations, optimizer.state]).toEqual([
      { w: [1, 2], E: [1, 2, 3, 4] },
      0,
      { m: {}, v: {}, u: {} },
    ]);
  });
});
