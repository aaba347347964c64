import { describe, expect, it } from "vitest";
import {
  Adam,
  AdamW,
  Lion,
  lookahead,
  minimize,
  noise,
  Partition,
  ScheduleFreeSGD,
  SGD,
  sparseRows,
} from "../../src/index.js";
import { rename } from "../../src/state/index.js";
import { catalog } from "../catalog.js";
import { copyOf, expectSameMaps, generator, numbers } from "../support.js";

const start = () => ({
  W: new Float32Array(11).map((_, i) => Math.sin(i)),
  b: [0.5, -2, 1],
  V: new Float64Array(7).map((_, i) => Math.cos(i)),
  x: 0.75,
});
type Model = ReturnType<typeof start>;

function gradsOf(random: () => number): Model {
  const next = () => 4 * random() - 2;
  return {
    W: new Float32Array(11).map(next),
    b: [next(), next(), next()],
    V: new Float64Array(7).map(next),
    x: next(),
  };
}

interface Updates {
  update(params: object, grads: object, options?: { gradScale?: number }): void;
}

function trained(optimizer: Updates, names: readonly (keyof Model)[], steps = 7, gradScale = 1): Partial<Model> {
  const pick = (of: Model) => Object.fromEntries(names.map((name) => [name, of[name]]));
  const random = generator(8);
  const params = pick(start());
  for (let t = 0; t < steps; t++) optimizer.update(params, pick(gradsOf(random)), { gradScale });
  return params as Partial<Model>;
}

const MATRICES = /^[WV]$/;
const ALL = ["W", "b", "V", "x"] as const;

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

  it("keeps averages of its parts, and exchanges them", () => {
    const parts = [new SGD({ lr: 1, emaDecay: 0.5 }), new SGD({ lr: 1, emaDecay: 0.5 })];
    const partition = new Partition([{ match: ["a"], optimizer: parts[0] }, { optimizer: parts[1] }]);
    const params = { a: [0], b: 0 };
    for (let t = 0; t < 2; t++) partition.update(params, { a: [-2], b: -2 });
    expect(partition.ema).toEqual({ a: new Float64Array([3]), b: new Float64Array([3]) });
    partition.swapAverages(params);
    expect(params).toEqual({ a: [3], b: 3 });
    expect(() => partition.update(params, { a: [1], b: 1 })).toThrow("swapAverages again before an update");
    partition.swapAverages(params);
    expect(params).toEqual({ a: [4], b: 4 });
  });

  it("has parts evaluate themselves", () => {
    const free = new ScheduleFreeSGD({ lr: 1 });
    const partition = new Partition([{ match: ["a"], optimizer: free }, { optimizer: new SGD({ lr: 1 }) }]);
    const params = { a: [1], b: [1] };
    partition.update(params, { a: [1], b: [1] });
    free.eval(params);
    expect(() => partition.update(params, { a: [1], b: [1] })).toThrow("call train(params) before an update");
    expect(params.b).toEqual([0]);
    free.train(params);
    partition.update(params, { a: [1], b: [1] });
    expect(params.b).toEqual([-1]);
  });

  it("begins anew after reset", () => {
    const { partition } = make({ clipNorm: 1 });
    const first = trained(partition, ALL);
    partition.reset();
    expect([partition.iterations, partition.gradNorm]).toEqual([0, undefined]);
    expectSameMaps(trained(partition, ALL) as Model, first as Model, "params");
  });

  it("is taken by minimize", () => {
    const partition = new Partition([
      { match: ["x"], optimizer: new AdamW({ lr: 0.1 }) },
      { optimizer: new SGD({ lr: 0.1 }) },
    ]);
    const params = { x: [3], y: [-2] };
    const { reason } = minimize(
      ({ x: [x], y: [y] }) => [x * x + y * y, { x: [2 * x], y: [2 * y] }],
      params,
      partition,
      { maxIterations: 2000, gradTolerance: 1e-6 } as never,
    );
    expect(reason).not.toBe("nonFinite");
    expect(Math.hypot(params.x[0], params.y[0])).toBeLessThan(1e-3);
  });
});
