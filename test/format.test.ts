import { describe, expect, it } from "vitest";
import { Adam } from "../src/index.js";
import { decode, encode, load, save } from "../src/checkpoint/index.js";
import { loadStateDict, stateDict } from "../src/torch/index.js";

describe("encode and decode", () => {
  it("give back what they were given, in arrays of their own", () => {
    const tensors = {
      "layer.W": new Float32Array([1, -0, NaN, 1e-45]),
      b: new Float64Array([2 ** 60]),
      none: new Float32Array(),
    };
    const bytes = encode(tensors, { epoch: "3", "": "é" });
    const read = decode(bytes);
    expect(read).toEqual({ tensors, metadata: { epoch: "3", "": "é" } });
    read.tensors.b[0] = 0;
    expect(decode(bytes).tensors.b[0]).toBe(2 ** 60);
  });

  it("need no metadata, and keep names that objects have of their own", () => {
    const tensors = JSON.parse('{"__proto__": 1, "toString": 2}') as Record<string, number>;
    const arrays = Object.fromEntries(
      Object.entries(tensors).map(([name, value]) => [name, new Float32Array([value])]),
    );
    const read = decode(encode(arrays));
    expect(Object.entries(read.tensors).map(([name, [value]]) => [name, value])).toEqual(Object.entries(tensors));
    expect(read.metadata).toEqual({});
  });

  it("read what save writes", () => {
    const optimizer = new Adam();
    optimizer.update({ W: new Float32Array(3) }, { W: new Float32Array([1, 2, 3]) });
    const { tensors, metadata } = decode(save(optimizer));
    expect(tensors["state.W.m"]).toEqual(optimizer.state.m.W);
    expect(metadata.optimizer).toBe("Adam");
  });

  it.each<[unknown, unknown, string]>([
    [[1], {}, "tensors must be an object of arrays, got Array"],
    [{ W: [1] }, {}, 'tensors["W"] must be a Float32Array or Float64Array, got Array'],
    [{ W: new Int32Array(1) }, {}, 'tensors["W"] must be a Float32Array or Float64Array, got Int32Array'],
    [{}, "x", 'metadata must be an object of texts, got "x"'],
    [{}, { epoch: 3 }, 'metadata["epoch"] must be a string, got 3'],
    [{}, { "\ud800": "" }, '"\\ud800" has half a character, which no safetensors file can hold'],
    [{ W: new Float32Array() }, { a: "\ud800" }, '"\\ud800" has half a character, which no safetensors file can hold'],
    [{ __metadata__: new Float32Array() }, {}, "__metadata__ is the format's own name: give the tensor another"],
  ])("refuse %o with %o", (tensors, metadata, message) => {
    expect(() => encode(tensors as never, metadata as never)).toThrow(message);
  });
});

it.each<[string, (given: never) => unknown]>([
  ["save", (given) => save(given)],
  ["load", (given) => load(given, new Uint8Array())],
  ["stateDict", (given) => stateDict(given)],
  ["loadStateDict", (given) => loadStateDict(given, { state: {}, param_groups: [] })],
])("%s says what it takes", (name, call) => {
  expect(() => call({} as never)).toThrow(new TypeError(`${name} takes an optimizer of optim-wasm, got Object`));
  expect(() => call(undefined as never)).toThrow(
    new TypeError(`${name} takes an optimizer of optim-wasm, got undefined`),
  );
});
