import { describe, expect, it } from "vitest";
import { defineOptimizer, positive } from "../../src/define/index.js";

const Masked = defineOptimizer({
  title: "Masked",
  options: { lr: positive(1) },
  scalars: ({ lr }) => ({ rate: -lr }),
  perElement: ["mask"],
  slots: { m: { initial: 1 } },
  rule: `
    m += g
    return mask * (rate * m)`,
});

describe.each(["wasm", "js"] as const)("numbers for each element, on %s", (backend) => {
  it.each([{}, { accumulate: 2 }])("hold from the first update on, with %o", (options) => {
    const optimizer = new Masked({ backend, ...options });
    const [params, grads] = [{ W: new Float32Array(3) }, { W: new Float32Array(3).fill(1) }];
    const perElement = { mask: { W: [0, 1, 2] } };
    optimizer.update(params, grads, { perElement });
    if (options.accumulate) optimizer.update(params, grads);
    expect([...params.W]).toEqual([0, -2, -4]);
    expect([...optimizer.state.mask.W]).toEqual([0, 1, 2]);
    optimizer.update(params, grads);
    if (options.accumulate) optimizer.update(params, grads);
    expect([...params.W]).toEqual([0, -5, -10]);
  });

  it("are 1 until they are given", () => {
    const optimizer = new Masked({ backend });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(2) });
    grads.W.fill(1);
    optimizer.update(params, grads);
    optimizer.update(params, grads, { perElement: { mask: { W: 0 } } });
    expect([...params.W]).toEqual([-2, -2]);
  });
});
