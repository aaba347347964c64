import { describe, expect, it } from "vitest";
import { SGD, type ParamMap } from "../../src/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, generator, type Floats } from "../support.js";
import { BACKENDS } from "./ways.js";

describe.each(catalog)("$name", (row) => {
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
      for (const slot of row.slots)
        expectSameMaps(
          Object.fromEntries(["W", "b", "x"].map((name) => [name, many.state[slot][name]])),
          one.state[slot],
          slot,
        );
    }
  });
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
