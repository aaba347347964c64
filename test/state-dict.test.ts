import { describe, expect, it } from "vitest";
import { Adam, Momentum, ReduceOnPlateau, RMSProp, SGD, type Optimizer } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";
import { loadStateDict, stateDict, type StateDict } from "../src/torch/index.js";
import { catalog } from "./catalog.js";
import { expectSameMaps, list, type Values } from "./support.js";

const initial = () => ({ W: new Float32Array([1, -2, 3, 4]), b: [0.5, 2], x: 3 });

function trained<O extends Optimizer>(optimizer: O, calls = 5): { optimizer: O; params: ReturnType<typeof initial> } {
  const params = initial();
  for (let t = 0; t < calls; t++) goOn(optimizer, params, t);
  return { optimizer, params };
}

function goOn(optimizer: Optimizer, params: ReturnType<typeof initial>, t: number): void {
  optimizer.update(params, { W: [1, t, -1, 0.1], b: [t, -1], x: 0.3 });
}

describe.each(catalog)("$name", (row) => {
  const settings = [{}, { lr: 0.02, weightDecay: 0.1, maximize: true, groups: [{ match: /b/, l2: 0.3, weightDecay: 0 }] }];
  const cases = [{}, ...row.variants].flatMap((form) => settings.map((options) => ({ ...form, ...options })));

  it.each(cases)("goes on from its own state dict: %o", (options) => {
    const { optimizer, params } = trained(row.create(options));
    const dict = structuredClone(stateDict(optimizer));
    const other = { W: params.W.slice(), b: [...params.b], x: params.x };
    const [next, again] = [row.create(options), trained(row.create({ ...options, lr: 0.5 }), 2).optimizer];
    loadStateDict(next, dict);
    loadStateDict(again, dict);
    expect(next.iterations).toBe(5);
    for (const each of [next, again]) {
      expect(each.lr).toBe(optimizer.lr);
      for (const slot of row.slots) expectClose(each.state[slot], optimizer.state[slot], 2);
    }
    goOn(optimizer, params, 5);
    goOn(next, other, 5);
    expectClose(other, params, 4);
    // As JSON has it: lists for arrays, in the type of parameters that are known.
    const text = JSON.stringify(dict, (_, value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value));
    loadStateDict(again, JSON.parse(text) as StateDict);
    for (const slot of row.slots) expectClose(again.state[slot], trained(row.create(options)).optimizer.state[slot], 2);
  });

  it("has PyTorch's names", () => {
    const { optimizer } = trained(row.create({ weightDecay: 0.1, groups: [{ match: /b/, maximize: true }] }), 2);
    const { state, param_groups: groups } = stateDict(optimizer);
    for (const text of [Object.keys(groups[0]), Object.keys(state[0])].flat()) expect(text).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(groups).toMatchObject([
      { weight_decay: 0.1, decoupled_weight_decay: true, maximize: false, params: [0, 1], param_names: ["W", "x"] },
      { weight_decay: 0.1, decoupled_weight_decay: true, maximize: true, params: [2], param_names: ["b"] },
    ]);
    expect(Object.keys(state)).toEqual(["0", "1", "2"]);
    expect(state[2]).toMatchObject({ step: 2 });
    expect(Object.keys(state[0])).toHaveLength(1 + row.slots.length);
  });

  it("takes a dict without names in the order of a list", () => {
    const { optimizer } = trained(row.create());
    const dict = stateDict(optimizer);
    const nameless = { ...dict, param_groups: dict.param_groups.map((group) => ({ ...group, param_names: undefined })) };
    const next = row.create();
    expect(() => loadStateDict(next, nameless)).toThrow(new TypeError("param_names, or the names as an argument, must be an array in each of param_groups, got undefined"));
    loadStateDict(next, nameless, ["one", "two", "three"]);
    for (const slot of row.slots) {
      const { one, two, three } = next.state[slot];
      expectClose({ W: one, b: two, x: three }, optimizer.state[slot], 2);
    }
  });

  it.each<[string, (dict: Dict) => unknown, string]>([
    ["no dict", () => 5, "a state dict must be { state, param_groups }, got 5"],
    ["no state", (dict) => ({ ...dict, state: [] }), "state must be an object, got Array"],
    ["no groups", (dict) => ({ ...dict, param_groups: {} }), "param_groups must be an array of objects, got Object"],
    ["more groups", (dict) => ({ ...dict, param_groups: [...dict.param_groups, { ...dict.param_groups[0], params: [], param_names: [] }] }), "options in the file must be a list of 1, one for the base and each group, got 2"],
    ["a group without params", edit({ params: undefined }), "params must be an array in each of param_groups, got undefined"],
    ["too few names", edit({ param_names: ["W", "b"] }), 'names must be 3 different names, one for each parameter, got ["W","b"]'],
    ["a name twice", edit({ param_names: ["W", "b", "b"] }), 'names must be 3 different names, one for each parameter, got ["W","b","b"]'],
    ["names that are none", edit({ param_names: ["W", "b", 1] }), 'names must be 3 different names, one for each parameter, got ["W","b",1]'],
    ["a number twice", edit({ params: [0, 1, 1] }), 'names must be 3 different names, one for each parameter, got ["W","b","x"]'],
    ["a bad lr", edit({ lr: -1 }), "lr must be a finite number ≥ 0, got -1"],
    ["a bad weight decay", edit({ weight_decay: "0.1" }), 'l2 must be a finite number ≥ 0, got "0.1"'],
    ["a bad kind of decay", edit({ decoupled_weight_decay: 1 }), "decoupled_weight_decay must be true or false, got 1"],
    ["a bad maximize", edit({ maximize: null }), "maximize must be true or false, got null"],
    ["steps that differ", (dict) => ({ ...dict, state: { ...dict.state, 1: { ...dict.state[1], step: 7 } } }), "all parameters must be at one step, got 5, 7"],
    ["a step that is none", (dict) => ({ ...dict, state: { ...dict.state, 1: { ...dict.state[1], step: 1.5 } } }), "b.step must be a whole number ≥ 0, got 1.5"],
  ])("refuses %s, and nothing has changed", (_, change, message) => {
    const { optimizer } = trained(row.create());
    const before = save(optimizer);
    const dict = change(stateDict(optimizer) as Dict) as StateDict;
    expect(() => loadStateDict(optimizer, dict)).toThrow(message);
    expect(save(optimizer)).toEqual(before);
  });

  it("refuses state that does not fit, and nothing has changed", () => {
    const { optimizer } = trained(row.create());
    const before = save(optimizer);
    const dict = stateDict(optimizer) as Dict;
    const [key, other] = Object.keys(dict.state[0]).filter((name) => name !== "step");
    const put = (value: unknown, name = key) => ({ ...dict, state: { ...dict.state, 0: { ...dict.state[0], [name]: value } } }) as StateDict;
    if (key !== undefined) {
      expect(() => loadStateDict(optimizer, put("1"))).toThrow(`W.${key} must be a Float32Array, a Float64Array or number[], got "1"`);
      expect(() => loadStateDict(optimizer, put([1, "2"]))).toThrow(`W.${key} must be a Float32Array, a Float64Array or number[], got Array`);
      expect(() => loadStateDict(optimizer, put(new Float32Array(3)))).toThrow(RangeError);
      expect(() => loadStateDict(optimizer, put(new Float64Array(4)))).toThrow('"W" is 4 × float64 in the file and 4 × float32 here');
    }
    if (other !== undefined) {
      for (const name of [key, other]) expect(() => loadStateDict(optimizer, put(null, name))).toThrow(`W.${name} is missing in the state dict`);
      expect(() => loadStateDict(optimizer, put(new Float32Array(5), other))).toThrow('"state.W.v" is 5 × float32 in the file and 4 × float32 for its parameter');
    }
    const names = [["W", "b", "y"], ["b", "W", "x"]];
    expect(() => loadStateDict(optimizer, { ...dict, state: {} }, names[0])).toThrow('"x" is missing in the file');
    if (key !== undefined) expect(() => loadStateDict(optimizer, dict, names[1])).toThrow('"b" is 4 × float32 in the file and 2 × float64 here');
    expect(() => loadStateDict(optimizer, dict, "Wbx" as never)).toThrow(TypeError);
    expect(save(optimizer)).toEqual(before);
  });
});

