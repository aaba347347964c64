import { describe, expect, it } from "vitest";
import { Adam, minimize, SGD, type Optimizer, type ParamMap, type GradMap } from "../../src/index.js";
import { forget, rename, restore, snapshot, takeRows, type Snapshot } from "../../src/state/index.js";
import { expectSameMaps } from "../support.js";
import { kept } from "./course.js";

const calls: Record<string, (optimizer: Optimizer, then: Snapshot) => unknown> = {
  rename: (optimizer) => rename(optimizer, { x: "y" }),
  forget: (optimizer) => forget(optimizer, ["x"]),
  takeRows: (optimizer) => takeRows(optimizer, "x", [0], { width: 1 }),
  snapshot: (optimizer) => snapshot(optimizer),
  restore: (optimizer, then) => restore(optimizer, then),
};

describe.each(Object.entries(calls))("%s", (name, call) => {
  it.each<[string, (callBack: () => unknown) => object]>([
    ["lr", (callBack) => ({ lr: () => (callBack(), 1) })],
    ["groups[0].match", (callBack) => ({ groups: [{ match: () => (callBack(), true) }] })],
  ])("is refused inside %s, and what was refused changes nothing", (asked, options) => {
    let inside = false;
    const optimizer: Optimizer = new SGD(options(() => inside && call(optimizer, then)));
    const params: ParamMap = { x: 1 };
    optimizer.update(params, { x: 1 });
    const then = snapshot(optimizer);
    const before = kept(optimizer);
    inside = true;
    const refused = new TypeError(`${name} was called inside ${asked}: call it afterwards`);
    expect(() => optimizer.update({ ...params, z: 1 }, { x: 1, z: 1 } as GradMap)).toThrow(refused);
    expectSameMaps(kept(optimizer), before, "kept");
    inside = false;
    call(optimizer, then);
    optimizer.update({ z: 1 }, { z: 1 });
  });

  it("may be called between the steps of a minimization, which goes on", () => {
    const optimizer = new SGD({ lr: 0.25 });
    const square = (params: { x: number }) => ({ value: params.x ** 2, grads: { x: 2 * params.x } });
    let called = 0;
    const onIteration = () => {
      if (called++ === 0) call(optimizer, snapshot(optimizer));
      const update = () => optimizer.update({ x: 1 }, { x: 1 });
      expect(update).toThrow(new TypeError("update was called inside onIteration: call it afterwards"));
    };
    minimize(square, { x: 1 }, optimizer, { maxIterations: 2, onIteration });
    expect(called).toBe(2);
  });
});

it.each(Object.entries(calls).filter(([name]) => name !== "restore"))(
  "%s is refused after a step that was not finished, until restore",
  (name, call) => {
    const optimizer = new Adam();
    const params: ParamMap = { W: [1, 2], x: 1 };
    optimizer.update(params, { W: [1, 1], x: 1 });
    const then = snapshot(optimizer);
    let sets = 0;
    Object.defineProperty(params, "x", {
      enumerable: true,
      get: () => 1,
      set() {
        if (++sets > 1) throw new Error("no");
      },
    });
    expect(() => optimizer.update(params, { W: [1, 1], x: 1 })).toThrow("was torn");
    const message = `the last step was torn: load, restore or reset before ${name}`;
    expect(() => call(optimizer, then)).toThrow(new TypeError(message));
    restore(optimizer, then);
    call(optimizer, then);
    optimizer.update({ W: [1, 2] }, { W: [1, 1] });
  },
);

describe("a group's function", () => {
  it.each<[string, (optimizer: Optimizer) => void]>([
    ["update", (optimizer) => optimizer.update({ y: 1 }, { y: 1 })],
    ["rename", (optimizer) => rename(optimizer, { x: "z" })],
    ["reset", (optimizer) => optimizer.reset()],
  ])("cannot call %s while rename asks it", (name, call) => {
    let inside = false;
    const match = () => {
      if (inside) call(optimizer);
      return true;
    };
    const optimizer: Optimizer = new SGD({ groups: [{ match }] });
    optimizer.update({ x: 1 }, { x: 1 });
    inside = true;
    const refused = new TypeError(`${name} was called inside groups[0].match: call it afterwards`);
    expect(() => rename(optimizer, { x: "y" })).toThrow(refused);
    inside = false;
    rename(optimizer, { x: "y" });
    optimizer.update({ y: 1 }, { y: 1 });
    expect(kept(optimizer)).toMatchObject({ "steps.y": 2 });
  });

  it("that throws leaves everything as it was", () => {
    let fails = false;
    const match = () => {
      if (fails) throw new Error("not now");
      return false;
    };
    const optimizer = new Adam({ groups: [{ match, optional: true }] });
    optimizer.update({ x: 1, y: 1 }, { x: 1, y: 1 });
    const before = kept(optimizer);
    fails = true;
    expect(() => rename(optimizer, { x: "z" })).toThrow("not now");
    expect(() => takeRows(optimizer, "x", [0, 0], { width: 1 })).toThrow("not now");
    expectSameMaps(kept(optimizer), before, "kept");
    // What is asked then is not the function any longer.
    const grads = {
      get x() {
        optimizer.update({ y: 1 }, { y: 1 });
        return 1;
      },
    };
    expect(() => optimizer.update({ x: 1 }, grads)).toThrow("update was called inside an update");
    fails = false;
    rename(optimizer, { x: "z" });
    optimizer.update({ z: 1, y: 1 }, { z: 1, y: 1 });
  });
});
