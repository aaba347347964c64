import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { decodeFile, encodeFile } from "../../src/checkpoint/safetensors.js";
import { Momentum, SGD, type ParamMap } from "../../src/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, generator, type Floats } from "../support.js";
import { BACKENDS } from "./ways.js";

describe.each(catalog)("$name", (row) => {
  it.each(BACKENDS)("makes one step of the mean from several calls, also of parts (%s)", (backend) => {
    const random = generator(11);
    const [many, one] = [row.create({ accumulate: 3, backend }), row.create({ backend })];
    const start = { W: new Float32Array(9).map(random), b: [1, 2, 3], x: 2 };
    const [p, q]: ParamMap[] = [copyOf(start), copyOf(start)];
    for (let step = 0; step < 4; step++) {
      const sums: Record<string, Floats> = { W: new Float32Array(9), b: new Float64Array(3), x: new Float64Array(1) };
      for (let call = 0; call < 3; call++) {
        const scale = call === 1 ? 0.5 : 1;
        // Whoever is left out of a call adds nothing to the mean.
        const names = call === 2 ? ["W", "b", "x"] : call === 1 ? ["b", "W"] : ["W", "x"];
        const grads = Object.fromEntries(names.map((name) => [name, sums[name].map(() => random() - 0.5)]));
        for (const name of names) grads[name].forEach((g, i) => (sums[name][i] += scale * g));
        const before = copyOf(p as never);
        const some = Object.fromEntries(names.map((name) => [name, p[name]]));
        many.update(call === 2 ? p : some, grads, { gradScale: scale });
        if (call < 2) expectSameMaps(p as never, before, "between");
        expect(many.iterations).toBe(call < 2 ? step : step + 1);
      }
      one.update(q, sums, { gradScale: 1 / 3 });
      expectSameMaps(p as never, q as never, `step ${step}`);
      for (const slot of row.slots)
        expectSameMaps(
          Object.fromEntries(["W", "b", "x"].map((name) => [name, many.state[slot][name]])),
          one.state[slot],
          slot,
        );
    }
  });
});

it("an open window is forgotten by reset, with the norm of the last step", () => {
  const optimizer = new SGD({ lr: 1, accumulate: 3, clipNorm: 1 });
  const params = { a: 0 };
  for (let call = 0; call < 5; call++) optimizer.update(params, { a: 0.5 });
  expect([optimizer.iterations, optimizer.gradNorm, params.a]).toEqual([1, 0.5, -0.5]);
  optimizer.reset();
  expect([optimizer.iterations, optimizer.gradNorm]).toEqual([0, undefined]);
  for (let call = 1; call <= 3; call++) {
    optimizer.update(params, { a: 0.25 });
    expect([optimizer.iterations, params.a]).toEqual(call < 3 ? [0, -0.5] : [1, -0.75]);
  }
});

it.each([2, 3, 7])("a file whose window has %i of 2 calls is refused: it would never step again", (microSteps) => {
  const create = () => new SGD({ accumulate: 2 });
  const [from, optimizer] = [create(), create()];
  for (const each of [from, optimizer]) each.update({ a: [1] }, { a: [1] });
  const { tensors, metadata } = decodeFile(save(from));
  const file = encodeFile(tensors, { ...Object.fromEntries(metadata), microSteps: String(microSteps) });
  const before = save(optimizer);
  expect(() => load(optimizer, file)).toThrow(
    new RangeError(`microSteps in the file must be below accumulate, 2, got ${microSteps}`),
  );
  expect(save(optimizer)).toEqual(before);
});

describe("the call that makes the step", () => {
  it("must have every parameter that gathered something, else nothing changes", () => {
    const optimizer = new SGD({ lr: 1, accumulate: 2 });
    const params = { a: 0, b: 0 };
    optimizer.update(params, { a: 2, b: 4 });
    const before = save(optimizer);
    const part = { a: 0 };
    expect(() => optimizer.update(part, { a: 4 })).toThrow(
      new RangeError(
        'params["b"] is missing in the call that makes the step, for which it gathered a gradient: ' +
          "give it, with a gradient of null if it has none",
      ),
    );
    expect([part.a, params.b, optimizer.iterations]).toEqual([0, 0, 0]);
    expect(save(optimizer)).toEqual(before);
  });

  it("must have what was allocated since it gathered something, too", () => {
    const optimizer = new SGD({ lr: 1, accumulate: 2 });
    const params = { a: 0, b: 0 };
    optimizer.update(params, { a: 2, b: 4 });
    const { b } = optimizer.allocate({ b: 0 }).params;
    expect(() => optimizer.update({ a: 0 }, { a: 4 })).toThrow(
      'params["b"] is missing in the call that makes the step',
    );
    const both = { a: 0, b };
    optimizer.update(both, { a: 4, b: null });
    expect([both.a, ...b]).toEqual([-3, -2]);
  });

  it("asks for nothing that has gathered in earlier windows alone", () => {
    const optimizer = new Momentum({ lr: 1, momentum: 0.5, accumulate: 2 });
    const params: ParamMap = { a: 0, b: 0 };
    for (let call = 0; call < 2; call++) optimizer.update(params, { a: 2, b: 4 });
    const part = { a: params.a };
    for (let call = 0; call < 2; call++) optimizer.update(part, { a: 2 });
    expect([part.a, optimizer.iterations]).toEqual([-2 - 3, 2]);
    for (let call = 0; call < 2; call++) optimizer.update(params, { a: 2, b: null });
    expect([params.b, optimizer.state.v.b[0]]).toEqual([-4, -4]);
  });

  it("moves what has no gradient in it by what that gathered, and leaves nothing for later", () => {
    const optimizer = new SGD({ lr: 1, accumulate: 3 });
    const params: { a: number; b: number[]; c: Float32Array } = { a: 0, b: [0], c: new Float32Array(2) };
    optimizer.update(params, { a: 3, b: [6], c: null });
    optimizer.update(params, { a: null, b: null, c: null });
    optimizer.update(params, { a: 6, b: null, c: null });
    expect(params).toEqual({ a: -3, b: [-2], c: new Float32Array(2) });
    for (let call = 0; call < 3; call++) optimizer.update(params, { a: 0, b: [0], c: [0, 0] });
    expect(params).toEqual({ a: -3, b: [-2], c: new Float32Array(2) });
    expect(optimizer.iterations).toBe(2);
  });
});
