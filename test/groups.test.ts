import { afterEach, describe, expect, it, vi } from "vitest";
import { Adam, Momentum, SGD, type Match, type ParamMap, type GradMap } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { elementwise, parameterwise } from "./catalog.js";
import { copyOf, expectSameMaps, generator, kernelCalls } from "./support.js";

afterEach(() => vi.restoreAllMocks());

/** The learning rate that each name has, seen from where a gradient of 1 leads. */
function rates(optimizer: SGD, names: readonly string[]): Record<string, number> {
  const params: ParamMap = Object.fromEntries(names.map((name) => [name, 0]));
  optimizer.update(params, Object.fromEntries(names.map((name) => [name, -1])));
  return params as Record<string, number>;
}

describe("groups", () => {
  it.each<[string, Match]>([
    ["a RegExp", /bias/],
    ["a RegExp that remembers", /bias/g],
    ["a list", ["a.bias", "b.bias", "c.bias"]],
    ["a function", (name) => name.endsWith("bias")],
  ])("match by %s, and the rest takes the base's options", (_, match) => {
    const names = ["a.weight", "a.bias", "b.bias", "b.weight"];
    expect(rates(new SGD({ lr: 0.5, groups: [{ match, lr: 0.25 }] }), names)).toEqual({
      "a.weight": 0.5,
      "a.bias": 0.25,
      "b.bias": 0.25,
      "b.weight": 0.5,
    });
  });

  it("cascade: a name takes what each that matches it has, a later one's over an earlier one's", () => {
    const groups = [
      { match: /./, lr: 3, weightDecay: 0.5 },
      { match: /[ab]/, lr: 2 },
      { match: ["b"], weightDecay: 0 },
    ];
    const optimizer = new SGD({ lr: 9, groups });
    const params = { a: 8, b: 8, c: 8 };
    optimizer.update(params, { a: 1, b: 1, c: 1 });
    expect(params).toEqual({ a: 8 - 2 * (1 + 4), b: 8 - 2, c: 8 - 3 * (1 + 4) });
  });

  it("leave a name without the decay that a later one takes from it", () => {
    const groups = [
      { match: /^body/, lr: 0.5 },
      { match: /bias$/, weightDecay: 0 },
    ];
    const params = { "body.W": 2, "body.bias": 2, "head.W": 2, "head.bias": 2 };
    new SGD({ lr: 1, weightDecay: 0.5, groups }).update(params, {
      "body.W": 0,
      "body.bias": 0,
      "head.W": 0,
      "head.bias": 0,
    });
    expect(params).toEqual({ "body.W": 1.5, "body.bias": 2, "head.W": 1, "head.bias": 2 });
  });

  it("may match nothing at the first update where they are optional, and something later", () => {
    const optimizer = new SGD({ lr: 1, groups: [{ match: /^head/, lr: 2, optional: true }] });
    expect(rates(optimizer, ["W"])).toEqual({ W: 1 });
    expect(rates(optimizer, ["W", "head.W"])).toEqual({ W: 1, "head.W": 2 });
    expect(() => new SGD({ groups: [{ match: /a/, optional: 1 as never }] })).toThrow(
      new TypeError("groups[0].optional must be true or false, got 1"),
    );
  });

  it("ask a schedule that several of them take once a step, at the step's iteration also for a name that comes later", () => {
    const seen: number[] = [];
    const groups = [
      { match: /a/, maximize: false },
      { match: /b/, lr: (iteration: number) => 10 * (iteration + 1) },
    ];
    const optimizer = new SGD({ lr: (iteration) => (seen.push(iteration), iteration + 1), groups });
    expect(rates(optimizer, ["a", "b", "c"])).toEqual({ a: 1, b: 10, c: 1 });
    expect(rates(optimizer, ["a", "ab", "c"])).toEqual({ a: 2, ab: 20, c: 2 });
    expect(seen).toEqual([0, 1]);
  });

  it("take from the base what they leave out, also when it is set later", () => {
    const groups = [
      { match: /own/, lr: 1 },
      { match: /none/, weightDecay: 0 },
    ];
    const optimizer = new SGD({ lr: 2, groups });
    const names = ["own", "none", "rest"];
    expect(rates(optimizer, names)).toEqual({ own: 1, none: 2, rest: 2 });
    optimizer.lr = 4;
    expect(rates(optimizer, names)).toEqual({ own: 1, none: 4, rest: 4 });
    optimizer.lr = (iteration) => iteration;
    expect(rates(optimizer, names)).toEqual({ own: 1, none: 2, rest: 2 });
    const loaded = new SGD({ lr: () => 0, groups });
    load(loaded, save(optimizer));
    expect(rates(loaded, names)).toEqual({ own: 1, none: 0, rest: 0 });
  });

  it("keep what is theirs after load, and follow the base in the rest", () => {
    const create = (lr: number) =>
      new SGD({
        lr,
        groups: [
          { match: /own/, lr: 1 },
          { match: /none/, maximize: false },
        ],
      });
    const optimizer = create(7);
    load(optimizer, save(create(2)));
    expect(rates(optimizer, ["own", "none", "rest"])).toEqual({ own: 1, none: 2, rest: 2 });
    optimizer.lr = 4;
    expect(rates(optimizer, ["own", "none", "rest"])).toEqual({ own: 1, none: 4, rest: 4 });
  });

  it("have the file's own numbers after load, whatever theirs were", () => {
    const create = (own: object) => new SGD({ lr: 2, groups: [{ match: /own/, ...own }] });
    const from = create({ lr: 1, weightDecay: 0.5 });
    from.set({ lr: 0.25 }, 0);
    for (const own of [{}, { weightDecay: 0.1 }, { lr: 8, weightDecay: 0.1 }]) {
      const optimizer = create(own);
      load(optimizer, save(from));
      const params = { own: 4, rest: 4 };
      optimizer.update(params, { own: 1, rest: 1 });
      expect(params).toEqual({ own: 4 - 0.25 * (1 + 2), rest: 2 });
      expect(save(optimizer)).not.toEqual(save(create(own)));
    }
  });

  it("have no numbers of their own after load that the file's have not", () => {
    const create = (own: object) => new SGD({ lr: 2, groups: [{ match: /own/, ...own }] });
    const optimizer = create({ lr: 8, weightDecay: 0.5 });
    load(optimizer, save(create({ weightDecay: 0.25 })));
    for (const lr of [2, 4]) {
      optimizer.lr = lr;
      const params = { own: 4, rest: 4 };
      optimizer.update(params, { own: 1, rest: 1 });
      expect(params).toEqual({ own: 4 - lr * (1 + 1), rest: 4 - lr });
    }
  });

  it.each<[Match, string]>([
    [/bais/, "groups[1].match is /bais/"],
    [["bais", "Z"], 'groups[1].match is ["bais","Z"]'],
    [() => false, "groups[1].match is a function"],
  ])("refuse a match of nothing at the first update, before anything changes: %s", (match, title) => {
    const optimizer = new Adam({
      groups: [
        { match: /W/, lr: 1 },
        { match, lr: 2 },
      ],
    });
    const before = save(optimizer);
    const params = { W: [1, 2], bias: new Float32Array(2) };
    const kept = copyOf(params);
    for (let call = 0; call < 2; call++) {
      expect(() => optimizer.update(params, { W: [1, 1], bias: [1, 1] })).toThrow(
        new RangeError(`${title}, which matches none of ["W","bias"]: say optional: true if it may`),
      );
      expectSameMaps(params, kept, "params");
      expect(save(optimizer)).toEqual(before);
      expect(optimizer.state.m).toEqual({});
    }
  });

  it("count names that have a gradient as seen, and may be frozen from the beginning", () => {
    const optimizer = new SGD({ lr: 1, groups: [{ match: /b/, lr: 2 }] });
    optimizer.update({ W: [1] }, { W: [1], b: [1] } as GradMap);
    expect(rates(optimizer, ["W", "b"])).toEqual({ W: 1, b: 2 });
  });

  it("count names that were allocated or loaded as seen", () => {
    const create = () => new SGD({ lr: 1, groups: [{ match: /b/, lr: 2 }] });
    const optimizer = create();
    optimizer.allocate({ W: [1], b: [1] });
    optimizer.update({ W: [1] }, { W: [1] });
    const next = create();
    load(next, save(optimizer));
    expect(rates(next, ["W"])).toEqual({ W: 1 });
  });
});

