import { describe, expect, it } from "vitest";
import { Adam, RMSProp, SGD, type Optimizer } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { loadStateDict, stateDict, type StateDict } from "../../src/torch/index.js";
import { trained } from "./trained.js";

/** A dict of SGD in PyTorch whose groups have these rates and decays. */
function dictOf(groups: [names: string[], lr: number, decay?: number][]): StateDict {
  let at = 0;
  return {
    state: {},
    param_groups: groups.map(([names, lr, decay = 0]) => ({
      lr,
      momentum: 0,
      dampening: 0,
      nesterov: false,
      weight_decay: decay,
      params: names.map(() => at++),
      param_names: names,
    })),
  };
}

/** The rate and the decay of each name, by the moves of 1 at a gradient of 1 and of 0. */
function resolved(optimizer: Optimizer, names: readonly string[]): Record<string, [lr: number, decay: number]> {
  const play = (g: number) => {
    const params = Object.fromEntries(names.map((name) => [name, new Float64Array([1])]));
    optimizer.update(params, Object.fromEntries(names.map((name) => [name, [g]])));
    return names.map((name) => 1 - params[name][0]);
  };
  const [ones, zeros] = [play(1), play(0)];
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      [ones[i] - zeros[i], zeros[i] / (ones[i] - zeros[i])].map((x) => Number(x.toFixed(9))),
    ]),
  ) as Record<string, [number, number]>;
}

const cascade = () =>
  new SGD({
    groups: [
      { match: /bias$/, lr: 7 },
      { match: /^body/, l2: 7, optional: true },
    ],
  });

describe("each group of a dict is one combination of groups", () => {
  it.each<[string, Parameters<typeof dictOf>[0]]>([
    [
      "in their order",
      [
        [["head.W"], 0.1],
        [["head.bias"], 0.2],
        [["body.W"], 0.1, 0.3],
        [["body.bias"], 0.2, 0.3],
      ],
    ],
    [
      "in any order",
      [
        [["body.bias"], 0.2, 0.3],
        [["body.W"], 0.1, 0.3],
        [["head.bias"], 0.2],
        [["head.W"], 0.1],
      ],
    ],
    [
      "with values where none were of their own",
      [
        [["head.W"], 0.1],
        [["head.bias"], 0.2, 0.5],
        [["body.W"], 0.1],
        [["body.bias"], 0.2],
      ],
    ],
    [
      "with the base's value again in the last",
      [
        [["head.W"], 0.1],
        [["head.bias"], 0.2],
        [["body.W"], 0.1],
        [["body.bias"], 0.1],
      ],
    ],
    [
      "all alike",
      [
        [["head.W"], 0.1],
        [["head.bias"], 0.1],
        [["body.W"], 0.1],
        [["body.bias"], 0.1],
      ],
    ],
    [
      "some that are not there",
      [
        [["head.bias"], 0.2, 0.4],
        [["body.bias"], 0.2, 0.3],
      ],
    ],
  ])("%s", (_, groups) => {
    const optimizer = cascade();
    loadStateDict(optimizer, dictOf(groups));
    const wanted = Object.fromEntries(groups.flatMap(([own, lr, decay = 0]) => own.map((name) => [name, [lr, decay]])));
    expect(resolved(optimizer, Object.keys(wanted))).toEqual(wanted);
  });

  it("and where all agree, the base has their value too", () => {
    const optimizer = new SGD({ groups: [{ match: /./, lr: 7 }] });
    loadStateDict(optimizer, dictOf([[["W", "b"], 0.25]]));
    expect(optimizer.lr).toBe(0.25);
    expect(resolved(optimizer, ["W"])).toEqual({ W: [0.25, 0] });
  });

  it("what only the base need have, groups do not get: they still follow it", () => {
    const optimizer = cascade();
    loadStateDict(
      optimizer,
      dictOf([
        [["head.W"], 0.1],
        [["head.bias"], 0.2, 0.5],
        [["body.W"], 0.1],
        [["body.bias"], 0.2],
      ]),
    );
    optimizer.lr = 0.75;
    const followed = resolved(optimizer, ["head.W", "head.bias", "body.W", "body.bias"]);
    expect(followed).toMatchObject({ "head.W": [0.75, 0], "head.bias": [0.2, 0.5], "body.W": [0.75, 0] });
  });
});

