import { afterEach, describe, expect, it, vi } from "vitest";
import { Adam, sparseRows } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps } from "../support.js";

afterEach(() => vi.restoreAllMocks());

describe.each(catalog)("$name on the js backend", (row) => {
  it("has memory of its own for each map: one array given away breaks no other", () => {
    const [one, two] = [row.create({ backend: "js" }), row.create({ backend: "js" })];
    const given = one.allocate({ W: new Float32Array(4) });
    const kept = one.allocate({ b: new Float32Array(4) });
    const other = two.allocate({ W: new Float32Array(4) });
    one.update(given.params, given.grads);
    structuredClone(given.params.W, { transfer: [given.params.W.buffer as ArrayBuffer] });
    const gone = new TypeError(
      "an array from allocate, or of the state, was transferred, and its memory with it: reset",
    );
    expect(() => one.update(given.params, given.grads)).toThrow(gone);
    one.update(kept.params, kept.grads);
    two.update(other.params, other.grads);
    row.create({ backend: "js" }).update({ x: 1 }, { x: 1 });
    one.reset();
    const again = one.allocate({ W: new Float32Array(4) });
    again.grads.W.fill(1);
    for (let step = 0; step < 2; step++) one.update(again.params, again.grads);
    expect(again.params.W[0]).not.toBe(0);
  });

  if (row.slots.length > 0)
    it("says so where an array of the state was given away", () => {
      const optimizer = row.create({ backend: "js" });
      const params = { W: new Float32Array(4), b: [1] };
      optimizer.update(params, { W: [1, 1, 1, 1], b: [1] });
      const { W } = optimizer.state[row.slots[0]];
      structuredClone(W, { transfer: [W.buffer as ArrayBuffer] });
      const before = copyOf(params);
      const gone = /^an array from allocate, or of the state, was transferred/;
      expect(() => optimizer.update(params, { W: [1, 1, 1, 1], b: [1] })).toThrow(gone);
      expect(() => save(optimizer)).toThrow(gone);
      expectSameMaps(params, before, "params");
    });

  it("says so where an array of the caller's was given away", () => {
    const optimizer = row.create({ backend: "js" });
    const params = { W: new Float32Array(4) };
    optimizer.update(params, { W: [1, 1, 1, 1] });
    structuredClone(params.W, { transfer: [params.W.buffer] });
    expect(() => optimizer.update(params, { W: [1, 1, 1, 1] })).toThrow(
      new RangeError('grads["W"] has 4 elements, params["W"] has 0'),
    );
  });
});

describe("where the engine refuses memory", () => {
  const refuse = () =>
    vi.spyOn(WebAssembly, "Memory").mockImplementation(function () {
      throw new RangeError("could not allocate memory");
    });
  const initial = () => ({ W: new Float32Array(300_000).fill(1), b: [1, 2] });

  it("the js backend takes that map, with the same bits", () => {
    const [optimizer, twin] = [new Adam({ clipNorm: 1 }), new Adam({ clipNorm: 1 })];
    const other = twin.allocate({ E: new Float32Array(12).fill(1), ...initial() });
    const first = optimizer.allocate({ E: new Float32Array(12).fill(1) });
    refuse();
    const second = optimizer.allocate(initial());
    vi.restoreAllMocks();
    expect(optimizer.backend).toBe("wasm");
    for (let step = 0; step < 3; step++) {
      for (const grads of [second.grads, other.grads]) {
        grads.W.fill(0.5 - step);
        grads.b.fill(step);
      }
      const E = sparseRows([1, 0, 1], [1, 2, 3, 4, 5, 6]);
      optimizer.update({ ...first.params, ...second.params }, { E, ...second.grads });
      twin.update(other.params, { ...other.grads, E });
      expect(optimizer.gradNorm).toBe(twin.gradNorm);
    }
    expectSameMaps({ ...first.params, ...second.params }, { ...other.params }, "params");
  });

  it("it is refused where that backend was asked for, and where a map is over the limit", () => {
    const asked = new Adam({ backend: "wasm" });
    refuse();
    expect(() => asked.allocate(initial())).toThrow(
      /^the map needs \d+ bytes with its state: RangeError: could not allocate memory$/,
    );
    const initials = { a: new Float32Array(1e8), b: new Float32Array(1e8), c: new Float32Array(1e8) };
    expect(() => new Adam().allocate(initials)).toThrow(/one map can have 4294901760$/);
  });
});
