import { expect, it } from "vitest";
import { defineOptimizer, positive } from "../../src/define/index.js";

it.each(["wasm", "js"] as const)(
  "a rule that keeps nothing has the scalars of each parameter's step, on %s",
  (backend) => {
    const Rising = defineOptimizer({
      title: "Rising",
      options: { lr: positive(1) },
      scalars: ({ lr }, t) => ({ rate: -lr * t }),
      rule: "return rate * g",
    });
    const optimizer = new Rising({ backend });
    const params = { a: [0], b: [0] };
    optimizer.update(params, { a: [1], b: [1] });
    optimizer.update(params, { a: null, b: [1] });
    optimizer.update(params, { a: [1], b: [1] });
    expect(params).toEqual({ a: [-1 - 2], b: [-1 - 2 - 3] });
  },
);

it.each(["wasm", "js"] as const)("a rule that asks for signs keeps the least numbers, on %s", (backend) => {
  const Signs = defineOptimizer({
    title: "Signs",
    options: { lr: positive(1) },
    scalars: ({ lr }) => ({ rate: -lr }),
    rule: `
      m = m + g
      return rate * sign(m)`,
  });
  const optimizer = new Signs({ backend });
  const params = { single: Float32Array.of(0), double: [0] };
  const least = { single: [2 ** -140], double: [2 ** -1060] };
  for (let step = 0; step < 300; step++) optimizer.update(params, step === 0 ? least : { single: [0], double: [0] });
  expect([params.single[0], params.double[0]]).toEqual([-300, -300]);
});