describe.each(parameterwise)("$name", (row) => {
  it.each(["allocated", "the caller's"])("is in each group what it is alone: %s arrays", (arrays) => {
    const random = generator(5);
    const own = { lr: 0.3, weightDecay: 0.1, l2: 0.2, clipValue: 0.4, maximize: true };
    const optimizer = row.create({ lr: 0.1, groups: [{ match: /x$/, ...own }] });
    const alone = [row.create({ lr: 0.1 }), row.create(own)];
    const initial = Object.fromEntries(
      ["a", "ax", "b", "bx", "c"].map((name, k) => [
        name,
        new (k % 3 ? Float32Array : Float64Array)(3 + k).map(random),
      ]),
    );
    const params = arrays === "allocated" ? optimizer.allocate(initial).params : copyOf(initial);
    for (let step = 0; step < 5; step++) {
      const grads = Object.fromEntries(
        Object.entries(initial).map(([name, values]) => [name, values.map(() => random() - 0.5)]),
      );
      optimizer.update(params, grads);
      const part = (x: boolean) =>
        Object.fromEntries(Object.entries(initial).filter(([name]) => name.endsWith("x") === x));
      alone.forEach((each, k) => each.update(part(k === 1), grads));
    }
    expectSameMaps({ ...params }, initial, "params");
  });
});

