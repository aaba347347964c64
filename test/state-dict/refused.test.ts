import { describe, expect, it } from "vitest";
import { AdaDelta, Adam, Momentum, RMSProp, SGD, type Optimizer } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { loadStateDict, stateDict, type StateDict } from "../../src/torch/index.js";
import { namesOf } from "../../src/torch/names.js";
import { rows } from "./rows.js";
import { trained } from "./trained.js";

describe.each(rows)("$name", (row) => {
  it.each<[string, (dict: Dict) => unknown, string | RegExp]>([
    ["no dict", () => 5, "a state dict must be { state, param_groups }, got 5"],
    ["no state", (dict) => ({ ...dict, state: [] }), "state must be an object, got Array"],
    ["no groups", (dict) => ({ ...dict, param_groups: {} }), "param_groups must be an array of objects, got Object"],
    [
      "more groups",
      (dict) => ({
        ...dict,
        param_groups: [...dict.param_groups, { ...dict.param_groups[0], params: [], param_names: [] }],
      }),
      "param_groups[1] has no parameters to tell which group here it is: leave it out",
    ],
    [
      "a group without params",
      edit({ params: undefined }),
      "params must be an array in each of param_groups, got undefined",
    ],
    [
      "too few names",
      edit({ param_names: ["W", "b"] }),
      'names must be 3 different names, one for each parameter, got ["W","b"]',
    ],
    [
      "a name twice",
      edit({ param_names: ["W", "b", "b"] }),
      'names must be 3 different names, one for each parameter, got ["W","b","b"]',
    ],
    [
      "names that are none",
      edit({ param_names: ["W", "b", 1] }),
      'names must be 3 different names, one for each parameter, got ["W","b",1]',
    ],
    [
      "a number twice",
      edit({ params: [0, 1, 1] }),
      'names must be 3 different names, one for each parameter, got ["W","b","x"]',
    ],
    ["a bad lr", edit({ lr: -1 }), "lr must be a finite number ≥ 0, got -1"],
    ["a bad weight decay", edit({ weight_decay: "0.1" }), /^(l2|weightDecay) must be a finite number ≥ 0, got "0.1"/],
    ["a bad kind of decay", edit({ decoupled_weight_decay: 1 }), "decoupled_weight_decay must be true or false, got 1"],
    ["a bad maximize", edit({ maximize: null }), "maximize must be true or false, got null"],
    [
      "a step that is none",
      (dict) => ({ ...dict, state: { ...dict.state, 1: { ...dict.state[1], step: 1.5 } } }),
      "b.step must be a whole number ≥ 0, got 1.5",
    ],
    [
      "state that the class does not keep",
      (dict) => ({ ...dict, state: { ...dict.state, 1: { ...dict.state[1], velocity: [0, 0] } } }),
      'state of "b" has "velocity", which ',
    ],
  ])("refuses %s, and nothing has changed", (_, change, message) => {
    const { optimizer } = trained(row.create());
    const before = save(optimizer);
    const dict = change(stateDict(optimizer, APPROXIMATE) as Dict) as StateDict;
    expect(() => loadStateDict(optimizer, dict)).toThrow(message);
    expect(save(optimizer)).toEqual(before);
  });

  it("refuses state that does not fit, and nothing has changed", () => {
    const { optimizer } = trained(row.create());
    const before = save(optimizer);
    const dict = stateDict(optimizer, APPROXIMATE) as Dict;
    const { lines } = namesOf(optimizer.constructor.name);
    const [key, other] = Object.keys(dict.state[0]).filter((name) => ArrayBuffer.isView(dict.state[0][name]));
    const put = (value: unknown, name = key) =>
      ({ ...dict, state: { ...dict.state, 0: { ...dict.state[0], [name]: value } } }) as StateDict;
    if (key !== undefined) {
      expect(() => loadStateDict(optimizer, put("1"))).toThrow(
        `W.${key} must be a Float32Array, a Float64Array or number[], got "1"`,
      );
      expect(() => loadStateDict(optimizer, put([1, "2"]))).toThrow(
        `W.${key} must be a Float32Array, a Float64Array or number[], got Array`,
      );
      expect(() => loadStateDict(optimizer, put(new Float32Array(3)))).toThrow(RangeError);
      // A matrix of four rows, by its two columns, where it keeps those.
      expect(() => loadStateDict(optimizer, put(new Float64Array(4)))).toThrow(
        `"W" is ${lines ? 8 : 4} × float64 in the state dict and 4 × float32 here`,
      );
    }
    if (other !== undefined) {
      for (const name of [key, other])
        expect(() => loadStateDict(optimizer, put(null, name))).toThrow(`W.${name} is missing in the state dict`);
      expect(() => loadStateDict(optimizer, put(new Float32Array(5), other))).toThrow(
        lines
          ? '"W" is 10 × float32 in the state dict and 4 × float32 here'
          : `"state.W.${row.slots[1]}" is 5 × float32 in the state dict and 4 × float32 for its parameter`,
      );
    }
    const names = [
      ["W", "b", "y"],
      ["b", "W", "x"],
    ];
    expect(() => loadStateDict(optimizer, { ...dict, state: {} }, names[0])).toThrow(
      '"x" is missing in the state dict',
    );
    if (key !== undefined)
      expect(() => loadStateDict(optimizer, dict, names[1])).toThrow(
        '"b" is 4 × float32 in the state dict and 2 × float64 here',
      );
    expect(() => loadStateDict(optimizer, dict, "Wbx" as never)).toThrow(TypeError);
    expect(save(optimizer)).toEqual(before);
  });
});

