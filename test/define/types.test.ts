import { expect, it } from "vitest";
import { defineOptimizer, positive } from "../../src/define/index.js";

const Own = defineOptimizer({
  title: "Own",
  options: { lr: positive(0.1), beta: positive(0.5) },
  scalars: ({ lr, beta }) => ({ rate: -lr, beta }),
  slots: { m: { initial: ({ beta }) => beta } },
  perElement: ["mask"],
  rule: `
    m = beta * m + g
    return rate * m * mask`,
});

it("a class of one's own has its own options, slots and inputs as types", () => {
  const optimizer = new Own({ beta: 0.25, backend: "js", groups: [{ match: /W/, beta: 0.5 }] });
  optimizer.update({ W: new Float64Array(1) }, { W: new Float64Array(1) }, { perElement: { mask: { W: 2 } } });
  expect([optimizer.state.m.W[0], optimizer.state.mask.W[0]]).toEqual([0.25, 2]);
  // @ts-expect-error no such option
  expect(() => new Own({ gamma: 1 })).toThrow("gamma");
  // @ts-expect-error no such slot
  expect(optimizer.state.n).toBeUndefined();
});

it("options without a rate, and scalars that do not stand in the text, do not compile", () => {
  const [title, rule] = ["Own", "return rate * g"] as const;
  // @ts-expect-error no lr
  expect(() => defineOptimizer({ title, options: {}, scalars: () => ({ rate: 1 }), rule })).toThrow("lr");
  const options = { lr: positive(1) };
  // @ts-expect-error beta does not stand in the text
  expect(() => defineOptimizer({ title, options, scalars: () => ({ rate: 1, beta: 1 }), rule })).toThrow("beta");
});
