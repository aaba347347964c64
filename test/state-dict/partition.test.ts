import { describe, expect, it } from "vitest";
import { Adafactor, Adam, AdamW, Lion, Muon, Partition, ReduceOnPlateau, SGD } from "../../src/index.js";
import { snapshot } from "../../src/state/index.js";
import {
  loadStateDict,
  stateDict,
  type LoadStateDictOptions,
  type PartitionStateDict,
  type StateDict,
} from "../../src/torch/index.js";
import { expectSameMaps, generator } from "../support.js";
import { cases, dictOf } from "./fixture.js";

const start = () => ({
  W: new Float32Array([1, 2, 3, -4, 5, 6]),
  b: [0.5, -2],
  V: Float64Array.of(4, 5, 6, 7),
  x: 0.75,
});
const shapes = { W: [2, 3], V: [2, 2] };
const exact = { epsMode: "corrected" } as const;
const adamw = () => new AdamW({ ...exact, lr: 0.1, groups: [{ match: ["x"], weightDecay: 0.3, optional: true }] });
const make = (rest: () => AdamW | Adam = adamw) =>
  new Partition([{ match: /^[WV]$/, optimizer: new Muon({ lr: 0.1, shapes }) }, { optimizer: rest() }], {
    clipNorm: 1,
  });

/** Goes on from step `from` on. */
function train(partition: Partition, params: ReturnType<typeof start>, from: number, to: number): typeof params {
  const random = generator(8);
  for (let t = 0; t < to; t++) {
    const next = () => 4 * random() - 2;
    const grads = { W: params.W.map(next), b: [next(), next()], V: params.V.map(next), x: next() };
    if (t >= from) partition.update(params, grads);
  }
  return params;
}

describe("the dicts of all parts", () => {
  const expected = train(make(), start(), 0, 9);

  it("are those of each, in the order of parts", () => {
    const partition = make();
    train(partition, start(), 0, 4);
    const dict = stateDict(partition);
    expect(dict).toEqual({ optimizers: partition.parts.map((each) => stateDict(each)) });
    const names = dict.optimizers.map(({ param_groups: groups }) => groups.map((group) => group.param_names));
    expect(names).toEqual([[["W", "V"]], [["b"], ["x"]]]);
  });

  it("have another go on to the same bits, also over what is there already", () => {
    const partition = make();
    const params = train(partition, start(), 0, 4);
    const dict = structuredClone(stateDict(partition));
    const [fresh, used] = [make(), make()];
    train(used, start(), 0, 2);
    for (const again of [fresh, used]) {
      loadStateDict(again, dict);
      expect([again.iterations, again.skipped]).toEqual([4, 0]);
      const copy = { W: params.W.slice(), b: [...params.b], V: params.V.slice(), x: params.x };
      expectSameMaps(train(again, copy, 4, 9), expected, "params");
    }
  });

  it("come from PyTorch, whose names are given one after another", () => {
    const [matrices, vectors] = ["Muon, without names", "Adafactor, vectors"].map((title) =>
      cases.find((each) => each.title === title),
    ) as [(typeof cases)[number], (typeof cases)[number]];
    const into = new Partition([
      { match: /weight$/, optimizer: new Muon({ shapes: { "layer1.weight": [2, 3], "layer2.weight": [2, 2] } }) },
      { optimizer: new Adafactor() },
    ]);
    const dict = { optimizers: [dictOf(matrices.dict), dictOf(vectors.dict)] };
    const names = [...Object.keys(matrices.params), ...Object.keys(vectors.params)];
    for (const told of [names, { names, iterations: 7 }]) {
      loadStateDict(into, dict, told);
      expect(Object.keys(into.state.m)).toEqual(["layer1.weight", "layer2.weight"]);
      expect(Object.keys(into.state.variance)).toEqual(["layer1.bias", "layer2.bias"]);
      expect(into.iterations).toBe(Array.isArray(told) ? 5 : 7);
    }
  });

  it("tells which decay it is to whom has both", () => {
    const old = { lr: 0.1, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0.5, amsgrad: false, params: [0] };
    const plain = { lr: 0.1, momentum: 0, dampening: 0, nesterov: false, weight_decay: 0.25, params: [0] };
    const dict = { optimizers: [old, plain].map((group): StateDict => ({ state: {}, param_groups: [group] })) };
    const into = new Partition([{ match: ["a"], optimizer: new Adam() }, { optimizer: new SGD() }]);
    const names = ["a", "b"];
    expect(() => loadStateDict(into, dict, names)).toThrow("weight_decay 0.5 and no decoupled_weight_decay");
    loadStateDict(into, dict, { names, decoupled: true });
    const params = { a: 1, b: 1 };
    into.update(params, { a: 0, b: 0 });
    expect(params).toEqual({ a: 1 - 0.1 * 0.5, b: 1 - 0.1 * 0.25 });
    const coupled = new Partition([{ match: ["b"], optimizer: new SGD() }]);
    expect(() =>
      loadStateDict(coupled, { optimizers: [dict.optimizers[1]] }, { names: ["b"], decoupled: true }),
    ).toThrow("decoupled is true, and PyTorch's SGD has coupled decay alone");
  });
});

