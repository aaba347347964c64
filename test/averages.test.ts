import { describe, expect, it } from "vitest";
import { Adam, SGD, sparseRows, type ParamMap } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { restore, snapshot } from "../src/state/index.js";
import { catalog } from "./catalog.js";
import { copyOf, expectSameBits, expectSameMaps, generator, numbers } from "./support.js";

describe.each(catalog)("$name", (row) => {
  it.each(["wasm", "js"] as const)("copies at the first step, then follows the formula (%s)", (backend) => {
    const random = generator(3);
    const decay = (t: number) => 0.5 + 0.4 / (1 + t);
    const optimizer = row.create({ lr: 0.1, emaDecay: decay, backend });
    const params: Record<string, number[] | Float32Array | Float64Array> = {
      a: new Float32Array(7).map(random),
      b: [1, 2, 3],
      c: new Float64Array(5).map(random),
    };
    const { params: here, grads } = optimizer.allocate({ d: new Float32Array(9).fill(1) });
    Object.assign(params, here);
    const expected: Record<string, number[]> = {};
    for (let t = 0; t < 6; t++) {
      // c comes later, and pauses.
      const names = ["a", "b", "d", ...(t % 3 === 1 ? ["c"] : [])];
      const some = Object.fromEntries(names.map((name) => [name, params[name]]));
      grads.d.fill(random());
      optimizer.update(some, {
        ...Object.fromEntries(names.map((name) => [name, (params[name] as Float32Array).map(() => random() - 0.5)])),
        ...(t % 2 && grads),
      });
      for (const name of names) {
        const single = params[name] instanceof Float32Array;
        const round = single ? Math.fround : (x: number) => x;
        const [keep, gain] = [round(decay(t)), round(1 - decay(t))];
        const before = expected[name];
        expected[name] = Array.from(params[name], (p, i) =>
          before ? round(round(keep * before[i]) + round(gain * p)) : p,
        );
      }
      const ema = numbers(optimizer.ema);
      expect(Object.keys(ema).toSorted()).toEqual(Object.keys(expected).toSorted());
      for (const [name, values] of Object.entries(expected)) expectSameBits(ema[name], values, `${t}: ${name}`);
    }
  });

  it("moves parameters as without an average", () => {
    const random = generator(4);
    const [plain, averaged] = [row.create(), row.create({ emaDecay: 0.9 })];
    const [p, q] = [0, 1].map(() => ({ W: new Float32Array([1, 2, 3]), x: 1, b: [4, 5] }));
    for (let t = 0; t < 5; t++) {
      const grads = { W: [random(), NaN, random()], x: random(), b: [random(), -random()] };
      plain.update(p, grads);
      averaged.update(q, grads);
    }
    expectSameMaps(q, p, "params");
    for (const slot of row.slots) expectSameMaps(averaged.state[slot], plain.state[slot], slot);
  });
});

