import { describe, expect, it } from "vitest";
import { Adafactor, Muon, type Optimizer } from "../../src/index.js";
import { save } from "../../src/checkpoint/index.js";
import { loadStateDict, stateDict, type StateDict } from "../../src/torch/index.js";

const shapes = { W: [2, 3] };
const W = Float32Array.of(1, -2, 3, 0.5, -1, 2);
const update = (optimizer: Optimizer): void => optimizer.update({ W: W.slice() }, { W });

/** Groups as PyTorch 2.13 writes them. */
const muon = {
  lr: 0.02,
  weight_decay: 0.1,
  momentum: 0.5,
  nesterov: false,
  ns_coefficients: [2, -1.5, 0.5],
  eps: 1e-7,
  ns_steps: 3,
  adjust_lr_fn: null,
  params: [0],
};
const adafactor = {
  lr: 0.02,
  beta2_decay: -0.5,
  eps: [null, 0.25],
  d: 2,
  weight_decay: 0.1,
  foreach: null,
  maximize: false,
  params: [0],
};
const buffer = { 0: { momentum_buffer: W } };
const lines = { 0: { step: 3, row_var: [[1], [2]], col_var: [[3, 4, 5]] } };
const muonDict = (more: object = {}): StateDict => ({ state: buffer, param_groups: [{ ...muon, ...more }] });
const adafactorDict = (more: object = {}, state: object = lines): StateDict => ({
  state: state as StateDict["state"],
  param_groups: [{ ...adafactor, ...more }],
});

describe("PyTorch's words are others in", () => {
  it.each([
    [null, "original", null],
    ["original", "original", null],
    ["match_rms_adamw", "matchRmsAdamw", "match_rms_adamw"],
  ])("adjust_lr_fn %o", (there, here, written) => {
    const [optimizer, same] = [
      new Muon({ shapes, adjustLr: "matchRmsAdamw" }),
      new Muon({ shapes, adjustLr: "original" }),
    ];
    loadStateDict(optimizer, muonDict({ adjust_lr_fn: there }), ["W"]);
    loadStateDict(same, muonDict(), ["W"]);
    same.set({ adjustLr: here as "original" });
    const [one, other] = [{ W: W.slice() }, { W: W.slice() }];
    optimizer.update(one, { W });
    same.update(other, { W });
    expect(one).toEqual(other);
    expect(stateDict(optimizer).param_groups[0]).toMatchObject({ ...muon, adjust_lr_fn: written });
  });

  it("eps: null is the type's epsilon, 0 here", () => {
    const optimizer = new Adafactor({ shapes, eps1: 0.5 });
    loadStateDict(optimizer, adafactorDict(), ["W"]);
    expect(stateDict(optimizer).param_groups[0]).toMatchObject({ eps: [null, 0.25], beta2_decay: -0.5, d: 2 });
    loadStateDict(optimizer, adafactorDict({ eps: [0.125, 0.5] }), ["W"]);
    expect(stateDict(optimizer).param_groups[0]).toMatchObject({ eps: [0.125, 0.5] });
  });

  it.each<[Optimizer, StateDict, string]>([
    [
      new Adafactor({ shapes }),
      adafactorDict({ eps: [0, 1e-3] }),
      "eps in param_groups has 0, which stands for null of PyTorch's Adafactor here: give that",
    ],
    [
      new Muon({ shapes }),
      muonDict({ adjust_lr_fn: "matchRmsAdamw" }),
      'adjust_lr_fn in param_groups has "matchRmsAdamw", which stands for "match_rms_adamw" of PyTorch\'s Muon here: give that',
    ],
    [
      new Muon({ shapes }),
      muonDict({ adjust_lr_fn: "other" }),
      'adjustLr must be "original" or "matchRmsAdamw", got "other"',
    ],
    [new Muon({ shapes }), muonDict({ ns_coefficients: [1, 2] }), "nsCoefficients must be three finite numbers"],
    [new Muon({ shapes }), muonDict({ ns_steps: undefined }), "param_groups has no ns_steps, which PyTorch's Muon has"],
  ])("refused, with nothing changed: %o, %o", (optimizer, dict, message) => {
    update(optimizer);
    const before = save(optimizer);
    expect(() => loadStateDict(optimizer, dict, ["W"])).toThrow(message);
    expect(save(optimizer)).toEqual(before);
  });
});

