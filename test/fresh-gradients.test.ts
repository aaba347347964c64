import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sparseRows, type GradMap } from "../src/index.js";
import { catalog } from "./catalog.js";
import { copyOf, expectSameMaps, generator, messageOf } from "./support.js";

const KINDS = {
  f32: (values: readonly number[]) => Float32Array.from(values),
  f64: (values: readonly number[]) => Float64Array.from(values),
  list: (values: readonly number[]) => [...values],
};
const kinds = fc.constantFrom("f32" as const, "f64" as const, "list" as const);

/** How a step's gradient is held: in a new array of a kind, in the one of the step before, or in allocated memory. */
const ways = fc.oneof(kinds, fc.constantFrom("kept" as const, "allocated" as const));
const plans = fc.record({
  seed: fc.nat(),
  allocated: fc.boolean(),
  tensors: fc.array(fc.record({ kind: kinds, length: fc.constantFrom(1, 3, 13, 64, 2_500) }), {
    minLength: 1,
    maxLength: 4,
  }),
  steps: fc.array(fc.array(ways, { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 6 }),
});

describe.each(catalog)("$name", (row) => {
  it("takes other gradient arrays at each step like the same ones", () => {
    fc.assert(
      fc.property(plans, ({ seed, allocated, tensors, steps }) => {
        const random = generator(seed);
        const draw = (length: number) => Array.from({ length }, () => Math.fround(random() - 0.5));
        const initial = Object.fromEntries(tensors.map(({ kind, length }, k) => [`w${k}`, KINDS[kind](draw(length))]));
        const [optimizer, reference] = [row.create(), row.create()];
        const home = optimizer.allocate(initial);
        const params = allocated ? { ...home.params } : copyOf(initial);
        const expected = copyOf(initial);
        const same = Object.fromEntries(tensors.map(({ length }, k) => [`w${k}`, new Float64Array(length)]));
        let grads: Record<string, Float32Array | Float64Array | number[]> = copyOf(same);
        for (const step of steps) {
          grads = { ...grads };
          tensors.forEach(({ length }, k) => {
            const [name, way, values] = [`w${k}`, step[k], draw(length)];
            same[name].set(values);
            if (way === "kept") values.forEach((value, i) => (grads[name][i] = value));
            else if (way !== "allocated") grads[name] = KINDS[way](values);
            else (grads[name] = home.grads[name] as Float64Array).set(values);
          });
          optimizer.update(params, grads);
          reference.update(expected, same);
        }
        expectSameMaps(
          params,
          Object.fromEntries(Object.keys(params).map((name) => [name, Array.from(expected[name])])),
          "params",
        );
      }),
      { numRuns: 60 },
    );
  });

  it("refuses what is wrong with them as at the first step, and goes on", () => {
    const params = () => ({ a: new Float32Array([1, 2, 3]), b: [4, 5] });
    const good = (k: number): GradMap => ({ a: new Float32Array([k, 1, 2]), b: [1, k] });
    const wrong: GradMap[] = [
      { a: good(3).a },
      Object.create(good(3)),
      { ...good(3), a: new Float32Array(4) },
      { ...good(3), b: [1] },
      { ...good(3), a: new Int32Array(3) as never },
      { ...good(3), b: [1, "2"] as never },
      { ...good(3), b: "12" as never },
      { ...good(3), a: sparseRows([5], new Float32Array(1)) },
      undefined as never,
    ];
    for (const grads of wrong) {
      const [optimizer, undisturbed] = [row.create(), row.create()];
      const [moved, expected] = [params(), params()];
      for (const k of [1, 2]) {
        optimizer.update(moved, good(k));
        undisturbed.update(expected, good(k));
      }
      const first = messageOf(() => row.create().update(params(), grads));
      expect(first).not.toBe("");
      expect(messageOf(() => optimizer.update(moved, grads))).toBe(first);
      expectSameMaps(moved, expected, "after the refusal");
      optimizer.update(moved, good(4));
      undisturbed.update(expected, good(4));
      expectSameMaps(moved, expected, "a step later");
    }
  });
});
