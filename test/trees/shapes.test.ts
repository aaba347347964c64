import { describe, expect, it } from "vitest";
import { Adam, Momentum, SGD } from "../../src/index.js";
import { copyOf, generator, messageOf } from "../support.js";
import { at, flatOf, gradsOf, Layer, modelOf, PATHS } from "./model.js";

const update = (model: unknown, grads: unknown) => () => new SGD().update(model as never, grads as never);

describe("a model", () => {
  it("keeps what it has beside its parameters", () => {
    const model = modelOf(generator(1));
    const { forward } = model.layers[0];
    new SGD().update(model as never, gradsOf((path) => flatOf(model)[path]) as never);
    expect(model.layers[0]).toMatchObject({ activation: "relu", trained: true, forward });
    expect(model.layers[1].bias).toBeNull();
    expect(forward(2)).toBe(4);
  });

  it("may be a list of arrays, or rows", () => {
    const rows = [[1, 2], [3]];
    new SGD({ lr: 1 }).update(rows as never, [[1, 1], [1]] as never);
    expect(rows).toEqual([[0, 1], [2]]);
  });

  it("may be made of other objects at each step, as immutable frameworks have it", () => {
    const optimizer = new Momentum({ lr: 0.1 });
    let model = { layers: [{ W: new Float32Array(3), b: 0 }] };
    const twin = new Momentum({ lr: 0.1 });
    const flat = copyOf({ "layers.0.W": new Float32Array(3), "layers.0.b": 0 });
    for (let step = 0; step < 5; step++) {
      model = { layers: model.layers.map(({ W, b }) => ({ W: W.slice(), b })) };
      optimizer.update(model as never, { layers: [{ W: [1, 2, 3], b: step }] } as never);
      twin.update(flat, { "layers.0.W": [1, 2, 3], "layers.0.b": step });
    }
    expect(model.layers[0]).toEqual({ W: flat["layers.0.W"], b: flat["layers.0.b"] });
  });

  it("has methods by inheritance, also enumerable ones", () => {
    const Old = function (this: { W: number[] }) {
      this.W = [1];
    } as unknown as { new (): { W: number[] }; prototype: object };
    Object.assign(Old.prototype, { forward: () => 1 });
    const model = { old: new Old() };
    const optimizer = new SGD({ lr: 1 });
    for (let step = 0; step < 3; step++) optimizer.update(model as never, { old: { W: [1] } } as never);
    expect(model.old.W).toEqual([-2]);
  });
});

describe("a gradient of null", () => {
  it("in a node's place leaves all of it as it is, until it has one", () => {
    const optimizer = new Adam({ lr: 0.1 });
    const model = { body: { W: [1, 2], b: [[1], [2]] }, head: { W: [3] } };
    for (let step = 0; step < 3; step++) optimizer.update(model as never, { body: null, head: { W: [1] } } as never);
    expect(model.body).toEqual({ W: [1, 2], b: [[1], [2]] });
    expect(Object.keys(optimizer.state.m)).toEqual(["head.W"]);
    optimizer.update(model as never, { body: { W: [1, 1], b: null }, head: { W: [1] } } as never);
    expect(model.body.W[0]).toBeCloseTo(0.9, 6);
    expect(model.body.b).toEqual([[1], [2]]);
  });
});

describe("allocate", () => {
  it("gives the model's own shape, of arrays in the optimizer's memory", () => {
    const model = modelOf(generator(2));
    const { params, grads } = new Adam().allocate(model as never) as unknown as Record<
      "params" | "grads",
      typeof model
    >;
    expect(params.layers[0]).toBeInstanceOf(Layer);
    expect(params.layers[0].size).toBe(7);
    expect(params.layers[0].activation).toBe("relu");
    expect(Array.isArray(params.layers) && Array.isArray(params.head.kernel)).toBe(true);
    expect(Object.keys(grads.layers[0])).toEqual(["bias", "W", "scale"].toSorted(byOrderIn(model.layers[0])));
    for (const path of PATHS) {
      const value = at(model, path);
      const Floats = value instanceof Float32Array ? Float32Array : Float64Array;
      expect(at(params, path)).toEqual(Floats.from(typeof value === "number" ? [value] : value));
      expect(at(grads, path)).toEqual(new Floats(typeof value === "number" ? 1 : value.length));
    }
    expect(Object.isFrozen(params.layers) && Object.isFrozen(params.layers[0])).toBe(true);
    expect(at(model, "layers.0.W")).not.toBe(params.layers[0].W);
  });

  it("has its gradients zeroed by zeroGrads", () => {
    const optimizer = new Adam();
    const { grads } = optimizer.allocate({ a: [{ W: new Float32Array(2) }] } as never) as never as {
      grads: { a: { W: Float32Array }[] };
    };
    grads.a[0].W.fill(1);
    optimizer.zeroGrads();
    expect(grads.a[0].W).toEqual(new Float32Array(2));
  });
});

