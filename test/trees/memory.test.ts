import { describe, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import { expectBytesPerCallBelow } from "../allocation.js";

class Layer {
  readonly activation = "relu";

  constructor(
    readonly W: Float32Array,
    readonly b: number[],
  ) {}
}

const treeOf = (value: number) => ({
  layers: [1, 2, 3].map((k) => new Layer(new Float32Array(8 * k).fill(value), [value, value])),
  rows: [
    [value, value],
    [value, value],
  ],
});

describe.each([SGD, Adam])("%o allocates nothing per update of a tree", (Class) => {
  describe.each(["wasm", "js"] as const)("(%s)", (backend) => {
    it.each(["frozen in part", "whole"])("of the caller's arrays, %s", (which) => {
      const optimizer = new Class({ backend });
      const params = treeOf(1);
      const { layers, rows } = treeOf(0.01);
      const grads = { layers: which === "whole" ? layers : [null, ...layers.slice(1)], rows };
      expectBytesPerCallBelow(1, () => optimizer.update(params as never, grads as never));
    });

    it("from allocate", () => {
      const optimizer = new Class({ backend });
      const { params, grads } = optimizer.allocate(treeOf(1) as never) as never as Record<"params" | "grads", never>;
      expectBytesPerCallBelow(1, () => optimizer.update(params, grads));
    });
  });
});
