import * as fc from "fast-check";
import { describe, it } from "vitest";
import type { ParamMap } from "../../src/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, generator } from "../support.js";
import { problem, run } from "./problems.js";

describe.each(catalog)("$name", (row) => {
  it("may mix resident and caller's arrays from step to step, across two allocations", () => {
    const choices = fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(choices, fc.integer(), (steps, seed) => {
        const random = generator(seed);
        const initial = (names: string[]) =>
          Object.fromEntries(
            names.map((name, k) => [name, new (k % 2 ? Float32Array : Float64Array)(3 + 5 * k).map(random)]),
          );
        const [optimizer, twin] = [row.create(), row.create()];
        const [one, two] = [optimizer.allocate(initial(["a", "b"])), optimizer.allocate(initial(["c", "d"]))];
        const homes = { params: { ...one.params, ...two.params }, grads: { ...one.grads, ...two.grads } };
        const expected = copyOf(homes.params);
        for (const step of steps) {
          const names = step[0] === 0 ? ["a", "b"] : step[0] === 1 ? ["c", "d"] : ["a", "b", "c", "d"];
          const foreign = copyOf(homes.params);
          const grads = Object.fromEntries(names.map((name) => [name, foreign[name].map(() => random() - 0.5)]));
          for (const name of names) homes.grads[name].set(grads[name]);
          if (step[0] === 0) optimizer.update(one.params, one.grads);
          else if (step[0] === 1) optimizer.update(two.params, two.grads);
          else {
            const [p, g]: ParamMap[] = [{}, {}];
            names.forEach((name, k) => {
              p[name] = step[k] & 1 ? foreign[name] : homes.params[name];
              g[name] = step[k] & 2 ? grads[name] : homes.grads[name];
              if (step[k] & 2) homes.grads[name].fill(9);
            });
            optimizer.update(p, g);
            names.forEach((name, k) => void (step[k] & 1 && homes.params[name].set(foreign[name])));
          }
          twin.update(Object.fromEntries(names.map((name) => [name, expected[name]])), grads);
          expectSameMaps(homes.params, expected, "params");
        }
      }),
      { numRuns: 100 },
    );
  });

  it("reads every gradient before it moves the parameter that holds it", () => {
    const pair = (kind: (values: number[]) => number[] | Float64Array) => ({
      a: kind([1.5, -2.5, 0.25]),
      b: kind([0.75, 3.5, -1.25]),
    });
    const [lists, arrays] = [pair((values) => values), pair((values) => Float64Array.from(values))];
    row.create().update(lists, { a: lists.b, b: lists.a });
    row.create().update(arrays, { a: arrays.b, b: arrays.a });
    expectSameMaps(lists, arrays, "params");
  });

  it("knows gradients in another order and among others", () => {
    const [one, two] = [row.create(), row.create()];
    const params = { a: [1.5, 2.5], b: [0.5, -1.5] };
    const copy = copyOf(params);
    const grads = { c: [9.5], b: [0.25, 0.75], a: [0.5, -0.5] };
    for (let step = 0; step < 3; step++) {
      one.update(params, grads);
      two.update(copy, { a: [...grads.a], b: [...grads.b] });
      grads.b = grads.b.map((value) => value + 1);
    }
    expectSameMaps(params, copy, "params");
  });

  it("leaves gradients as they are", () => {
    fc.assert(
      fc.property(run, ({ plans, seed }) => {
        const { params, grads } = problem(plans, seed);
        const before = copyOf(grads);
        row.create().update(params, grads);
        expectSameMaps(grads, before, "grads");
      }),
      { numRuns: 50 },
    );
  });
});
