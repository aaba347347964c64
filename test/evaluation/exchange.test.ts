import { describe, expect, it } from "vitest";
import { ScheduleFreeAdamW, ScheduleFreeSGD, SGD, sparseRows, type ParamMap } from "../../src/index.js";
import { decode, encode, load, save, saveParts } from "../../src/checkpoint/index.js";
import { forget, rename, restore, snapshot, takeRows } from "../../src/state/index.js";
import { copyOf, expectSameBits, expectSameMaps, generator, numbers, type Floats } from "../support.js";

const CLASSES = { ScheduleFreeSGD, ScheduleFreeAdamW };
const WAYS = (["ScheduleFreeSGD", "ScheduleFreeAdamW"] as const).flatMap((name) =>
  (["wasm", "js"] as const).map((backend) => [name, backend] as const),
);

/** Some steps on parameters of all kinds; `more` goes on. */
function trained(name: keyof typeof CLASSES, options: object = {}) {
  const optimizer = new CLASSES[name]({ lr: 0.1, warmupSteps: 4, weightDecay: 0.01, ...options });
  const { params: home, grads } = optimizer.allocate({ h: new Float32Array([1, 2, 3]) });
  const params: ParamMap = { ...home, W: new Float32Array([1, -2, 3, 4]), x: 2, b: [3, 4], d: new Float64Array([5]) };
  const random = generator(7);
  const more = (steps: number) => {
    for (let t = 0; t < steps; t++) {
      const draw = () => random() - 0.3;
      grads.h.forEach((_, i) => (grads.h[i] = draw()));
      optimizer.update(params, {
        ...grads,
        W: Array.from({ length: 4 }, draw),
        x: draw(),
        b: [draw(), draw()],
        d: [1],
      });
    }
  };
  more(5);
  return { optimizer, params, more };
}

