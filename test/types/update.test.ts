import { Adam, minimize, SGD, sparseRows } from "optim-wasm";
import type { Allocated, BackendName, Hyperparameter, Minimum, Optimizer, Partition, Sparse } from "optim-wasm";
import { decode, encode, load, save, type LoadOptions, type Source } from "optim-wasm/checkpoint";
import { loadStateDict, stateDict, type StateDict } from "optim-wasm/torch";
import { describe, expect, expectTypeOf, it } from "vitest";

type Floats = Float32Array | Float64Array;

const optimizer = new Adam();

describe("update", () => {
  it("takes numbers, lists and typed arrays", () => {
    expectTypeOf(optimizer.update).returns.toEqualTypeOf<void>();
    const params = { a: 1, b: [1], c: new Float32Array(1), d: new Float64Array(1) };
    optimizer.update(params, { a: 1, b: [1], c: [1], d: [1] });
    new SGD().update({ T: [1, 2, 3, 4] }, { T: sparseRows([1], [1, 1]) }, { gradScale: 0.5 });
  });

  it("refuses all else", () => {
    // @ts-expect-error
    expect(() => optimizer.update({ a: "1" }, { a: 1 })).toThrow(
      'params["a"] must be a number, number[], Float32Array or Float64Array, got "1"',
    );
    // @ts-expect-error
    expect(() => optimizer.update({ a: 1 }, { a: "1" })).toThrow(
      'grads["a"] must be a number, number[], Float32Array or Float64Array, got "1"',
    );
    // @ts-expect-error
    expect(() => optimizer.update({ b: ["1"] }, { b: [1] })).toThrow('params["b"][0] must be a number, got "1"');
    // @ts-expect-error
    expect(() => optimizer.update({ b: [1] }, { b: ["1"] })).toThrow('grads["b"][0] must be a number, got "1"');
    // @ts-expect-error
    expect(() => optimizer.update({ c: new Int8Array(1) }, { c: [1] })).toThrow(
      'params["c"] must be a number, number[], Float32Array or Float64Array, got Int8Array',
    );
    // @ts-expect-error
    expect(() => optimizer.update({ c: [1] }, { c: {} })).toThrow('grads["c"] must be ');
    // @ts-expect-error
    expect(() => optimizer.update({ a: 1 })).toThrow("grads must be an object of arrays, got undefined");
    // @ts-expect-error
    expect(() => optimizer.update({ a: 1 }, { a: 1 }, { scale: 1 })).toThrow(
      'unknown option "scale": update takes gradScale',
    );
    // @ts-expect-error
    expect(() => sparseRows("1", [1])).toThrow('rows must be an array of numbers, got "1"');
    expectTypeOf<object>().not.toExtend<Sparse>();
  });
});

describe("allocate", () => {
  it("gives the arrays of its map", () => {
    const adam = new Adam();
    const { params, grads } = adam.allocate({ a: 1, b: [1, 2], c: new Float32Array(3), d: new Float64Array(4) });
    type Expected = Readonly<Record<"a" | "b" | "d", Float64Array> & Record<"c", Float32Array>>;
    expectTypeOf(params).branded.toEqualTypeOf<Expected>();
    expectTypeOf(grads).branded.toEqualTypeOf<Expected>();
    expectTypeOf<Allocated<{ a: number }>>().branded.toEqualTypeOf<{ readonly a: Float64Array }>();
    expect([params.a, params.c].map((each) => each.constructor)).toEqual([Float64Array, Float32Array]);
    adam.update(params, grads);
    // @ts-expect-error
    expect(params.e).toBeUndefined();
  });
});

it("what an optimizer shows has its type", () => {
  expectTypeOf(optimizer).toExtend<Optimizer>();
  expectTypeOf<Optimizer["state"]>().toEqualTypeOf<Record<string, Record<string, Floats>>>();
  expectTypeOf(optimizer.state.m).toEqualTypeOf<Record<string, Floats>>();
  expectTypeOf(optimizer.ema).toEqualTypeOf<Record<string, Floats>>();
  expectTypeOf(optimizer.iterations).toEqualTypeOf<number>();
  expectTypeOf(optimizer.gradNorm).toEqualTypeOf<number | undefined>();
  expectTypeOf(optimizer.lr).toEqualTypeOf<Hyperparameter>();
  expectTypeOf(optimizer.backend).toEqualTypeOf<BackendName>();
  // @ts-expect-error
  expect(() => (optimizer.iterations = 3)).toThrow(/iterations/);
});

it("minimize knows the parameters", () => {
  const least = minimize(({ x }) => [x * x, { x: 2 * x }], { x: 1 }, new SGD(), { maxIterations: 1 });
  expectTypeOf(least).toEqualTypeOf<Minimum<{ x: number }>>();
});

it("a file's bytes go where bytes go", async () => {
  const bytes = save(optimizer);
  expectTypeOf(bytes).toExtend<Uint8Array>();
  expectTypeOf(bytes.buffer).toEqualTypeOf<ArrayBuffer>();
  expect(new Blob([bytes, encode({ a: new Float32Array(1) })]).size).toBeGreaterThan(bytes.length);
  expectTypeOf(decode).returns.toEqualTypeOf<{ tensors: Record<string, Floats>; metadata: Record<string, string> }>();
  expectTypeOf(load).parameters.toEqualTypeOf<
    [optimizer: Optimizer | Partition, file: Source, options?: LoadOptions]
  >();
  // @ts-expect-error
  expect(() => load(optimizer, "bytes")).toThrow(/^a safetensors file must be .*, got "bytes"/);
  // @ts-expect-error
  expect(() => save({ update: () => {} })).toThrow("save takes an optimizer of optim-wasm, got Object");
});

it("a state dict is PyTorch's", () => {
  expectTypeOf(stateDict(optimizer, { approximate: true })).toEqualTypeOf<StateDict>();
  // @ts-expect-error
  expect(() => loadStateDict(optimizer, { state: {} })).toThrow(
    "param_groups must be an array of objects, got undefined",
  );
});
