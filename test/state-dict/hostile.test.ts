import { expect, it } from "vitest";
import { Adam, SGD } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { loadStateDict } from "../../src/torch/index.js";
import { messageOf } from "../support.js";

const state = { 0: { step: 1, exp_avg: [1, 2], exp_avg_sq: [1, 2] } };
const group = { lr: 0.1, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0, amsgrad: false, params: [0] };
const dict = (more: object, of: object = group) => ({ state, param_groups: [{ ...of, ...more }] });
const slot = (exp_avg: unknown) => ({ ...dict({}), state: { 0: { ...state[0], exp_avg } } });

const cyclic: unknown[] = [];
cyclic.push(cyclic, cyclic);
let deep: unknown = 1;
for (let k = 0; k < 100_000; k++) deep = [deep];
const huge = "x".repeat(1e6);
const throwing = (key: string) =>
  Object.defineProperty({}, key, {
    enumerable: true,
    get() {
      throw new Error(`not ${key}`);
    },
  });

it.each<[string, unknown, string]>([
  [
    "state by name, parameters by number",
    { ...dict({}), state: { W: state[0] } },
    'RangeError: state has "W", which is in no params of param_groups',
  ],
  [
    "state of a parameter that is in no group",
    { ...dict({}), state: { ...state, 1: state[0] } },
    'RangeError: state has "1", which is in no params',
  ],
  [
    "a list in itself",
    slot(cyclic),
    "TypeError: W.exp_avg must be a Float32Array, a Float64Array or number[], got Array",
  ],
  ["a deep list", slot(deep), "TypeError: W.exp_avg must be a Float32Array, a Float64Array or number[], got Array"],
  [
    "a BigInt among numbers",
    slot([1, 2n]),
    "TypeError: W.exp_avg must be a Float32Array, a Float64Array or number[], got Array",
  ],
  ["a state that throws", { ...dict({}), state: throwing("0") }, "TypeError: state cannot be read: Error: not 0"],
  [
    "a slot that throws",
    { ...dict({}), state: { 0: throwing("exp_avg") } },
    "TypeError: W.state cannot be read: Error: not exp_avg",
  ],
  [
    "a group that throws",
    { ...dict({}), param_groups: [throwing("lr")] },
    "TypeError: param_groups cannot be read: Error: not lr",
  ],
  ["a dict that throws", throwing("state"), "TypeError: a state dict cannot be read: Error: not state"],
  ["a cyclic parameter", dict({ params: [cyclic] }), "TypeError: params in param_groups must be numbers, got Array"],
  [
    "a symbol for a parameter",
    dict({ params: [Symbol("0")] }),
    "TypeError: params in param_groups must be numbers, got Symbol(0)",
  ],
  [
    "cyclic names",
    dict({ param_names: cyclic }),
    "RangeError: names must be 1 different names, one for each parameter, got [Array,Array]",
  ],
  [
    "names that are numbers too large for JSON",
    dict({ param_names: [2n] }),
    "RangeError: names must be 1 different names, one for each parameter, got [2n]",
  ],
  [
    "a million names",
    dict({ param_names: Array.from({ length: 1e6 }, () => huge) }),
    "RangeError: names must be 1 different names",
  ],
  ["an unknown option of a long name", dict({ [huge]: 1 }), "RangeError: param_groups has"],
  ["a Map", { state: new Map(), param_groups: [group] }, "TypeError: state must be an object, got Map"],
  [
    "a step below 0",
    { ...dict({}), state: { 0: { ...state[0], step: -1n } } },
    "RangeError: W.step must be a whole number ≥ 0, got -1n",
  ],
  [
    "a step beyond all counting",
    { ...dict({}), state: { 0: { ...state[0], step: 2n ** 80n } } },
    "RangeError: W.step must be a whole number ≥ 0, got 1208925819614629174706176n",
  ],
  [
    "two steps",
    { ...dict({}), state: { 0: { ...state[0], step: [1, 2] } } },
    "RangeError: W.step must be a whole number ≥ 0, got Array",
  ],
  ["two rates", dict({ lr: [0.1, 0.2] }), "TypeError: lr must be a finite number ≥ 0, got Array"],
  ["betas that are none", dict({ betas: 0.9 }), "TypeError: betas in param_groups must be a pair of numbers, got 0.9"],
])("%s has an error by name, and nothing has changed", (_, given, message) => {
  for (const calls of [0, 1]) {
    const optimizer = new Adam();
    for (let t = 0; t < calls; t++) optimizer.update({ W: [1, 2] }, { W: [1, 2] });
    const before = save(optimizer);
    const found = messageOf(() => loadStateDict(optimizer, named(given) as never));
    expect(found).toContain(message);
    expect(found.length).toBeLessThan(2000);
    expect(save(optimizer)).toEqual(before);
  }
});

/** With the name "W" for the first parameter, where none are given. */
function named(given: unknown): unknown {
  const groups: unknown = Object.getOwnPropertyDescriptor(Object(given), "param_groups")?.value;
  if (!Array.isArray(groups)) return given;
  return {
    ...(given as object),
    param_groups: groups.map((each: object) =>
      Object.hasOwn(each, "params") ? { param_names: ["W"], ...each } : each,
    ),
  };
}

it("takes objects without a prototype, and names that objects have of their own", () => {
  const bare = (of: object) => Object.assign(Object.create(null) as object, of);
  const optimizer = new Adam();
  const names = ["__proto__"];
  loadStateDict(optimizer, bare({ state: bare({ 0: bare(state[0]) }), param_groups: [bare(group)] }) as never, names);
  expect(Object.entries(optimizer.state.m)).toEqual([["__proto__", new Float64Array([1, 2])]]);
  expect(optimizer.iterations).toBe(1);
});

it("takes the names that torch.distributed.checkpoint has in place of numbers", () => {
  const optimizer = new Adam();
  loadStateDict(optimizer, { state: { W: state[0] }, param_groups: [{ ...group, params: ["W"] }] });
  expect([...optimizer.state.m.W]).toEqual([1, 2]);
});

it("what every object has is no option", () => {
  const pollute = Object.prototype as unknown as Record<string, unknown>;
  pollute.lr = 77;
  pollute.decoupled = true;
  try {
    const optimizer = new SGD();
    const plain = { state: {}, param_groups: [{ momentum: 0, weight_decay: 0.5, params: [0] }] };
    loadStateDict(optimizer, plain, ["W"]);
    expect(optimizer.lr).toBe(0.01);
  } finally {
    delete pollute.lr;
    delete pollute.decoupled;
  }
});