describe("swapAverages", () => {
  const trained = (options = {}) => {
    const optimizer = new Adam({ lr: 0.5, emaDecay: 0.5, ...options });
    const { params: home, grads } = optimizer.allocate({ h: new Float32Array([1, 2, 3]) });
    const params: ParamMap = { ...home, W: new Float32Array([1, 2, 3, 4]), x: 2, b: [3, 4], d: new Float64Array([5]) };
    for (let t = 0; t < 4; t++) {
      grads.h.fill(t - 1);
      optimizer.update(params, { ...grads, W: [1, -1, t, 2], x: t, b: [t, -t], d: [1] });
    }
    return { optimizer, params };
  };

  it("exchanges, and twice is nothing", () => {
    const { optimizer, params } = trained();
    const [before, ema, file] = [copyOf(params as never), numbers(optimizer.ema), save(optimizer)];
    optimizer.swapAverages(params);
    expectSameMaps(
      Object.fromEntries(Object.keys(ema).map((name) => [name, numbers(params as never)[name]])),
      ema,
      "params",
    );
    optimizer.swapAverages(params);
    expectSameMaps(params as never, before, "params");
    expect(save(optimizer)).toEqual(file);
  });

  it("lets no update, save or other use come between", () => {
    const { optimizer, params } = trained();
    const file = save(optimizer);
    const { h, ...rest } = params;
    optimizer.swapAverages({ h });
    const kept = copyOf(params as never);
    const message = 'the parameter "h" holds its average: call swapAverages again before ';
    expect(() => optimizer.update(params, params as never)).toThrow(new TypeError(`${message}an update`));
    expect(() => save(optimizer)).toThrow(new TypeError(`${message}save`));
    expect(() => load(optimizer, file)).toThrow(new TypeError(`${message}load`));
    expectSameMaps(params as never, kept, "params");
    // Names that are not exchanged go on.
    optimizer.swapAverages({ h });
    expect(save(optimizer)).toEqual(file);
    optimizer.swapAverages({ h });
    optimizer.update(rest, rest as never);
    expect(optimizer.iterations).toBe(5);
  });

  it.each([
    [
      "a name without an average",
      { W: new Float32Array(4), z: [1] },
      'params["z"] has no average: it needs emaDecay and a step',
    ],
    ["another length", { b: [3, 4], W: new Float32Array(3) }, 'params["W"] has 3 elements, its state has 4'],
    ["another type", { b: [3, 4], W: new Float64Array(4) }, 'params["W"] is float64, its state is float32'],
    ["a frozen array", { W: new Float32Array(4), b: Object.freeze([3, 4]) }, 'params["b"] is read-only'],
    ["a frozen object", Object.freeze({ x: 1 }), 'params["x"] is read-only'],
    ["no map", [1], "params must be an object of arrays, got Array"],
  ])("refuses %s before anything changes", (_, params, message) => {
    const { optimizer } = trained();
    const [file, kept] = [save(optimizer), copyOf(params as never)];
    expect(() => optimizer.swapAverages(params as never)).toThrow(message);
    expectSameMaps(params as never, kept, "params");
    expect(save(optimizer)).toEqual(file);
  });

  it("has nothing to exchange without emaDecay, and before the first step", () => {
    expect(() => new SGD().swapAverages({ W: [1] })).toThrow(
      'params["W"] has no average: it needs emaDecay and a step',
    );
    const optimizer = new SGD({ emaDecay: 0.5 });
    const { params } = optimizer.allocate({ W: [1] });
    expect(() => optimizer.swapAverages(params)).toThrow('params["W"] has no average: it needs emaDecay and a step');
    expect(optimizer.ema).toEqual({});
  });

  it("must be undone before reset, which would lose the parameters, and is forgotten by it", () => {
    const { optimizer, params } = trained();
    const before = copyOf(params);
    optimizer.swapAverages(params);
    expect(() => optimizer.reset()).toThrow(/holds its average: call swapAverages again before reset$/);
    optimizer.swapAverages(params);
    expect(params).toEqual(before);
    optimizer.reset();
    expect(optimizer.ema).toEqual({});
    optimizer.update(params, params as never);
    expectSameMaps(
      numbers({ ...optimizer.ema }),
      numbers(Object.fromEntries(Object.keys(optimizer.ema).map((name) => [name, params[name]])) as never),
      "ema",
    );
  });
});

it("averages, and which are swapped in, are those of a name that is allocated later", () => {
  const optimizer = new SGD({ lr: 1, emaDecay: 0.5 });
  const own = { W: [1, 2] };
  for (let step = 0; step < 2; step++) optimizer.update(own, { W: [1, 1] });
  expect([...optimizer.ema.W]).toEqual([-0.5, 0.5]);
  const first = optimizer.allocate(own);
  optimizer.update(first.params, { W: [1, 1] });
  expect([...optimizer.ema.W]).toEqual([-1.25, -0.25]);
  optimizer.swapAverages(first.params);
  const { params } = optimizer.allocate(first.params);
  expect([...params.W]).toEqual([-1.25, -0.25]);
  expect(() => optimizer.update(params, { W: [1, 1] })).toThrow('the parameter "W" holds its average');
  optimizer.swapAverages(params);
  optimizer.update(params, { W: [1, 1] });
  expect([[...params.W], [...optimizer.ema.W]]).toEqual([
    [-3, -2],
    [-2.125, -1.125],
  ]);
});

it("an average that a snapshot lacks begins beside one that goes on", () => {
  const optimizer = new SGD({ lr: 1, emaDecay: 0.5 });
  const { params, grads } = optimizer.allocate({ a: [0], b: [0] });
  grads.a[0] = grads.b[0] = 2;
  optimizer.update(params, grads);
  const { ema, ...rest } = snapshot(optimizer);
  restore(optimizer, { ...rest, ema: { b: ema.b } });
  optimizer.update(params, grads);
  expect([optimizer.ema.a[0], optimizer.ema.b[0]]).toEqual([-4, -3]);
});

it("a table's average begins whole and then follows the touched rows", () => {
  const optimizer = new SGD({ lr: 1, emaDecay: 0.5 });
  const params = { E: new Float32Array([0, 1, 2, 3, 4, 5]) };
  optimizer.update(params, { E: sparseRows([1], [1, 1]) });
  expectSameBits(optimizer.ema.E, [0, 1, 1, 2, 4, 5], "first");
  optimizer.update(params, { E: sparseRows([2, 2], [1, 1, 1, 1]) });
  expectSameBits(params.E, [0, 1, 1, 2, 2, 3], "E");
  expectSameBits(optimizer.ema.E, [0, 1, 1, 2, 3, 4], "second");
});
