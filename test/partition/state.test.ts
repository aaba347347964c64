import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { load, loadAsync, save, saveParts } from "../../src/checkpoint/index.js";
import { Adam, AdamW, Lion, Partition, ReduceOnPlateau, SGD } from "../../src/index.js";
import { rename, restore, snapshot } from "../../src/state/index.js";
import { copyOf, expectSameMaps, generator } from "../support.js";

const start = () => ({ W: new Float32Array([1, 2, 3]), b: [0.5, -2], V: new Float64Array([4, 5]), x: 0.75 });
type Model = ReturnType<typeof start>;

const sgd = () => new SGD({ lr: 0.1, momentum: 0.9, emaDecay: 0.5, accumulate: 2 });
const adamw = () => new AdamW({ lr: 0.1, groups: [{ match: ["x"], weightDecay: 0.3 }] });
const make = () =>
  new Partition([{ match: /^[WV]$/, optimizer: sgd() }, { optimizer: adamw() }], { clipNorm: 1, nonFinite: "skip" });

/** Goes on from step `from` on. */
function train(partition: Partition, params: Model, from: number, to: number): Model {
  const random = generator(8);
  for (let t = 0; t < to; t++) {
    const next = () => 4 * random() - 2;
    const grads = { W: [next(), next(), next()], b: [next(), next()], V: [next(), next()], x: t === 2 ? NaN : next() };
    if (t >= from) partition.update(params, { ...grads, W: Float32Array.from(grads.W), V: Float64Array.from(grads.V) });
  }
  return params;
}

describe("one file of all parts", () => {
  const expected = train(make(), start(), 0, 9);
  const half = () => {
    const partition = make();
    return { partition, params: train(partition, start(), 0, 4) };
  };

  it("goes on to the same bits, with the parameters, in another session", () => {
    const { partition, params } = half();
    const [again, into] = [make(), start()];
    const names = load(again, save(partition, params), { params: into });
    expect(names).toEqual({ loaded: ["W", "V", "b", "x"], missing: [], unexpected: [] });
    expectSameMaps(into, params, "loaded");
    expect([again.iterations, again.skipped]).toEqual([3, 1]);
    expectSameMaps(train(again, into, 4, 9), expected, "params");
  });

  it("comes and goes in pieces, and over what is there already", async () => {
    const { partition, params } = half();
    const pieces = [...saveParts(partition)];
    const again = make();
    const { params: into } = again.allocate(start());
    train(again, start(), 0, 2);
    await loadAsync(again, Readable.from(pieces));
    for (const name of ["W", "b", "V"] as const) into[name].set(params[name]);
    into.x[0] = params.x;
    const copy = { W: into.W.slice(), b: [...into.b], V: into.V.slice(), x: into.x[0] };
    expectSameMaps(train(again, copy, 4, 9), expected, "params");
    const late = saveParts(partition);
    train(partition, params, 4, 5);
    expect(() => [...late]).toThrow("the optimizer has changed since saveParts");
  });

  it("is a snapshot too", () => {
    const { partition, params } = half();
    const again = make();
    restore(again, structuredClone(snapshot(partition)));
    expectSameMaps(train(again, copyOf(params), 4, 9), expected, "params");
  });

  it("takes parameters under other names of the same part", () => {
    const { partition } = half();
    const again = new Partition([{ match: /^[MV]$/, optimizer: sgd() }, { optimizer: adamw() }]);
    load(again, save(partition), { rename: { W: "M" } });
    expect(Object.keys(again.state.b)).toEqual(["M", "V"]);
    expect(() => load(make(), save(partition), { rename: { W: "b", b: "W" } })).toThrow(
      '"b" is of parts[0] in the file and of parts[1] here',
    );
  });
});

describe("refused, with nothing changed:", () => {
  const trained = () => {
    const partition = new Partition([
      { match: ["a"], optimizer: new SGD({ momentum: 0.9 }) },
      { optimizer: new Adam() },
    ]);
    partition.update({ a: 1, b: 1 }, { a: 1, b: 1 });
    return partition;
  };
  const file = save(trained());

  it.each<[string, Partition, string]>([
    [
      "other classes",
      new Partition([{ match: ["a"], optimizer: new SGD({ momentum: 0.9 }) }, { optimizer: new Lion() }]),
      'parts[1] is "Adam" in the file and "Lion" here',
    ],
    [
      "another number of parts",
      new Partition([{ optimizer: new SGD() }]),
      "the file is of a Partition with 2 parts, and this one has 1",
    ],
    [
      "names of another part",
      new Partition([{ match: ["b"], optimizer: new SGD({ momentum: 0.9 }) }, { optimizer: new Adam() }]),
      '"a" is of parts[0] in the file and of parts[1] here',
    ],
    [
      "state that a part has not",
      new Partition([{ match: ["a"], optimizer: new SGD() }, { optimizer: new Adam() }]),
      'the file has "state.a.b", which SGD does not keep here',
    ],
  ])("%s", (_, partition, message) => {
    expect(() => load(partition, file)).toThrow(message);
    expect([partition.iterations, partition.state]).toEqual([
      0,
      Object.fromEntries(Object.keys(partition.state).map((slot) => [slot, {}])),
    ]);
  });

  it("a file of one optimizer, and a file of a partition for one", () => {
    const alone = new Adam();
    alone.update({ a: 1 }, { a: 1 });
    expect(() => load(trained(), save(alone))).toThrow('optimizer is "Adam" in the file and "Partition" here');
    expect(() => load(new Adam(), file)).toThrow('optimizer is "Partition" in the file and "Adam" here');
    expect(() => restore(trained(), snapshot(alone) as never)).toThrow('optimizer is "Adam" in the snapshot');
    expect(() => restore(alone, snapshot(trained()) as never)).toThrow('optimizer is "Partition" in the snapshot');
  });

  it("a schedule of the last part, after the first has agreed", () => {
    const plateau = () => new ReduceOnPlateau({ initValue: 0.1 });
    const withPlateau = (second = plateau()) =>
      new Partition([{ match: ["a"], optimizer: new SGD({ lr: plateau() }) }, { optimizer: new Adam({ lr: second }) }]);
    const from = withPlateau();
    from.parts[0].set({ weightDecay: 0.5 } as never);
    from.update({ a: 1, b: 1 }, { a: 1, b: 1 });
    const refusing = plateau();
    Object.assign(refusing, {
      restore: () => {
        throw new Error("no");
      },
    });
    const into = withPlateau(refusing);
    const params = { a: 5, b: 6 };
    const before = JSON.stringify(snapshot(into));
    expect(() => load(into, save(from, { a: 1, b: 2 }), { params })).toThrow("no");
    expect(JSON.stringify(snapshot(into))).toBe(before);
    expect(params).toEqual({ a: 5, b: 6 });
  });

  it("what takes one optimizer", () => {
    expect(() => rename(trained() as never, { a: "c" })).toThrow("a Partition: give one of its parts");
  });
});
