import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import { ThreadPool } from "../../src/threads/pool.js";
import { catalog } from "../catalog.js";
import { expectSameBits, expectSameMaps, generator } from "../support.js";
import { expectSameRun, plans, Training } from "../training.js";

describe("a pool", () => {
  let pool: ThreadPool;
  beforeAll(async () => void (pool = await ThreadPool.start({ threads: 3 })));
  afterAll(() => pool.stop());

  describe.each(catalog)("$name", (row) => {
    it.each([Float32Array, Float64Array])("has the same bits on three threads as on one: %o", (Floats) => {
      for (const form of [{}, ...row.variants]) {
        for (const length of [8_191, 40_000, 131_072, 200_003]) {
          const [one, three] = [{}, { pool }].map((threads) =>
            run(row.create({ ...form, ...threads }), Floats, length),
          );
          expectSameBits(three.W, one.W, `${length}: W`);
          expectSameMaps(three.state, one.state, `${length}`);
        }
      }
    });
  });

  describe.each(catalog)("$name", (row) => {
    it("has the same bits and the same gradNorm under options in combination", () => {
      fc.assert(
        fc.property(plans, fc.constantFrom(1, 20_000, 45_000), (plan, more) => {
          // So long that the work is shared.
          const long = {
            ...plan,
            arrays: "allocated" as const,
            kinds: plan.kinds.slice(0, 2).map(({ kind, length }) => ({ kind, length: length + more })),
          };
          const [one, three] = [{}, { pool }].map((place) => new Training(row, long, place).goOn(0, 4));
          expectSameRun(three, one, "three threads");
          expect(three.optimizer.gradNorm).toBe(one.optimizer.gradNorm);
        }),
        { numRuns: 20 },
      );
    });
  });

  it("takes small maps, caller's arrays and parts of maps like one thread", () => {
    const optimizer = new Adam({ pool });
    const { params, grads } = optimizer.allocate({
      a: new Float32Array(50_000).fill(1),
      b: new Float32Array(3).fill(2),
    });
    grads.a.fill(1);
    const callers = { a: params.a.slice(), b: params.b.slice() };
    optimizer.update({ a: params.a }, grads);
    new Adam().update({ a: callers.a }, grads);
    expectSameMaps({ ...params }, callers, "params");
    expect(optimizer.backend).toBe("wasm");
  });

  it("serves many optimizers, also after a collection", () => {
    for (let k = 0; k < 50; k++) {
      const optimizer = new SGD({ lr: 1, pool });
      const { params, grads } = optimizer.allocate({ W: new Float32Array(300_000).fill(k) });
      grads.W.fill(1);
      optimizer.update(params, grads);
      expect(params.W.every((w) => w === k - 1)).toBe(true);
      if (k % 10 === 0) (globalThis as unknown as { gc: () => void }).gc();
    }
  });

  it("allocates nothing per update", () => {
    const optimizer = new SGD({ pool });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(9_000) });
    const tries = Array.from({ length: 15 }, () => {
      (globalThis as unknown as { gc: () => void }).gc();
      const before = process.memoryUsage().heapUsed;
      for (let step = 0; step < 20_000; step++) optimizer.update(params, grads);
      return (process.memoryUsage().heapUsed - before) / 20_000;
    });
    expect(Math.min(...tries)).toBeLessThan(1);
  });
});

describe("a stopped pool", () => {
  it("leaves its optimizers on one thread", async () => {
    const pool = await ThreadPool.start({ threads: 2 });
    const optimizer = new SGD({ lr: 1, pool });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(100_000) });
    grads.W.fill(1);
    optimizer.update(params, grads);
    pool.stop();
    optimizer.update(params, grads);
    expect(params.W.every((w) => w === -2)).toBe(true);
    const late = new SGD({ lr: 1, pool }).allocate({ W: new Float32Array(10) });
    expect(late.params.W).toHaveLength(10);
  });
});

function run(
  optimizer: ReturnType<(typeof catalog)[number]["create"]>,
  Floats: typeof Float32Array | typeof Float64Array,
  length: number,
) {
  const random = generator(length);
  const { params, grads } = optimizer.allocate({ W: new Floats(length).map(() => random() - 0.5) as Float32Array });
  for (let step = 0; step < 3; step++) {
    grads.W.forEach((_, i) => (grads.W[i] = random() < 0.001 ? NaN : random() - 0.5));
    optimizer.update(params, grads);
  }
  const state = Object.fromEntries(Object.entries(optimizer.state).map(([slot, views]) => [slot, views.W]));
  return { W: params.W, state };
}
