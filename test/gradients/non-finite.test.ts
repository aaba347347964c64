import { describe, expect, it } from "vitest";
import { SGD, sparseRows, type ParamMap, type Optimizer } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { decodeFile as decode } from "../../src/checkpoint/safetensors.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, type Floats } from "../support.js";
import { BACKENDS } from "./ways.js";

describe.each(catalog)("$name", (row) => {
  describe.each(BACKENDS)("%s", (backend) => {
    it.each(["allocated", "the caller's"])("a skipped first update is as if it had not been: %s arrays", (arrays) => {
      const options = { lr: 0.1, emaDecay: 0.9, backend };
      const [skipping, plain] = [row.create({ ...options, nonFinite: "skip" }), row.create(options)];
      const initial = { b: [1, 2], W: new Float32Array([1, 2, 3, 4, 5]), ...(arrays === "allocated" ? {} : { x: 1 }) };
      const [p, q]: ParamMap[] = [skipping, plain].map(
        (optimizer) => (arrays === "allocated" ? optimizer.allocate(initial).params : copyOf(initial)) as ParamMap,
      );
      const grads = { b: [3, -4], W: [1, 2, 3, 4, 5], x: 6 };
      for (let call = 0; call < 2; call++) skipping.update(p, { ...grads, b: [1, NaN] });
      expect([skipping.iterations, skipping.skipped]).toEqual([0, 2]);
      for (let step = 0; step < 3; step++)
        for (const [optimizer, params] of [
          [skipping, p],
          [plain, q],
        ] as const)
          optimizer.update(params, grads);
      expectSameMaps(p as never, q as never, "params");
      for (const slot of row.slots) expectSameMaps(skipping.state[slot], plain.state[slot], slot);
      expectSameMaps(skipping.ema, plain.ema, "ema");
    });

    it.each(["skip", "throw"] as const)("leaves all as it was at one NaN or infinity: %s", (nonFinite) => {
      for (const [bad, arrays] of [
        [NaN, "allocated"],
        [Infinity, "the caller's"],
        [-Infinity, "allocated"],
        [1e39, "the caller's"],
      ] as const) {
        const optimizer = row.create({ lr: 0.1, emaDecay: 0.9, accumulate: 2, clipNorm: 1, nonFinite, backend });
        const initial = { b: [1, 2], W: new Float32Array([1, 2, 3, 4, 5]), x: 1 };
        const home = arrays === "allocated" ? optimizer.allocate(initial) : undefined;
        const params: ParamMap = home?.params ?? initial;
        const grads: Record<string, number | number[] | Floats> = home?.grads ?? {
          b: [1, 1],
          W: [1, 1, 1, 1, 1],
          x: 1,
        };
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
      expect([optimizer.iterations, optimizer.skipped, optimizer.gradNorm]).toEqual([1, 0, 1e300]);
    });
  });
});

it("names the first gradient that is not finite, also in rows", () => {
  const optimizer = new SGD({ nonFinite: "throw" });
  const params = { a: [1], E: new Float32Array(12) };
  const call = () => optimizer.update(params, { a: [1], E: sparseRows([3, 1], [1, 1, 1, 1, Infinity, NaN]) });
  expect(call).toThrow(new RangeError('grads["E"][4] must be finite, got Infinity'));
});

/** A file's tensors and metadata, in one object. */
function contents(optimizer: Optimizer): Record<string, unknown> {
  const { tensors, metadata } = decode(save(optimizer));
  return { ...Object.fromEntries(metadata), tensors: Object.fromEntries(tensors) };
}