it.each<[string, Optimizer, object, string]>([
  ["amsgrad", new Adam(), { amsgrad: true }, "amsgrad in param_groups must be false, got true"],
  ["Nesterov's momentum", new Momentum(), { nesterov: true }, "nesterov in param_groups must be false, got true"],
  ["dampening", new Momentum(), { dampening: 0.1 }, "dampening in param_groups must be 0, got 0.1"],
  ["momentum", new SGD(), { momentum: 0.9 }, "momentum in param_groups must be 0, got 0.9"],
  ["centered", new RMSProp(), { centered: true }, "centered in param_groups must be false, got true"],
])("refuses what there is no counterpart for: %s", (_, optimizer, group, message) => {
  const dict = stateDict(optimizer);
  expect(() => loadStateDict(optimizer, { ...dict, param_groups: [{ ...dict.param_groups[0], ...group }] })).toThrow(new RangeError(message));
});

it("has no dict for what PyTorch has no form of", () => {
  expect(() => stateDict(new SGD({ weightDecay: 0.1, l2: 0.1 }))).toThrow(new RangeError("PyTorch has one weight_decay, not both weightDecay and l2"));
  const { optimizer } = trained(new Momentum({ lr: 0 }));
  expect(() => stateDict(optimizer)).toThrow(new RangeError("lr is 0, so that there is no momentum_buffer: it is −v / lr"));
});