function byOrderIn(object: object) {
  const keys = Object.keys(object);
  return (a: string, b: string) => keys.indexOf(a) - keys.indexOf(b);
}

describe("is refused by its path, and nothing has changed:", () => {
  const cyclic: Record<string, unknown> = { W: [1] };
  cyclic.up = { of: cyclic };
  const shared = { W: [1] };
  it.each<[what: string, model: unknown, grads: unknown, message: string]>([
    ["a cycle", cyclic, cyclic, 'TypeError: params["up.of"] is what holds it: a model has no cycles'],
    [
      "one name twice",
      { a: { b: [1] }, "a.b": [2] },
      { a: { b: [1] }, "a.b": [2] },
      'TypeError: params["a.b"] is there twice: as a name and as a path',
    ],
    [
      "a text in a plain object",
      { a: [{ W: [1], s: "x" }] },
      { a: [{ W: [1] }] },
      'TypeError: params["a.0.s"] must be a number, number[], Float32Array or Float64Array, got "x"',
    ],
    [
      "an array of other numbers",
      { a: { W: new Int8Array(1) } },
      { a: { W: [1] } },
      'TypeError: params["a.W"] must be a number, number[], Float32Array or Float64Array, got Int8Array',
    ],
    [
      "a node twice",
      { a: shared, b: shared },
      { a: { W: [1] }, b: { W: [1] } },
      'TypeError: params["a.W"] and params["b.W"] overlap',
    ],
    [
      "no parameters",
      { a: {}, b: [{}] },
      { a: {}, b: [{}] },
      "TypeError: params has no parameters: only own enumerable fields count",
    ],
    ["a list of numbers alone", [1, 2], [1, 2], "TypeError: params must be an object of arrays, got Array"],
    ["no gradient for a node", { a: { W: [1] } }, {}, 'TypeError: grads["a"] is missing'],
    ["no gradient for a leaf", { a: [{ W: [1] }] }, { a: [{}] }, 'TypeError: grads["a.0.W"] is missing'],
    ["fewer gradients than rows", { a: [[1], [2]] }, { a: [[1]] }, 'TypeError: grads["a.1"] is missing'],
    [
      "a flat gradient for rows",
      { a: [[1], [2]] },
      { a: new Float64Array(2) },
      'TypeError: grads["a"] must be shaped as params["a"], got Float64Array',
    ],
    [
      "an object for a list",
      { a: [[1], [2]] },
      { a: { 0: [1], 1: [1] } },
      'TypeError: grads["a"] must be shaped as params["a"], got Object',
    ],
    [
      "a Map for an object",
      { a: { W: [1] } },
      { a: new Map() },
      'TypeError: grads["a"] must be shaped as params["a"], got Map: pass Object.fromEntries(it)',
    ],
    [
      "a gradient of another length",
      { a: { W: [1] } },
      { a: { W: [1, 2] } },
      'RangeError: grads["a.W"] has 2 elements, params["a.W"] has 1',
    ],
    [
      "a matrix of ml-matrix",
      { W: { klass: "Matrix", data: [[1]], rows: 1, columns: 1 } },
      {},
      'TypeError: params["W"] must be a number, number[], Float32Array or Float64Array, got Object: pass its data',
    ],
    [
      "a frozen object's number",
      { a: Object.freeze({ x: 1 }) },
      { a: { x: 1 } },
      'TypeError: params["a.x"] is read-only',
    ],
  ])("%s", (_, model, grads, message) => {
    const before = Object.entries(Object(model) as object).map(([key, value]) => [
      key,
      structuredClone(value) as unknown,
    ]);
    expect(messageOf(update(model, grads))).toBe(message);
    expect(Object.entries(Object(model) as object)).toEqual(before);
  });
});
