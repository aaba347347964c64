import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Adam, SGD, sparseRows, type ParamMap, type Optimizer } from "../src/index.js";
import { save } from "../src/checkpoint/index.js";
import { decodeFile as decode } from "../src/checkpoint/safetensors.js";
import { catalog } from "./catalog.js";
import { copyOf, expectSameBits, expectSameMaps, generator, type Floats } from "./support.js";
import { expectSameRun, plans, special, Training } from "./training.js";

const NEUTRAL = { weightDecay: 0, l2: 0, clipNorm: Infinity, clipValue: Infinity, maximize: false, accumulate: 1, nonFinite: "propagate" as const };
const BACKENDS = ["wasm", "js"] as const;
const ARRAYS = ["allocated", "the caller's", "mixed"] as const;

describe.each(catalog)("$name", (row) => {
  it("has the same bits on both backends and in all arrays under options in combination", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 12 }), (plan, calls) => {
        const runs = BACKENDS.flatMap((backend) => ARRAYS.map((arrays) => new Training(row, { ...plan, arrays }, { backend }).goOn(0, calls)));
        for (const run of runs) {
          expectSameRun(run, runs[0], "run");
          expect(run.optimizer.gradNorm).toBe(runs[0].optimizer.gradNorm);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each(BACKENDS)("has the bits of the plain update where options change nothing (%s)", (backend) => {
    fc.assert(
      fc.property(plans, (plan) => {
        const random = generator(plan.seed);
        const form = row.variants[plan.form];
        const [plain, neutral] = [row.create({ ...form, backend }), row.create({ ...form, ...NEUTRAL, groups: plan.seed % 2 ? [{ match: /1/, ...shared }, { match: /./ }] : [], backend })];
        const start = Object.fromEntries(plan.kinds.map(({ kind, length }, k) => [`p${k + 1}`, new (kind === "Float32Array" ? Float32Array : Float64Array)(length).map(() => random() - 0.5)]));
        const [p, q] = [copyOf(start), plan.arrays === "allocated" ? neutral.allocate(start).params : copyOf(start)];
        for (let step = 0; step < 3; step++) {
          const grads = Object.fromEntries(Object.entries(start).map(([name, values]) => [name, values.map(() => (random() < 0.1 ? special(random) : random() - 0.5))]));
          plain.update(p, grads);
          neutral.update(q, grads, { gradScale: 1 });
        }
        expectSameMaps({ ...q }, p, "params");
        for (const slot of row.slots) expectSameMaps(neutral.state[slot], plain.state[slot], slot);
      }),
      { numRuns: 100 },
    );
  });

  it.each(BACKENDS)("makes one step of the mean from several calls, also of parts (%s)", (backend) => {
    const random = generator(11);
    const [many, one] = [row.create({ accumulate: 3, backend }), row.create({ backend })];
    const start = { W: new Float32Array(9).map(random), b: [1, 2, 3], x: 2 };
    const [p, q]: ParamMap[] = [copyOf(start), copyOf(start)];
    for (let step = 0; step < 4; step++) {
      const sums: Record<string, Floats> = { W: new Float32Array(9), b: new Float64Array(3), x: new Float64Array(1) };
      for (let call = 0; call < 3; call++) {
        const scale = call === 1 ? 0.5 : 1;
        // Whoever is left out of a call adds nothing to the mean.
        const names = call === 2 ? ["W", "b", "x"] : call === 1 ? ["b", "W"] : ["W", "x"];
        const grads = Object.fromEntries(names.map((name) => [name, sums[name].map(() => random() - 0.5)]));
        for (const name of names) grads[name].forEach((g, i) => (sums[name][i] += scale * g));
        const before = copyOf(p as never);
        const some = Object.fromEntries(names.map((name) => [name, p[name]]));
        many.update(call === 2 ? p : some, grads, { gradScale: scale });
        if (call < 2) expectSameMaps(p as never, before, "between");
        expect(many.iterations).toBe(call < 2 ? step : step + 1);
      }
      one.update(q, sums, { gradScale: 1 / 3 });
      expectSameMaps(p as never, q as never, `step ${step}`);
      for (const slot of row.slots) expectSameMaps(Object.fromEntries(["W", "b", "x"].map((name) => [name, many.state[slot][name]])), one.state[slot], slot);
    }
  });

  describe.each(BACKENDS)("%s", (backend) => {
    it.each(["allocated", "the caller's"])("a skipped first update is as if it had not been: %s arrays", (arrays) => {
      const options = { lr: 0.1, emaDecay: 0.9, backend };
      const [skipping, plain] = [row.create({ ...options, nonFinite: "skip" }), row.create(options)];
      const initial = { b: [1, 2], W: new Float32Array([1, 2, 3, 4, 5]), ...(arrays === "allocated" ? {} : { x: 1 }) };
      const [p, q]: ParamMap[] = [skipping, plain].map((optimizer) => (arrays === "allocated" ? optimizer.allocate(initial).params : copyOf(initial)) as ParamMap);
      const grads = { b: [3, -4], W: [1, 2, 3, 4, 5], x: 6 };
      for (let call = 0; call < 2; call++) skipping.update(p, { ...grads, b: [1, NaN] });
      expect([skipping.iterations, skipping.skipped]).toEqual([0, 2]);
      for (let step = 0; step < 3; step++) for (const [optimizer, params] of [[skipping, p], [plain, q]] as const) optimizer.update(params, grads);
      expectSameMaps(p as never, q as never, "params");
      for (const slot of row.slots) expectSameMaps(skipping.state[slot], plain.state[slot], slot);
      expectSameMaps(skipping.ema, plain.ema, "ema");
    });

    it.each(["skip", "throw"] as const)("leaves all as it was at one NaN or infinity: %s", (nonFinite) => {
      for (const [bad, arrays] of [[NaN, "allocated"], [Infinity, "the caller's"], [-Infinity, "allocated"], [1e39, "the caller's"]] as const) {
        const optimizer = row.create({ lr: 0.1, emaDecay: 0.9, accumulate: 2, clipNorm: 1, nonFinite, backend });
        const initial = { b: [1, 2], W: new Float32Array([1, 2, 3, 4, 5]), x: 1 };
        const home = arrays === "allocated" ? optimizer.allocate(initial) : undefined;
        const params: ParamMap = home?.params ?? initial;
        const grads: Record<string, number | number[] | Floats> = home?.grads ?? { b: [1, 1], W: [1, 1, 1, 1, 1], x: 1 };
        const refuse = (): void => {
          const values = grads.W as number[];
          values[3] = bad;
          const [before, kept, norm] = [contents(optimizer), copyOf(params as never), optimizer.gradNorm];
          const call = () => optimizer.update(params, grads as ParamMap);
          if (nonFinite === "throw") {
            const shown = arrays === "allocated" ? Math.fround(bad) : bad;
            expect(call).toThrow(new RangeError(`grads["W"][3] must be finite, got ${shown}`));
            expect(contents(optimizer)).toEqual(before);
          } else {
            call();
            expect(contents(optimizer)).toEqual({ ...before, skipped: String(Number(before.skipped) + 1) });
            expect(optimizer.skipped).toBe(Number(before.skipped) + 1);
          }
          expectSameMaps(params as never, kept, "params");
          expect(optimizer.gradNorm).toBe(norm);
          values[3] = 1;
        };
        for (let call = 0; call < 5; call++) {
          refuse();
          optimizer.update(params, grads as ParamMap);
        }
        expect(optimizer.iterations).toBe(2);
        optimizer.reset();
        expect(optimizer.skipped).toBe(0);
        refuse();
      }
    });

    it("takes finite gradients whose squares are infinite", () => {
      const optimizer = row.create({ nonFinite: "throw", backend });
      optimizer.update({ W: [1, 2] }, { W: [1e200, -1e300] });
      expect([optimizer.iterations, optimizer.skipped, optimizer.gradNorm]).toEqual([1, 0, Infinity]);
    });
  });
});

describe("gradNorm", () => {
  it("is the same however the values are spread", () => {
    const cuts = fc.array(fc.nat(300), { maxLength: 6 });
    const way = fc.record({ cuts, backend: fc.constantFrom(...BACKENDS), arrays: fc.constantFrom(...ARRAYS), groups: fc.boolean(), extra: fc.constantFrom({ clipNorm: 1 }, { nonFinite: "skip" as const }, { clipNorm: Infinity }) });
    fc.assert(
      fc.property(fc.array(way, { minLength: 2, maxLength: 5 }), fc.boolean(), fc.integer(), (ways, single, seed) => {
        const random = generator(seed);
        const Type = single ? Float32Array : Float64Array;
        const flat = new Type(300).map(() => (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6));
        const norms = ways.map((each) => normOf(flat, each));
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
    const norms = ways.flatMap((way) => [[], [33_001, 77], [99_999]].map((cuts) => normOf(flat, { cuts, groups: true, extra: { clipNorm: 1 }, ...way })));
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

  it("comes before clipValue, and is of the mean where gradients are accumulated", () => {
    const optimizer = new SGD({ lr: 1, clipNorm: 5, clipValue: 3.5, accumulate: 2 });
    const params = { a: [0, 0] };
    optimizer.update(params, { a: [0, 160] });
    expect(optimizer.gradNorm).toBeUndefined();
    optimizer.update(params, { a: [120, 0] });
    expect(optimizer.gradNorm).toBe(100);
    const scale = 0.5 * (5 / (100 + 1e-6));
    expectSameBits(params.a, [-scale * 120, -3.5], "a");
  });

  it("counts rows that are given twice once, with their sum", () => {
    const optimizer = new SGD({ clipNorm: 1 });
    optimizer.update({ E: new Float32Array(8), b: [1] }, { E: sparseRows([3, 0, 3], [1, 1, 2, 0, 2, 3]), b: [2] });
    expect(optimizer.gradNorm).toBe(Math.sqrt(9 + 16 + 4 + 4));
  });

  it("is undefined where nothing asks for it", () => {
    const optimizer = new Adam();
    optimizer.update({ a: [1] }, { a: [1] });
    expect(optimizer.gradNorm).toBeUndefined();
  });
});

it("names the first gradient that is not finite, also in rows", () => {
  const optimizer = new SGD({ nonFinite: "throw" });
  const params = { a: [1], E: new Float32Array(12) };
  const call = () => optimizer.update(params, { a: [1], E: sparseRows([3, 1], [1, 1, 1, 1, Infinity, NaN]) });
  expect(call).toThrow(new RangeError('grads["E"][4] must be finite, got Infinity'));
});

it("keeps what was accumulated for a name that the step leaves out", () => {
  const optimizer = new SGD({ lr: 1, accumulate: 2 });
  const params = { a: 0, b: 0 };
  optimizer.update(params, { a: 2, b: 4 });
  const part = { a: 0 };
  optimizer.update(part, { a: 4 });
  expect([part.a, params.b]).toEqual([-3, 0]);
  optimizer.update(params, { a: 0, b: 0 });
  optimizer.update(params, { a: 0, b: 0 });
  expect(params.b).toBe(-2);
});

const shared = { weightDecay: 0, l2: 0, clipValue: Infinity, maximize: false };

interface Way {
  readonly cuts: readonly number[];
  readonly backend: "wasm" | "js";
  readonly arrays: (typeof ARRAYS)[number];
  readonly groups: boolean;
  readonly extra: { clipNorm?: number; nonFinite?: "skip" };
}

/** The norm of these values, cut into tensors. */
function normOf(flat: Floats, { cuts, backend, arrays, groups, extra }: Way): number | undefined {
  const places = [0, ...cuts.toSorted((a, b) => a - b), flat.length];
  const grads = Object.fromEntries(places.slice(1).map((end, k) => [`t${k}`, flat.slice(places[k], end)]));
  const optimizer = new SGD({ ...extra, backend, groups: groups ? [{ match: (name) => Number(name.slice(1)) % 2 === 0, lr: 1 }] : [] });
  const params: Record<string, Floats> = Object.fromEntries(Object.entries(grads).map(([name, values]) => [name, values.slice()]));
  if (arrays === "the caller's") optimizer.update(params, grads);
  else {
    const some = Object.fromEntries(Object.entries(params).filter((_, k) => arrays === "allocated" || k % 2 === 0));
    const home = optimizer.allocate(some);
    for (const name of Object.keys(some)) home.grads[name].set(grads[name]);
    if (arrays === "allocated") optimizer.update(home.params, home.grads);
    else optimizer.update({ ...params, ...home.params }, { ...grads, ...home.grads });
  }
  return optimizer.gradNorm;
}

/** A file's tensors and metadata, in one object. */
function contents(optimizer: Optimizer): Record<string, unknown> {
  const { tensors, metadata } = decode(save(optimizer));
  return { ...Object.fromEntries(metadata), tensors: Object.fromEntries(tensors) };
}