describe.each(WAYS)("%s, %s", (name, backend) => {
  it("goes on after evaluations as without them, to the bit", () => {
    const [plain, other] = [trained(name, { backend }), trained(name, { backend })];
    for (let t = 0; t < 6; t++) {
      const before = copyOf(other.params as never);
      other.optimizer.eval(other.params);
      expect(other.params).not.toEqual(before);
      const evaluated = copyOf(other.params as never);
      other.optimizer.eval(other.params);
      expectSameMaps(other.params as never, evaluated, "again");
      other.optimizer.train(other.params);
      other.optimizer.train(other.params);
      expectSameMaps(other.params as never, before, "back");
      other.more(1);
      plain.more(1);
    }
    expectSameMaps(other.params as never, plain.params as never, "params");
    expect(save(other.optimizer)).toEqual(save(plain.optimizer));
  });

  it("evaluates x = y/β + (1 − 1/β)·z, in each group by its own β", () => {
    const share = name === "ScheduleFreeSGD" ? "momentum" : "beta1";
    const options = { backend, [share]: 0.75, groups: [{ match: /W/, [share]: 0.5 }] };
    const { optimizer, params } = trained(name, options);
    const { z } = optimizer.state;
    const y = numbers(params as never);
    const at = (key: string, beta: number) => y[key].map((each, i) => each / beta + (1 - 1 / beta) * z[key][i]);
    optimizer.eval(params);
    for (const key of ["h", "x", "b", "d"])
      numbers(params as never)[key].forEach((each, i) => expect(each).toBeCloseTo(at(key, 0.75)[i], 5));
    numbers(params as never).W.forEach((each, i) => expect(each).toBeCloseTo(at("W", 0.5)[i], 5));
  });

  it("evaluates by the β of the last step, where a schedule gives it", () => {
    const share = name === "ScheduleFreeSGD" ? "momentum" : "beta1";
    const fall = (t: number) => 0.9 - t / 100;
    const [driven, still] = [fall, 0.9 - 4 / 100].map((each) => trained(name, { backend, [share]: each }));
    load(still.optimizer, save(driven.optimizer), { keep: [share] });
    still.params = copyOf(driven.params as never);
    for (const each of [driven, still]) each.optimizer.eval(each.params);
    expectSameMaps(still.params as never, driven.params as never, "evaluated");
  });

  it("refuses in evaluation what would lose a parameter, and changes nothing", () => {
    const { optimizer, params } = trained(name, { backend, emaDecay: 0.5 });
    const [file, held] = [save(optimizer), snapshot(optimizer)];
    optimizer.eval(params);
    const [kept, bytes] = [copyOf(params as never), save(optimizer)];
    const holds = /^the parameter "h" holds its average: call train before \w+$/;
    const calls: [() => void, string | RegExp][] = [
      [
        () => optimizer.update(params, params as never),
        "the parameters are those of eval: call train(params) before an update",
      ],
      [
        () => optimizer.update({ n: 1 }, { n: 1 }),
        "the parameters are those of eval: call train(params) before an update",
      ],
      [
        () => optimizer.swapAverages(params),
        "the parameters are those of eval: call train(params) before swapAverages",
      ],
      [() => optimizer.reset(), holds],
      [() => void load(optimizer, file), holds],
      [() => restore(optimizer, held), holds],
      [() => rename(optimizer, { h: "k" }), holds],
      [() => forget(optimizer, ["h"]), holds],
      [() => takeRows(optimizer, "h", [0], { width: 1 }), holds],
    ];
    for (const [call, message] of calls) {
      expect(call).toThrow(TypeError);
      expect(call).toThrow(message);
    }
    expectSameMaps(params as never, kept, "params");
    expect(save(optimizer)).toEqual(bytes);
    optimizer.train(params);
    expect(save(optimizer)).toEqual(file);
    optimizer.swapAverages(params);
    expect(() => optimizer.eval(params)).toThrow(
      new TypeError('the parameter "h" holds its average: call swapAverages again before eval'),
    );
    optimizer.swapAverages(params);
    optimizer.reset();
    optimizer.update(params, params as never);
  });

  it.each([
    ["another length", { b: [3, 4], W: new Float32Array(3) }, 'params["W"] has 3 elements, its state has 4'],
    ["another type", { b: [3, 4], W: new Float64Array(4) }, 'params["W"] is float64, its state is float32'],
    ["a frozen array", { W: new Float32Array(4), b: Object.freeze([3, 4]) }, 'params["b"] is read-only'],
    ["no map", [1], "params must be an object of arrays, got Array"],
  ])("refuses %s before anything changes", (_, given, message) => {
    const { optimizer, params } = trained(name, { backend });
    const [file, kept] = [save(optimizer), copyOf(given as never)];
    expect(() => optimizer.eval(given as never)).toThrow(message);
    expectSameMaps(given as never, kept, "params");
    expect(save(optimizer)).toEqual(file);
    optimizer.eval(params);
    const evaluated = save(optimizer);
    expect(() => optimizer.train(given as never)).toThrow(message);
    expect(save(optimizer)).toEqual(evaluated);
  });

  it("has no average at a share of 0", () => {
    const share = name === "ScheduleFreeSGD" ? "momentum" : "beta1";
    const { optimizer, params } = trained(name, { backend, [share]: 0 });
    const before = copyOf(params as never);
    expect(() => optimizer.eval(params)).toThrow(
      new RangeError(`${share} must be above 0 for eval: at 0 no average is kept`),
    );
    expectSameMaps(params as never, before, "params");
  });

  it("leaves what has made no step, and is in evaluation all the same", () => {
    const optimizer = new CLASSES[name]({ backend });
    const params = { E: new Float32Array([1, 2, 3, 4]) };
    optimizer.eval(params);
    expect(() => optimizer.update(params, params)).toThrow("call train(params) before an update");
    const next = new CLASSES[name]();
    load(next, save(optimizer));
    expect(() => next.update(params, params)).toThrow("call train(params) before an update");
    optimizer.train(params);
    for (let t = 0; t < 3; t++) optimizer.update(params, { E: sparseRows([1], [1, 1]) });
    optimizer.eval(params);
    expectSameBits(params.E.slice(0, 2), [1, 2], "the row that stays");
    expect(params.E[2]).not.toBe(3);
  });

  it("goes on from a file of an evaluation in evaluation, and from there as if it had never stopped", () => {
    for (const way of ["save", "saveParts", "snapshot", "with params"]) {
      const [plain, first] = [trained(name, { backend }), trained(name, { backend: backend === "js" ? "wasm" : "js" })];
      const y = copyOf(first.params as never);
      first.optimizer.eval(first.params);
      const next = trained(name, { backend });
      const params = way === "with params" ? next.params : first.params;
      if (way === "save") load(next.optimizer, save(first.optimizer));
      if (way === "saveParts") load(next.optimizer, saveParts(first.optimizer));
      if (way === "snapshot") restore(next.optimizer, structuredClone(snapshot(first.optimizer)));
      if (way === "with params") load(next.optimizer, save(first.optimizer, first.params), { params });
      expectSameMaps(params as never, first.params as never, way);
      expect(save(next.optimizer)).toEqual(save(first.optimizer));
      expect(() => next.optimizer.update(params, params as never)).toThrow("call train(params) before an update");
      next.optimizer.train(params);
      expectSameMaps(params as never, y, way);
      Object.assign(next.params, params);
      plain.more(3);
      next.more(3);
      expectSameMaps(next.params as never, plain.params as never, way);
      expect(save(next.optimizer)).toEqual(save(plain.optimizer));
    }
  });

  it("refuses a damaged file of an evaluation, and changes nothing", () => {
    const { optimizer, params } = trained(name, { backend });
    optimizer.eval(params);
    const { tensors, metadata } = decode(save(optimizer));
    const own = trained(name, { backend });
    const before = save(own.optimizer);
    const { mode: _, ...plain } = metadata;
    const damaged: [Record<string, Floats>, Record<string, string>, string][] = [
      [tensors, plain, `the file has "state.x.train", which ${name} does not keep here`],
      [tensors, { ...metadata, mode: "test" }, 'mode in the file must be "eval", got "test"'],
      [{ ...tensors, "state.h.train": new Float32Array(2) }, metadata, '"state.h.train" is 2 × float32 in the file'],
      [{ ...tensors, "state.q.train": new Float32Array(2) }, metadata, 'the file has "state.q.train"'],
    ];
    for (const [some, said, message] of damaged) expect(() => load(own.optimizer, encode(some, said))).toThrow(message);
    expect(save(own.optimizer)).toEqual(before);
  });
});

it("two optimizers of a class, and parameters that come later, carry numbers of their own", () => {
  const run = (late: boolean) => {
    const optimizer = new ScheduleFreeSGD({ lr: 0.1 });
    const params = { a: [1], b: [1] };
    for (let t = 0; t < 5; t++) optimizer.update(params, { a: [1], b: late && t < 2 ? null : [1] } as never);
    return params;
  };
  const first = run(false);
  expect(run(false)).toEqual(first);
  const late = run(true);
  expect(late.a).toEqual(first.a);
  expect(run(false)).toEqual(first);
  const three = new ScheduleFreeSGD({ lr: 0.1 });
  const alone = { b: [1] };
  for (let t = 0; t < 3; t++) three.update(alone, { b: [1] });
  expect(late.b).toEqual(alone.b);
});

it("other optimizers have neither eval nor train", () => {
  expect("eval" in new SGD() || "train" in new SGD()).toBe(false);
});