describe("refused, with nothing changed in any part:", () => {
  const whole = (): PartitionStateDict => {
    const partition = make();
    train(partition, start(), 0, 4);
    return stateDict(partition);
  };
  const edit = (group: object): PartitionStateDict => {
    const { optimizers } = whole();
    const [first, ...others] = optimizers[1].param_groups;
    return {
      optimizers: [optimizers[0], { ...optimizers[1], param_groups: [{ ...first, ...group }, ...others] }],
    };
  };

  it.each<[string, () => unknown, string, LoadStateDictOptions?]>([
    [
      "the dict of one optimizer",
      () => whole().optimizers[0],
      "optimizers in the state dict must be the list of the parts' dicts, got undefined",
    ],
    ["nothing", () => null, "a state dict of a Partition must be { optimizers }, got null"],
    [
      "fewer dicts",
      () => ({ optimizers: whole().optimizers.slice(1) }),
      "the state dict has optimizers of a Partition with 1 parts, and this one has 2",
    ],
    [
      "dicts in another order",
      () => ({ optimizers: whole().optimizers.toReversed() }),
      'param_groups has "decoupled_weight_decay", which PyTorch\'s Muon has not',
    ],
    ["a bad option of the last", () => edit({ lr: -1 }), "lr must be a finite number ≥ 0, got -1"],
    [
      "a parameter of another part",
      () => edit({ param_names: ["W"] }),
      '"W" is in optimizers[1] of the state dict and of parts[0] here',
    ],
    ["a name twice", () => edit({ param_names: ["x"] }), "names must be 2 different names"],
    [
      "a parameter that is not there",
      () => edit({ param_names: ["c"] }),
      'the state dict has "c", which AdamW does not keep here',
    ],
    [
      "too few names",
      whole,
      'names must be 2 different names, one for each parameter, got ["b"]',
      { names: ["W", "V", "b"] },
    ],
    [
      "too many names",
      whole,
      "names must be 4 names, of all parts one after another, got 5",
      { names: ["W", "V", "b", "x", "y"] },
    ],
    ["an option that is none", whole, 'unknown option "iteration"', { iteration: 1 } as LoadStateDictOptions],
  ])("%s", (_, given, message, told) => {
    const into = make();
    train(into, start(), 0, 2);
    into.parts[0].lr = 0.5;
    const before = JSON.stringify(snapshot(into));
    expect(() => loadStateDict(into, given() as PartitionStateDict, told)).toThrow(message);
    expect(JSON.stringify(snapshot(into))).toBe(before);
    train(into, start(), 2, 4);
  });

  it("a class that PyTorch has not, both ways", () => {
    const into = new Partition([{ match: ["a"], optimizer: new SGD() }, { optimizer: new Lion() }]);
    into.update({ a: 1, b: 1 }, { a: 1, b: 1 });
    const message = 'there is no form of "Lion" in state dicts: save(optimizer) keeps it';
    expect(() => stateDict(into)).toThrow(new TypeError(message));
    expect(() => loadStateDict(into, { optimizers: [{ state: {}, param_groups: [] }, whole().optimizers[1]] })).toThrow(
      message,
    );
  });

  it("what PyTorch would read as another rule, unless it may be near", () => {
    const partition = make(() => new Adam({ lr: new ReduceOnPlateau({ initValue: 0.1 }) }));
    train(partition, start(), 0, 2);
    expect(() => stateDict(partition)).toThrow('PyTorch\'s Adam has no epsMode but "corrected"');
    const again = make(() => new Adam());
    loadStateDict(again, stateDict(partition, { approximate: true }));
    expect(snapshot(again).parts[1].state).toEqual(snapshot(partition).parts[1].state);
  });

  it("a dict of parts, for one optimizer", () => {
    expect(() => loadStateDict(new AdamW(), whole() as never)).toThrow(
      "param_groups must be an array of objects, got undefined",
    );
  });

  it("an update that is called back meanwhile", () => {
    let message = "";
    const into: Partition = new Partition([
      {
        match: (name) => {
          try {
            if (name === "W") into.update({ W: 1 }, { W: 1 });
          } catch (error) {
            message = String(error);
          }
          return true;
        },
        optimizer: new SGD(),
      },
    ]);
    const group = { lr: 0.1, momentum: 0, dampening: 0, nesterov: false, weight_decay: 0, params: [0] };
    loadStateDict(into, { optimizers: [{ state: {}, param_groups: [group] }] }, ["W"]);
    expect(message).toContain("update was called inside");
  });
});