it.each<[string, Optimizer, object, string]>([
  [
    "amsgrad",
    new Adam(),
    { amsgrad: true },
    "amsgrad is true in param_groups and false here: give new Adam({ amsgrad: true })",
  ],
  [
    "centered",
    new RMSProp(),
    { centered: true },
    "centered is true in param_groups and false here: give new RMSProp({ centered: true })",
  ],
  [
    "momentum without a buffer beside other slots",
    new RMSProp(),
    { momentum: 0.9 },
    "momentum is 0.9 in param_groups and 0 here: give new RMSProp({ momentum: 0.9 })",
  ],
  [
    "Nesterov's look ahead",
    new Momentum(),
    { nesterov: true },
    "nesterov in param_groups must be false, got true: SGD({ momentum, dampening, nesterov }) takes it",
  ],
  [
    "dampening within a rate",
    new Momentum(),
    { dampening: 0.1 },
    "dampening in param_groups must be 0, got 0.1: SGD({ momentum, dampening, nesterov }) takes it",
  ],
  [
    "momentum without a buffer",
    new SGD(),
    { momentum: 0.9 },
    "momentum is 0.9 in param_groups and 0 here: give new SGD({ momentum: 0.9 })",
  ],
  [
    "a look ahead that the optimizer has not",
    new SGD({ momentum: 0.9 }),
    { nesterov: true },
    "nesterov is true in param_groups and false here: give new SGD({ nesterov: true })",
  ],
  [
    "the new mean in the place of tfjs's old one",
    new AdaDelta({ form: "tfjs" }),
    { form: "torch" },
    'form is "torch" in param_groups and "tfjs" here: give new AdaDelta({ form: "torch" })',
  ],
])("refuses what there is no counterpart for: %s", (_, optimizer, group, message) => {
  const dict = stateDict(optimizer, APPROXIMATE);
  expect(() => loadStateDict(optimizer, { ...dict, param_groups: [{ ...dict.param_groups[0], ...group }] })).toThrow(
    new RangeError(message),
  );
});

it("a rate of null is refused, and nothing changes", () => {
  const optimizer = new Momentum();
  const dict = { state: { 0: { momentum_buffer: [1, 2] } }, param_groups: [{ lr: null, momentum: 0.9, params: [0] }] };
  expect(() => loadStateDict(optimizer, dict as never, ["W"])).toThrow(
    new TypeError("lr must be a finite number, got null"),
  );
  expect(optimizer.state.v).toEqual({});
});

const APPROXIMATE = { approximate: true };

type Dict = { state: Record<string, Record<string, unknown>>; param_groups: Record<string, unknown>[] };

function edit(group: object): (dict: Dict) => unknown {
  return (dict) => ({ ...dict, param_groups: dict.param_groups.map((each) => ({ ...each, ...group })) });
}
