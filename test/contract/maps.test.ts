import { describe, expect, it } from "vitest";
import { Adam, Momentum, SGD, type GradMap } from "../../src/index.js";

describe("a map", () => {
  it("may hold numbers, which are replaced on the object", () => {
    const params = { x: 1, W: [1] };
    new SGD({ lr: 1 }).update(params, { x: 0.25, W: [0.5] });
    expect(params).toEqual({ x: 0.75, W: [0.5] });
  });

  it("may have more gradients than parameters, in another order", () => {
    const params = { a: [1], b: [1] };
    new SGD({ lr: 1 }).update(params, { b: [0.5], other: [9], a: [0.25] } as GradMap);
    expect(params).toEqual({ a: [0.75], b: [0.5] });
  });

  it("has parameters: one without any is refused", () => {
    class Model {
      #W = [1];
      get W(): number[] {
        return this.#W;
      }
    }
    const optimizer = new SGD();
    const none = (label: string) => new TypeError(`${label} has no parameters: only own enumerable fields count`);
    expect(() => optimizer.update({}, {})).toThrow(none("params"));
    expect(() => optimizer.update(new Model() as object, { W: [1] })).toThrow(none("params"));
    expect(() => optimizer.allocate({})).toThrow(none("initial"));
    expect(optimizer.iterations).toBe(0);
  });

  it("is not the gradients that were allocated with the parameters", () => {
    const optimizer = new SGD();
    const { params, grads } = optimizer.allocate({ W: [1, 2] });
    const exchanged = new TypeError('params["W"] is the gradient from allocate: params come first, then grads');
    expect(() => optimizer.update(grads, params)).toThrow(exchanged);
    optimizer.update(params, grads);
    expect(() => optimizer.update({ ...grads }, { ...params })).toThrow(exchanged);
    optimizer.update({ W: params.W }, { W: grads.W });
    expect(() => optimizer.update({ W: grads.W }, { W: params.W })).toThrow(exchanged);
    optimizer.update({ W: new Float64Array(2) }, { W: [0, 0] });
    expect(() => optimizer.update({ W: grads.W }, { W: [0, 0] })).toThrow(exchanged);
    expect([optimizer.iterations, ...params.W]).toEqual([3, 1, 2]);
  });

  it("may use any string as a name", () => {
    const params = JSON.parse('{ "__proto__": [1], "constructor": [1], "": [1], "0": [1] }') as Record<
      string,
      number[]
    >;
    const optimizer = new Momentum({ lr: 1 });
    optimizer.update(params, JSON.parse('{ "__proto__": [1], "constructor": [1], "": [1], "0": [1] }'));
    expect(Object.values(params)).toEqual([[0], [0], [0], [0]]);
    expect(Object.keys(optimizer.state.v).toSorted()).toEqual(["", "0", "__proto__", "constructor"]);
  });

  it("may gain names later", () => {
    const optimizer = new Momentum({ lr: 1 });
    optimizer.update({ a: [1] }, { a: [1] });
    const params = { b: [1], a: [1] };
    optimizer.update(params, { a: [1], b: [1] });
    expect(params).toEqual({ b: [0], a: [1 - 1.9] });
  });

  it("may change its arrays between updates", () => {
    const optimizer = new Momentum({ lr: 1 });
    optimizer.update({ a: new Float64Array(2) }, { a: new Float64Array([1, 1]) });
    const params = { a: [10, 20] };
    optimizer.update(params, { a: new Float32Array([1, 1]) });
    expect(params).toEqual({ a: [10 - 1.9, 20 - 1.9] });
  });
});

describe("allocate", () => {
  it("gives frozen maps of views with the initial values and zero gradients", () => {
    const { params, grads } = new Adam().allocate({ W: new Float32Array([1, 2]), c: [3, 4, 5], x: 6 });
    expect(params).toEqual({ W: Float32Array.of(1, 2), c: Float64Array.of(3, 4, 5), x: Float64Array.of(6) });
    expect(grads).toEqual({ W: new Float32Array(2), c: new Float64Array(3), x: new Float64Array(1) });
    expect(Object.isFrozen(params) && Object.isFrozen(grads)).toBe(true);
  });

  it("can be called again for other names", () => {
    const optimizer = new SGD({ lr: 1 });
    const one = optimizer.allocate({ a: [1] });
    const two = optimizer.allocate({ b: [2] });
    one.grads.a[0] = two.grads.b[0] = 0.5;
    optimizer.update(one.params, one.grads);
    optimizer.update(two.params, two.grads);
    optimizer.update({ ...one.params, ...two.params }, { ...one.grads, ...two.grads });
    expect([one.params.a[0], two.params.b[0]]).toEqual([0, 1]);
  });

  it.each(["wasm", "js"] as const)("leaves maps of a name allocated again as maps of other arrays: %s", (backend) => {
    const optimizer = new SGD({ lr: 1, momentum: 0.5, backend });
    const one = optimizer.allocate({ a: [1], c: [1] });
    one.grads.a[0] = one.grads.c[0] = 2;
    optimizer.update(one.params, one.grads);
    const two = optimizer.allocate({ a: [7] });
    // The state is the name's, wherever the parameter lies.
    optimizer.update(one.params, one.grads);
    expect([one.params.a[0], one.params.c[0], two.params.a[0]]).toEqual([-4, -4, 7]);
    expect([optimizer.state.b?.a[0], optimizer.state.b?.c[0]]).toEqual([3, 3]);
    optimizer.update(two.params, two.grads);
    expect([optimizer.state.b?.a[0], two.params.a[0]]).toEqual([1.5, 5.5]);
  });

  it("takes a copy of the initial values", () => {
    const initial = { a: [1, 2] };
    const { params } = new SGD().allocate(initial);
    params.a[0] = 9;
    expect(initial.a).toEqual([1, 2]);
  });
});
