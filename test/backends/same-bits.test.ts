import * as fc from "fast-check";
import { describe, it } from "vitest";
import { catalog, elementwise } from "../catalog.js";
import { expectSameMaps, generator } from "../support.js";
import { allocated, awkward, callers, run } from "./problems.js";

describe.each(catalog)("$name", (row) => {
  const forms = [{}, ...row.variants];

  it.each(forms)("gives the same bits on both backends, on caller's and on allocated arrays %o", (form) => {
    fc.assert(
      fc.property(run, ({ plans, steps, seed }) => {
        const results = (["wasm", "js"] as const).flatMap((backend) => [
          { title: `${backend}, caller's arrays`, ...callers(row.create({ ...form, backend }), plans, steps, seed) },
          { title: `${backend}, allocated`, ...allocated(row.create({ ...form, backend }), plans, steps, seed) },
        ]);
        for (const { title, params, state } of results) {
          expectSameMaps(params, results[0].params, title);
          for (const slot of row.slots) expectSameMaps(state[slot], results[0].state[slot], `${title}: ${slot}`);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([{ lr: -0, weightDecay: 0.1 }, { l2: -0 }])("takes a decay of −0 for none %o", (form) => {
    const [wasm, js] = (["wasm", "js"] as const).map((backend) => {
      const params = { single: Float32Array.of(Infinity, -0, 1), double: Float64Array.of(Infinity, -0, 1) };
      row.create({ ...form, clipValue: 9, backend }).update(params, { single: [1, -0, 0], double: [1, -0, 0] });
      return params;
    });
    expectSameMaps(wasm, js, "wasm against js");
  });

  it.each(["wasm", "js"] as const)(
    "gives number[] the same bits as Float64Array, with and without what needs a full kernel (%s)",
    (backend) => {
      fc.assert(
        fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), fc.integer(), (steps, seed) => {
          const random = generator(seed);
          const lists = Object.fromEntries(
            [1, 12, 37, 2500].map((length) => [`p${length}`, Array.from({ length }, () => random() * 4 - 2)]),
          );
          const arrays = Object.fromEntries(
            Object.entries(lists).map(([name, list]) => [name, Float64Array.from(list)]),
          );
          const grads = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.map(() => 0)]));
          const [optimizer, twin] = [row.create({ backend }), row.create({ backend })];
          for (const scaled of steps) {
            for (const grad of Object.values(grads)) grad.forEach((_, i) => (grad[i] = awkward(random)));
            const gradScale = scaled ? 0.5 : 1;
            optimizer.update(lists, grads, { gradScale });
            twin.update(
              arrays,
              Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, Float64Array.from(grad)])),
              { gradScale },
            );
          }
          expectSameMaps(lists, arrays, "params");
          for (const slot of row.slots) expectSameMaps(optimizer.state[slot], twin.state[slot], slot);
        }),
        { numRuns: 20 },
      );
    },
  );

  it.each(elementwise.includes(row) ? (["wasm", "js"] as const) : [])(
    "gives element after element the same as the rule alone gives it (%s)",
    (backend) => {
      const random = generator(7);
      const whole = { W: Float32Array.from({ length: 40_001 }, () => random() - 0.5) };
      const parts = { a: whole.W.slice(0, 33_333), b: whole.W.slice(33_333) };
      const [one, two] = [row.create({ backend }), row.create({ backend })];
      for (let step = 0; step < 3; step++) {
        const W = Float32Array.from(whole.W, () => random() - 0.5);
        one.update(whole, { W });
        two.update(parts, { a: W.subarray(0, 33_333), b: W.subarray(33_333) });
      }
      expectSameMaps({ W: [...parts.a, ...parts.b] }, { W: [...whole.W] }, "two parts");
    },
  );
});
