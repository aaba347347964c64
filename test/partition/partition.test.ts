import { describe, expect, it } from "vitest";
import { Adam, Lion, lookahead, noise, Partition, SGD, sparseRows } from "../../src/index.js";
import { rename } from "../../src/state/index.js";
import { catalog } from "../catalog.js";
import { ALL, gradsOf, MATRICES, start, trained, type Model } from "./models.js";
import { copyOf, expectSameMaps, generator, numbers } from "../support.js";

describe.each(catalog)("$name as a part", (row) => {
  it("of one moves as it does alone, with its options", () => {
    const options = {
      lr: 0.1,
      clipNorm: 0.7,
      accumulate: 2,
      emaDecay: 0.5,
      groups: [{ match: /b/, lr: 0.2, weightDecay: 0.1 }],
    };
    const [alone, part] = [row.create(options), row.create(options)];
    expectSameMaps(trained(new Partition([{ optimizer: part }]), ALL), trained(alone, ALL), "params");
    for (const slot of row.slots) expectSameMaps(part.state[slot], alone.state[slot], slot);
    expectSameMaps(part.ema, alone.ema, "ema");
    expect(part.iterations).toBe(alone.iterations);
  });

  it("of two moves its names as it does alone, in any order of the parts", () => {
    const make = () => [row.create({ lr: 0.1 }), new Lion()] as const;
    const [first, second] = make();
    const expected = { ...trained(first, ["W", "V"]), ...trained(second, ["b", "x"]) };
    for (const reversed of [false, true]) {
      const [one, other] = make();
      const parts = [
        { match: MATRICES, optimizer: one },
        { match: ["b", "x"], optimizer: other },
      ];
      const found = trained(new Partition(reversed ? parts.toReversed() : parts), ALL) as Model;
      for (const name of ALL)
        expectSameMaps({ [name]: found[name] }, { [name]: expected[name] as Model["W"] }, `reversed ${reversed}`);
    }
  });

  it.each([1, -3])("clips as one optimizer over all that parts share, gradients times %d", (gradScale) => {
    const make = (options = {}) => row.create({ lr: 0.1, ...options });
    const expected = trained(make({ clipNorm: 0.7 }), ALL, 7, gradScale);
    const partition = new Partition([{ match: MATRICES, optimizer: make() }, { optimizer: make() }], { clipNorm: 0.7 });
    expectSameMaps(trained(partition, ALL, 7, gradScale), expected, "params");
    const one = make({ clipNorm: 0.7 });
    trained(one, ALL, 7, gradScale);
    expect(partition.gradNorm).toBe(one.gradNorm);
  });
});

describe("Partition", () => {
  const make = (options = {}) => {
    const [first, rest] = [new SGD({ lr: 0.1, momentum: 0.9 }), new Adam({ lr: 0.01 })];
    return {
      first,
      rest,
      partition: new Partition([{ match: MATRICES, optimizer: first }, { optimizer: rest }], options),
    };
  };

  it("moves allocated models in place, to the same bits", () => {
    const expected = trained(make({ clipNorm: 1 }).partition, ALL);
    const { partition } = make({ clipNorm: 1 });
    const { params, grads } = partition.allocate(start());
    const random = generator(8);
    for (let t = 0; t < 7; t++) {
      partition.zeroGrads();
      const { W, b, V, x } = gradsOf(random);
      grads.W.set(W);
      grads.b.set(b);
      grads.V.set(V);
      grads.x[0] += x;
      partition.update(params, grads);
    }
    expectSameMaps(numbers(params), numbers(expected as Model), "params");
    expectSameMaps(partition.state.b, { W: partition.parts[0].state.b.W, V: partition.parts[0].state.b.V }, "state");
  });

  it("takes trees: objects, lists, class instances and numbers on them", () => {
    class Layer {
      W = new Float32Array([1, 2]);
      b = 1;
      name = "dense";
    }
    const model = () => ({ layers: [new Layer(), new Layer()], scale: 2 });
    const { partition } = (() => {
      const [first, rest] = [new SGD({ lr: 1 }), new SGD({ lr: 10 })];
      return { partition: new Partition([{ match: /W$/, optimizer: first }, { optimizer: rest }]) };
    })();
    const params = model();
    const [layer] = params.layers;
    const grads = {
      layers: [
        { W: [1, 1], b: 1 },
        { W: [2, 2], b: null },
      ],
      scale: 0.5,
    };
    for (let t = 0; t < 2; t++) partition.update(params as never, grads as never);
    expect(params.layers[0]).toBe(layer);
    expect(params.layers.map(({ W, b }) => [...W, b])).toEqual([
      [-1, 0, -19],
      [-3, -2, 1],
    ]);
    expect(params.scale).toBe(-8);
  });

  it("goes on where arrays are others at each step, and where parts are changed beside it", () => {
    const { partition, first } = make();
    const expected = trained(make().partition, ALL);
    const random = generator(8);
    let params = start();
    for (let t = 0; t < 7; t++) {
      partition.update(params, gradsOf(random));
      params = { ...params, W: params.W.slice(), b: [...params.b] };
      if (t === 3) {
        rename(first, { W: "V", V: "W" });
        rename(first, { W: "V", V: "W" });
      }
    }
    expectSameMaps(params, expected as Model, "params");
  });

  it("takes passes, sparse rows and null gradients in parts", () => {
    const embedding = new SGD({ lr: 1 });
    const rest = new SGD({ lr: 1, passes: [lookahead({ steps: 1 }), noise({ eta: 0 })] });
    const partition = new Partition([{ match: ["E"], optimizer: embedding }, { optimizer: rest }], { clipNorm: 1e9 });
    const params = { E: new Float64Array(4), a: [0], n: 1 };
    partition.update(params, { E: sparseRows([1], [1, 2]), a: [2], n: null });
    expect([[...params.E], params.a, params.n]).toEqual([[0, 0, -1, -2], [-1], 1]);
  });

  it("leaves a part without gradients in this model alone", () => {
    const { partition, first, rest } = make();
    partition.update({ W: [1], b: [1] }, { W: [1], b: [1] });
    partition.update({ b: [1] }, { b: [1] });
    expect([first.iterations, rest.iterations, partition.iterations]).toEqual([1, 2, 2]);
  });

  it("gives tied arrays to the part of their first name", () => {
    const [a, b] = [new SGD({ lr: 1 }), new SGD({ lr: 100 })];
    const partition = new Partition(
      [
        { match: /^in/, optimizer: a },
        { optimizer: b, optional: true },
      ],
      { tied: true },
    );
    const shared = [0, 0];
    partition.update({ input: shared, output: shared }, { input: [1, 2], output: [3, 4] });
    expect(shared).toEqual([-4, -6]);
  });

  it("skips and refuses gradients that are not finite for all parts alike", () => {
    const { partition, first, rest } = make({ nonFinite: "skip" });
    const params = start();
    const before = copyOf(params);
    const grads = { ...gradsOf(generator(1)), x: NaN };
    partition.update(params, grads);
    expectSameMaps(params, before, "params");
    expect([partition.skipped, partition.iterations, first.iterations, rest.iterations]).toEqual([1, 0, 0, 0]);
    partition.set({ nonFinite: "throw" });
    expect(() => partition.update(params, grads)).toThrow('grads["x"][0] must be finite, got NaN');
    expectSameMaps(params, before, "params");
  });
});
