import { describe, expect, it } from "vitest";
import { defineOptimizer, positive } from "../../src/define/index.js";

describe("what an update is given for each element", () => {
  const Masked = defineOptimizer({
    title: "Masked",
    options: { lr: positive(1) },
    scalars: ({ lr }) => ({ rate: -lr }),
    perElement: ["mask"],
    rule: "return rate * mask * g",
  });

  it.each([
    ["is no object", null, "perElement must be an object of mask, got null"],
    ["has another name", { msk: {} }, "unknown perElement.msk: the rule reads mask of each element"],
    [
      "has a leaf too few",
      { mask: { w: [1, 1] } },
      'perElement.mask["x"] is missing: it has the shape of the parameters',
    ],
    ["is too short", { mask: { w: [1], x: 1 } }, 'perElement.mask["w"] has 1 elements, its parameter 2'],
    [
      "is a text",
      { mask: { w: "1", x: 1 } },
      'perElement.mask["w"] must be a number, number[], Float32Array or Float64Array, got "1"',
    ],
  ])("is refused where it %s, and all left as it was", (_, perElement, message) => {
    for (const backend of ["wasm", "js"] as const) {
      const optimizer = new Masked({ backend });
      const params = { w: Float32Array.of(1, 2), x: 3 };
      const grads = { w: [1, 1], x: 1 };
      optimizer.update(params, grads, { perElement: { mask: { w: [1, 0], x: 2 } } });
      const before = structuredClone([params, optimizer.state]);
      expect(() => optimizer.update(params, grads, { perElement: perElement as never })).toThrow(message);
      expect([params, optimizer.state]).toEqual(before);
      expect(params).toEqual({ w: Float32Array.of(0, 2), x: 1 });
    }
  });

  it("holds from its first step on until it is given anew, and is 1 before", () => {
    for (const backend of ["wasm", "js"] as const)
      for (const allocates of [false, true]) {
        const optimizer = new Masked({ backend });
        const own = { w: Float64Array.of(0, 0), b: [0] };
        const params = allocates ? optimizer.allocate(own).params : own;
        const grads = { w: [1, 1], b: [1] };
        optimizer.update(params, grads, { perElement: { mask: { w: [1, 2], b: 3 } } });
        optimizer.update(params, grads);
        expect([...params.w, ...params.b]).toEqual([-2, -4, -6]);
        optimizer.reset();
        optimizer.update(params, grads);
        expect([...params.w, ...params.b]).toEqual([-3, -5, -7]);
      }
  });
});
