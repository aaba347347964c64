import { describe, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/index.js";
import { defineOptimizer, positive } from "../../src/define/index.js";

const schedule = (): number => {
  throw new Error("no rate");
};

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
      "is of large whole numbers",
      { mask: { w: new BigInt64Array(2), x: 1 } },
      'perElement.mask["w"] must be a number, number[], Float32Array or Float64Array, got BigInt64Array',
    ],
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

  it.each([
    ["another option is", {}, { gradScale: "2" }, "gradScale must be a finite number"],
    ["another option is not known", {}, { gradScales: 2 }, 'unknown option "gradScales"'],
    ["a gradient is not finite", { nonFinite: "throw" }, {}, 'grads["w"][0] must be finite'],
    ["a group matches none", { groups: [{ match: /z/, lr: 1 }] }, {}, "groups[0].match is /z/, which matches none"],
    ["a schedule throws", { lr: schedule }, {}, "no rate"],
  ])("is not taken where %s refused", (_, options, more, message) => {
    for (const backend of ["wasm", "js"] as const) {
      const optimizer = new Masked({ backend, ...(options as object) });
      const update = () =>
        optimizer.update({ w: [1, 2] }, { w: [NaN, 1] }, { perElement: { mask: { w: [3, 4] } }, ...(more as object) });
      expect(update).toThrow(message);
      expect([optimizer.state, optimizer.iterations]).toEqual([{ mask: {} }, 0]);
    }
  });

  it("is not taken while averages are swapped in, nor inside another update", () => {
    const optimizer: InstanceType<typeof Masked> = new Masked({ emaDecay: 0.5, lr: () => (act(), 1) });
    let act = (): void => {};
    const [params, grads] = [{ w: [1, 2] }, { w: [1, 1] }];
    optimizer.update(params, grads, { perElement: { mask: { w: [3, 4] } } });
    optimizer.swapAverages(params);
    const update = () => optimizer.update(params, grads, { perElement: { mask: { w: 9 } } });
    expect(update).toThrow('the parameter "w" holds its average');
    optimizer.swapAverages(params);
    act = update;
    expect(() => optimizer.update(params, grads, { perElement: { mask: { w: [5, 6] } } })).toThrow(
      "update was called inside",
    );
    expect([...optimizer.state.mask.w]).toEqual([3, 4]);
  });

  it("stays where the step is left out", () => {
    const optimizer = new Masked({ nonFinite: "skip" });
    const params = { w: [1, 2] };
    optimizer.update(params, { w: [NaN, 1] }, { perElement: { mask: { w: [3, 4] } } });
    expect([optimizer.skipped, params, [...optimizer.state.mask.w]]).toEqual([1, { w: [1, 2] }, [3, 4]]);
    optimizer.update(params, { w: [1, 1] });
    expect(params.w).toEqual([-2, -2]);
  });

  it("given before the first step stays when that is allocated, or in a file", () => {
    const begun = () => {
      const optimizer = new Masked({ accumulate: 2 });
      optimizer.update({ w: [1, 2] }, { w: [1, 1] }, { perElement: { mask: { w: [2, 0] } } });
      return optimizer;
    };
    const optimizer = begun();
    const { params, grads } = optimizer.allocate({ w: [1, 2] });
    grads.w.fill(1);
    optimizer.update(params, grads);
    expect([...params.w]).toEqual([-1, 2]);
    const again = new Masked({ accumulate: 2 });
    load(again, save(begun()));
    const own = { w: [1, 2] };
    again.update(own, { w: [1, 1] });
    expect(own.w).toEqual([-1, 2]);
    again.reset();
    again.update(own, { w: [1, 1] });
    again.update(own, { w: [1, 1] });
    expect(own.w).toEqual([-2, 1]);
  });

  it("asks for options as every update does", () => {
    expect(() => new Masked().update({ w: [1] }, { w: [1] }, null as never)).toThrow(
      "update takes an object of options, got null",
    );
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
