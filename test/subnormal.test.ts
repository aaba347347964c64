import { describe, expect, it } from "vitest";
import { Momentum } from "../src/index.js";
import { catalog } from "./catalog.js";
import { expectSameMaps } from "./support.js";

/** The least number that is not subnormal. */
const LEAST = { Float32Array: 2 ** -126, Float64Array: 2 ** -1022 };

describe.each(catalog.filter(({ slots }) => slots.length > 0))("$name", (row) => {
  it.each([
    { Floats: Float32Array, updates: 12 * 256 },
    { Floats: Float64Array, updates: 40 * 256 },
  ])("has no subnormal state at any 256th update, however long there was no gradient: %o", ({ Floats, updates }) => {
    const endings = (["wasm", "js"] as const).map((backend) => {
      const optimizer = row.create({ backend });
      const { params, grads } = optimizer.allocate({ W: new Floats([1, 2, 3, 4, 5]) as Float32Array });
      grads.W.set([1, -2, 1e-12, 0, 300]);
      for (let step = 0; step < 3; step++) optimizer.update(params, grads);
      grads.W.fill(0);
      for (let step = 3; step < updates; step++) optimizer.update(params, grads);
      return { params: { ...params }, state: optimizer.state };
    });
    for (const slot of row.slots) {
      for (const value of endings[0].state[slot].W) {
        expect(value === 0 || Math.abs(value) >= LEAST[Floats.name as keyof typeof LEAST], `${slot} ${value}`).toBe(
          true,
        );
      }
      expectSameMaps(endings[1].state[slot], endings[0].state[slot], slot);
    }
    expectSameMaps(endings[1].params, endings[0].params, "params");
  });
});

it("clears subnormal state at every 256th update, and nothing else", () => {
  const optimizer = new Momentum({ lr: 0, momentum: 1 });
  const { params, grads } = optimizer.allocate({ W: new Float32Array(3), c: new Float64Array(2) });
  const { W, c } = optimizer.state.v;
  W.set([1.2e-38, -1.1e-38, NaN]);
  c.set([1e-38, 2e-308]);
  for (let step = 1; step < 256; step++) optimizer.update(params, grads);
  expect([...W, ...c]).toEqual([1.2e-38, -1.1e-38, NaN].map(Math.fround).concat(1e-38, 2e-308));
  optimizer.update(params, grads);
  expect([...W, ...c]).toEqual([Math.fround(1.2e-38), 0, NaN, 1e-38, 0]);
});

it.each(catalog.filter(({ defaults }) => "eps" in defaults))(
  "clears nothing under a root that no eps outweighs: $name",
  (row) => {
    const optimizer = row.create({ eps: 0 });
    const { params, grads } = optimizer.allocate({ W: new Float32Array(1) });
    grads.W.fill(1);
    for (let step = 0; step < 256 * 60; step++) {
      optimizer.update(params, grads);
      grads.W.fill(0);
    }
    expect(params.W[0]).not.toBeNaN();
  },
);