it.each<[string, () => Optimizer, Parameters<typeof dictOf>[0], string]>([
  [
    "names of two groups here in one there",
    cascade,
    [[["head.W", "head.bias"], 0.1]],
    'param_groups[0] has "head.W" and "head.bias", which are in different groups here',
  ],
  [
    "names of one group here in two there",
    cascade,
    [
      [["head.W"], 0.1],
      [["head.V"], 0.2],
    ],
    '"head.V" is in param_groups[1] and "head.W" in param_groups[0], here they are in one group',
  ],
  [
    "values that the groups' options cannot make",
    () =>
      new SGD({
        groups: [
          { match: /^a/, optional: true },
          { match: /b$/, optional: true },
          { match: /a.b/, l2: 1 },
        ],
      }),
    [
      [["a.c"], 0.1, 0.1],
      [["c.b"], 0.2, 0.2],
      [["a.b"], 0.3, 0.1],
      [["c"], 0.4, 0.4],
    ],
    "",
  ],
  [
    "values that options shared by two cannot be",
    () => new SGD({ groups: [{ match: /b/ }, { match: /./, lr: 1 }] }),
    [
      [["a"], 0.1],
      [["b"], 0.2],
    ],
    "lr cannot be 0.1, 0.2 by the groups here: their options are shared",
  ],
])("%s", (_, create, groups, message) => {
  const optimizer = create();
  const before = save(optimizer);
  if (message === "") {
    loadStateDict(optimizer, dictOf(groups));
    return expect(resolved(optimizer, ["a.c", "c.b", "a.b", "c"])).toEqual({
      "a.c": [0.1, 0.1],
      "c.b": [0.2, 0.2],
      "a.b": [0.3, 0.1],
      c: [0.4, 0.4],
    });
  }
  expect(() => loadStateDict(optimizer, dictOf(groups))).toThrow(new RangeError(message));
  return expect(save(optimizer)).toEqual(before);
});

it("a schedule of a group stays, and does not count for the others", () => {
  const optimizer = new SGD({ groups: [{ match: /b/, lr: () => 0.5 }] });
  loadStateDict(
    optimizer,
    dictOf([
      [["a"], 0.1],
      [["b"], 0.2],
    ]),
  );
  expect(resolved(optimizer, ["a", "b"])).toEqual({ a: [0.1, 0], b: [0.5, 0] });
});

describe("a dict from here", () => {
  const create = () =>
    new RMSProp({
      lr: 0.3,
      groups: [
        { match: /./, decayRate: 0.5 },
        { match: /b/, eps: 1e-3, l2: 0.1 },
      ],
    });

  it("has the base first, also where no parameter is in it, and then each combination in use", () => {
    const { optimizer } = trained(create());
    expect(stateDict(optimizer).param_groups).toMatchObject([
      { lr: 0.3, alpha: 0.99, eps: 1e-7, weight_decay: 0, params: [], param_names: [] },
      { lr: 0.3, alpha: 0.5, eps: 1e-7, weight_decay: 0, params: [0, 1], param_names: ["W", "x"] },
      { lr: 0.3, alpha: 0.5, eps: 1e-3, weight_decay: 0.1, params: [2], param_names: ["b"] },
    ]);
    expect(stateDict(new Adam({ epsMode: "corrected", groups: [{ match: /b/ }] })).param_groups).toHaveLength(1);
  });

  it("says what each is, to others with other values", () => {
    const { optimizer } = trained(create());
    const next = new RMSProp({
      groups: [
        { match: /./, lr: 9 },
        { match: /b/, decayRate: 0.1 },
      ],
    });
    loadStateDict(next, stateDict(optimizer));
    trained(next, 0);
    expect(stateDict(next)).toEqual(stateDict(optimizer));
    expect(next.lr).toBe(0.3);
  });
});