it("takes PyTorch's dict of a run that has not begun, and of one in PyTorch's Adam", () => {
  const { optimizer, params } = trained(new Momentum());
  loadStateDict(optimizer, { state: { 0: { momentum_buffer: null } }, param_groups: [{ lr: 0.1, momentum: 0.8, dampening: 0, weight_decay: 0, nesterov: false, maximize: false, foreach: null, params: [0, 1, 2] }] }, ["W", "b", "x"]);
  expect([optimizer.iterations, optimizer.lr, ...optimizer.state.v.W]).toEqual([0, 0.1, 0, 0, 0, 0]);
  goOn(optimizer, params, 1);
  const adam = new Adam();
  const group = { lr: 0.5, betas: [0.8, 0.9], eps: 1e-8, weight_decay: 0.1, amsgrad: false, maximize: false, decoupled_weight_decay: true, params: [0] };
  loadStateDict(adam, { state: { 0: { step: new Float32Array([7]), exp_avg: new Float32Array([1]), exp_avg_sq: new Float32Array([2]) } }, param_groups: [group] }, ["W"]);
  expect([adam.iterations, adam.state.m.W[0], adam.state.v.W[0]]).toEqual([7, 1, 2]);
  expect(stateDict(adam).param_groups[0]).toMatchObject({ ...group, eps_mode: "corrected", param_names: ["W"] });
});

it("has the rate that a schedule gave to the latest step, also right after load", () => {
  const create = () => new Momentum({ lr: (t) => 1 / (1 + t) });
  const { optimizer } = trained(create(), 3);
  const next = create();
  load(next, save(optimizer));
  expect(stateDict(next)).toEqual(stateDict(optimizer));
  expect(stateDict(next).param_groups[0].lr).toBe(1 / 3);
  const plateau = new ReduceOnPlateau({ initValue: 0.25 });
  expect(stateDict(new SGD({ lr: plateau })).param_groups[0].lr).toBe(0.25);
});

it("a rate of null is refused, and nothing changes", () => {
  const optimizer = new Momentum();
  const dict = { state: { 0: { momentum_buffer: [1, 2] } }, param_groups: [{ lr: null, momentum: 0.9, params: [0] }] };
  expect(() => loadStateDict(optimizer, dict as never, ["W"])).toThrow(new TypeError("lr must be a finite number, got null"));
  expect(optimizer.state.v).toEqual({});
});

type Dict = { state: Record<string, Record<string, unknown>>; param_groups: Record<string, unknown>[] };

function edit(group: object): (dict: Dict) => unknown {
  return (dict) => ({ ...dict, param_groups: dict.param_groups.map((each) => ({ ...each, ...group })) });
}

/** The velocity is divided by the rate there and multiplied here, which rounds twice. */
function expectClose(actual: Readonly<Record<string, Values>>, expected: Readonly<Record<string, Values>>, ulps: number): void {
  const round = (map: Readonly<Record<string, Values>>) =>
    Object.fromEntries(Object.keys(expected).toSorted().map((name) => [name, list(map[name])]));
  const [a, b] = [round(actual), round(expected)];
  for (const name of Object.keys(b)) {
    const epsilon = expected[name] instanceof Float32Array ? 2 ** -23 : 2 ** -52;
    b[name].forEach((value, i) => {
      if (Math.abs(a[name][i] - value) <= ulps * epsilon * Math.abs(value)) a[name][i] = value;
    });
  }
  expectSameMaps(a, b, "close");
}
