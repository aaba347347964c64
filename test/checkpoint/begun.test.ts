import { describe, expect, it } from "vitest";
import { load, save, saveParts } from "../../src/checkpoint/index.js";
import { SGD } from "../../src/index.js";
import { stateDict } from "../../src/torch/index.js";

const create = () => new SGD({ lr: 1, accumulate: 2, emaDecay: 0.5 });

describe("load", () => {
  it("begins averages and windows anew where the file has none", () => {
    const fresh = create();
    fresh.allocate({ a: [0], b: [0] });
    const optimizer = create();
    const params = { a: [0], b: [0] };
    for (let call = 0; call < 3; call++) optimizer.update(params, { a: [8], b: [8] });
    load(optimizer, save(fresh));
    expect(optimizer.ema).toEqual({});
    const part = { a: [0] };
    for (let call = 0; call < 2; call++) optimizer.update(part, { a: [2] });
    expect(part.a).toEqual([-2]);
    expect(optimizer.ema).toEqual({ a: new Float64Array([-2]) });
  });

  it("has averages of maps that are known follow from the file's", () => {
    const from = new SGD({ lr: 1, emaDecay: 0.5 });
    from.update({ a: [0] }, { a: [2] });
    const optimizer = new SGD({ lr: 1, emaDecay: 0.5 });
    const { params, grads } = optimizer.allocate({ a: [0] });
    load(optimizer, save(from));
    optimizer.update(params, grads);
    expect([...optimizer.ema.a]).toEqual([-1]);
  });

  it("leaves the counts of what is not in the file, and ends its window", () => {
    const from = create();
    from.update({ a: [0] }, { a: [8] });
    from.update({ a: [0] }, { a: [8] });
    const optimizer = create();
    const params = { a: [0], b: [0] };
    for (let call = 0; call < 7; call++) optimizer.update(params, { a: [8], b: [8] });
    load(optimizer, save(from), { partial: true });
    const part = { a: [0] };
    for (let call = 0; call < 2; call++) optimizer.update(part, { a: [2] });
    expect(part.a).toEqual([-2]);
    params.b = [0];
    for (let call = 0; call < 2; call++) optimizer.update(params, { a: null, b: [2] });
    expect(params.b).toEqual([-2]);
    const [a, b] = Object.values(stateDict(optimizer).state);
    expect([a.step, b.step]).toEqual([1 + 1, 3 + 1]);
  });
});

describe("the pieces of saveParts", () => {
  it.each<[string, (optimizer: SGD, params: { a: number[] }, file: Uint8Array) => void]>([
    ["a call that makes no step", (optimizer, params) => optimizer.update(params, { a: [1] })],
    ["a load of the same file", (optimizer, _, file) => void load(optimizer, file)],
    ["a swap of averages", (optimizer, params) => optimizer.swapAverages(params)],
  ])("end where they would be of two states: %s", (_, change) => {
    const optimizer = create();
    const params = { a: [0] };
    for (let call = 0; call < 2; call++) optimizer.update(params, { a: [8] });
    const file = save(optimizer);
    expect(Buffer.concat([...saveParts(optimizer)])).toEqual(Buffer.from(file));
    const parts = saveParts(optimizer)[Symbol.iterator]();
    change(optimizer, params, file);
    expect(() => parts.next()).toThrow(
      new TypeError("the optimizer has changed since saveParts: take all pieces before the next update, or save"),
    );
  });
});