describe("what PyTorch has no word for", () => {
  it.each<[Optimizer, string]>([
    [
      new Muon({ shapes, form: "optax" }),
      'PyTorch\'s Muon has no form but "torch", Muon has "optax" here: give form: "torch"',
    ],
    [
      new Muon({ shapes, polarExpress: true }),
      "PyTorch's Muon has no polarExpress but false, Muon has true here: give polarExpress: false",
    ],
    [
      new Muon({ shapes, normalize: true }),
      "PyTorch's Muon has no normalize but false, Muon has true here: give normalize: false",
    ],
    [new Muon({ shapes, maximize: true }), "PyTorch's Muon has no maximize, Muon has it here: give maximize: false"],
    [
      new Muon({ shapes, weightDecay: 0, l2: 0.5 }),
      "PyTorch's Muon has decoupled decay alone, Muon has l2 0.5 here: give weightDecay",
    ],
    [
      new Adafactor({ shapes, form: "paper" }),
      'PyTorch\'s Adafactor has no form but "torch", Adafactor has "paper" here: give form: "torch"',
    ],
    [
      new Adafactor({ shapes, l2: 0.5 }),
      "PyTorch's Adafactor has decoupled decay alone, Adafactor has l2 0.5 here: give weightDecay",
    ],
  ])("%o is refused", (optimizer, message) => {
    update(optimizer);
    expect(() => stateDict(optimizer)).toThrow(
      new RangeError(`${message}, or stateDict(optimizer, { approximate: true })`),
    );
    const dict = stateDict(optimizer, { approximate: true });
    expect(Object.keys(dict.state[0]).length).toBeGreaterThan(1);
  });

  it.each<[Optimizer, string]>([
    [
      new Muon({ shapes, form: "optax" }),
      'form is "torch" in param_groups and "optax" here: give new Muon({ form: "torch" })',
    ],
    [
      new Muon({ shapes, polarExpress: true }),
      "polarExpress is false in param_groups and true here: give new Muon({ polarExpress: false })",
    ],
    [
      new Muon({ shapes, normalize: true }),
      "normalize is false in param_groups and true here: give new Muon({ normalize: false })",
    ],
  ])("%o takes no dict of PyTorch", (optimizer, message) => {
    expect(() => loadStateDict(optimizer, muonDict(), ["W"])).toThrow(new RangeError(message));
    expect(optimizer.state.m).toEqual({});
  });

  it("its decay is decoupled, whatever is told", () => {
    const optimizer = new Muon({ shapes });
    loadStateDict(optimizer, muonDict(), { names: ["W"], decoupled: true });
    expect(optimizer.state.m.W).toEqual(W);
    expect(() => loadStateDict(optimizer, muonDict(), { names: ["W"], decoupled: false })).toThrow(
      new RangeError("decoupled is false, and PyTorch's Muon has decoupled decay alone"),
    );
    expect(() => loadStateDict(optimizer, muonDict({ decoupled_weight_decay: true }), ["W"])).toThrow(
      new RangeError('param_groups has "decoupled_weight_decay", which PyTorch\'s Muon has not'),
    );
  });
});

describe("rows and columns", () => {
  it("come with their second length of 1, and go as arrays of as many numbers", () => {
    const optimizer = new Adafactor({ shapes });
    loadStateDict(optimizer, adafactorDict(), ["W"]);
    const { rowVar, colVar, variance } = optimizer.state;
    expect([rowVar.W, colVar.W, variance.W].map((values) => [...values])).toEqual([[1, 2], [3, 4, 5], []]);
    const { state } = stateDict(optimizer);
    expect(state[0]).toEqual({ step: 3, row_var: Float64Array.of(1, 2), col_var: Float64Array.of(3, 4, 5) });
  });

  it.each<[string, object | undefined, object, string]>([
    [
      "a matrix there, a vector here",
      undefined,
      lines,
      'state of "W" has "row_var", which Adafactor keeps of matrices, and "W" is a vector as far as is known: give shapes: { "W": [2, 3] }',
    ],
    [
      "a vector there, a matrix here",
      shapes,
      { 0: { step: 3, variance: [1, 2, 3, 4, 5, 6] } },
      'state of "W" has "variance", which Adafactor keeps of vectors, and "W" is a matrix by its shape here: leave it out of shapes',
    ],
    [
      "the transposed",
      { W: [3, 2] },
      lines,
      '"state.W.rowVar" is 2 × float64 in the state dict and 3 × float64 for its parameter',
    ],
    ["rows alone", shapes, { 0: { step: 3, row_var: [1, 2] } }, "W.col_var is missing in the state dict"],
    ["columns alone", shapes, { 0: { step: 3, col_var: [1, 2, 3] } }, "W.row_var is missing in the state dict"],
    ["steps alone", shapes, { 0: { step: 3 } }, "W.row_var is missing in the state dict"],
    ["another matrix", { W: [3, 5] }, lines, 'shapes["W"] is [3, 5], 15 elements, where W has 6'],
    ["both", undefined, { 0: { ...lines[0], variance: [1, 2, 3, 4, 5, 6] } }, 'state of "W" has "row_var", which'],
  ])("%s, is refused with nothing changed", (_, known, state, message) => {
    const optimizer = new Adafactor({ ...(known && { shapes: known as typeof shapes }) });
    expect(() => loadStateDict(optimizer, adafactorDict({}, state), ["W"])).toThrow(message);
    expect([optimizer.iterations, optimizer.lr, optimizer.state.rowVar]).toEqual([0, 0.01, {}]);
  });

  it("of a vector that is known here have the remedy too", () => {
    const optimizer = new Adafactor();
    optimizer.update({ W: [1, 2, 3, 4, 5, 6] }, { W: [1, 2, 3, 4, 5, 6] });
    expect(() => loadStateDict(optimizer, adafactorDict(), ["W"])).toThrow('give shapes: { "W": [2, 3] }');
  });
});

it("lists that are alike are one value to groups that share it", () => {
  const make = () =>
    new Muon({
      shapes: (name) => (name === "W" ? [2, 3] : [1, 1]),
      groups: [
        { match: /^a/, lr: 1 },
        { match: /b$/, momentum: 0.25 },
      ],
    });
  const names = ["W", "a", "b", "ab"];
  const groups = names.map((_, k) => ({
    ...muon,
    ns_coefficients: [2, -1.5, 0.5],
    lr: k % 2,
    momentum: k < 2 ? 0.5 : 0,
    params: [k],
  }));
  const optimizer = make();
  loadStateDict(optimizer, { state: {}, param_groups: groups }, names);
  optimizer.set({ nsCoefficients: [3, -3, 1] });
  const params = { W: W.slice(), a: 1, b: 1, ab: 1 };
  optimizer.update(params, { ...params, W });
  for (const group of stateDict(optimizer).param_groups) expect(group.ns_coefficients).toEqual([3, -3, 1]);
});