it.each(elementwise)("makes one kernel call for each group and type, whatever the names' order: $name", (row) => {
  const optimizer = row.create({
    lr: 0.1,
    groups: [
      { match: /x$/, l2: 0.2 },
      { match: /y$/, weightDecay: 0.1 },
    ],
  });
  const names = ["a", "ax", "by", "b", "bx", "ay", "c"];
  const { params, grads } = optimizer.allocate(
    Object.fromEntries(names.map((name, k) => [name, new Float32Array(1 + 9 * k)])),
  );
  const calls = kernelCalls(() => optimizer.update(params, grads));
  const padded = (some: number[]) => some.reduce((sum, k) => sum + 4 * Math.ceil((1 + 9 * k) / 4), 0);
  expect(calls.map((ranges) => ranges.at(-2))).toEqual([padded([0, 3, 6]), padded([1, 4]), padded([2, 5])]);
});

it("are refused as options where they are none", () => {
  const create = (groups: unknown) => () => new Momentum({ groups: groups as [] });
  expect(create(5)).toThrow(new TypeError("groups must be an array of { match, ...options }, got 5"));
  expect(create({ length: 1 })).toThrow(new TypeError("groups must be an array of { match, ...options }, got Object"));
  expect(create([null])).toThrow(new TypeError("groups[0] must be { match, ...options }, got null"));
  expect(create([{ match: /a/ }, { lr: 1 }])).toThrow(
    new TypeError("groups[1].match must be a RegExp, a list of names or a function of the name, got undefined"),
  );
  expect(create([{ match: "a" }])).toThrow(
    new TypeError('groups[0].match must be a RegExp, a list of names or a function of the name, got "a"'),
  );
  expect(create([{ match: ["a", 1] }])).toThrow(new TypeError("groups[0].match[1] must be a string, got 1"));
  expect(create([{ match: /a/ }, { match: [/b/] }])).toThrow(
    new TypeError("groups[1].match[0] must be a string, got RegExp"),
  );
  expect(create([{ match: /a/, LR: 1 }])).toThrow(
    /^unknown option "LR": groups\[0\] of Momentum takes lr, momentum, weightDecay, l2, clipValue, maximize: did you mean lr\?$/,
  );
  for (const name of ["clipNorm", "accumulate", "emaDecay", "nonFinite", "groups", "backend", "pool"]) {
    expect(create([{ match: /a/, [name]: 1 }])).toThrow(`unknown option "${name}": groups[0] of Momentum takes`);
  }
  expect(create([{ match: /a/, lr: -1 }])).toThrow(new RangeError("groups[0].lr must be a finite number ≥ 0, got -1"));
  expect(create([{ match: /a/, maximize: 1 }])).toThrow(
    new TypeError("groups[0].maximize must be true or false, got 1"),
  );
});
