import { describe, expect, it } from "vitest";
import { Adam, minimize, SGD, type Optimizer, type ParamMap } from "../src/index.js";
import { load, save } from "../src/checkpoint/index.js";

const calls: Record<string, (optimizer: Optimizer) => unknown> = {
  update: (optimizer) => optimizer.update({ y: 1 }, { y: 1 }),
  reset: (optimizer) => optimizer.reset(),
  set: (optimizer) => optimizer.set({ lr: 1 }),
  allocate: (optimizer) => optimizer.allocate({ y: 1 }),
  swapAverages: (optimizer) => optimizer.swapAverages({ x: 1 }),
  save: (optimizer) => save(optimizer),
  load: (optimizer) => load(optimizer, save(new SGD({ emaDecay: 0.5 }))),
};

describe.each(Object.entries(calls))("%s", (name, call) => {
  it.each<[string, (callBack: () => void) => object]>([
    ["lr", (callBack) => ({ lr: () => (callBack(), 1) })],
    ["groups[0].l2", (callBack) => ({ groups: [{ match: /x/, l2: () => (callBack(), 1) }] })],
    ["groups[0].match", (callBack) => ({ groups: [{ match: () => (callBack(), true) }] })],
  ])("is refused inside %s, and what was refused changes nothing", (asked, options) => {
    let inside = true;
    const optimizer: Optimizer = new SGD({
      emaDecay: 0.5,
      ...options(() => {
        if (inside) call(optimizer);
      }),
    });
    const params = { x: 1 };
    const refused = new TypeError(`${name} was called inside ${asked}: call it afterwards`);
    expect(() => optimizer.update(params, { x: 1 })).toThrow(refused);
    expect([params, optimizer.iterations]).toEqual([{ x: 1 }, 0]);
    inside = false;
    optimizer.update(params, { x: 1 });
    expect(optimizer.iterations).toBe(1);
  });
});

it("an update is refused inside a parameter's getter, and none but a callback that is under way is named", () => {
  let fails = true;
  const lr = () => {
    if (fails) throw new RangeError("no rate yet");
    return 1;
  };
  const optimizer = new SGD({ lr });
  expect(() => optimizer.update({ y: 1 }, { y: 1 })).toThrow(new RangeError("no rate yet"));
  fails = false;
  const params = {
    get x() {
      optimizer.update({ y: 1 }, { y: 1 });
      return 1;
    },
    set x(_) {},
  };
  expect(() => optimizer.update(params, { x: 1 })).toThrow(
    new TypeError("update was called inside an update: call it afterwards"),
  );
  expect(optimizer.iterations).toBe(0);
});

it("an update is refused inside what minimize calls, where other things may be done", () => {
  const optimizer = new Adam({ lr: 0.1 });
  const update = () => optimizer.update({ y: 1 }, { y: 1 });
  const square = (params: { x: number }) => ({ value: params.x ** 2, grads: { x: 2 * params.x } });
  const message = (name: string) => new TypeError(`update was called inside ${name}: call it afterwards`);
  expect(() => minimize(square, { x: 1 }, optimizer, { onIteration: update })).toThrow(message("onIteration"));
  expect(() => minimize((params: { x: number }) => (update(), square(params)), { x: 1 }, optimizer)).toThrow(
    message("valueAndGrad"),
  );
  let files = 0;
  const onIteration = () => {
    optimizer.lr = 0.05;
    files += save(optimizer).length > 0 ? 1 : 0;
  };
  expect(minimize(square, { x: 1 }, optimizer, { maxIterations: 3, onIteration }).iterations).toBe(3);
  expect(files).toBe(3);
});

describe("a step that was not finished", () => {
  const torn = (optimizer: Optimizer): ParamMap => {
    const params: ParamMap = { W: [1, 2], x: 1 };
    let value = 1;
    Object.defineProperty(params, "x", {
      enumerable: true,
      get: () => value,
      set(next: number) {
        if (next < 0.5) throw new RangeError("too small");
        value = next;
      },
    });
    expect(() => optimizer.update(params, { W: [1, 1], x: 1 })).toThrow(
      expect.objectContaining({
        name: "TornStep",
        message: "step 1 of SGD was torn: too small. Load, restore or reset before the next",
        cause: new RangeError("too small"),
      }),
    );
    return params;
  };

  it("is named by the step, and nothing is built on it until the optimizer is reset or loaded", () => {
    const optimizer = new SGD({ lr: 1, emaDecay: 0.5 });
    torn(optimizer);
    const refused = (what: string) => new TypeError(`the last step was torn: load, restore or reset before ${what}`);
    expect(() => optimizer.update({ a: 1 }, { a: 1 })).toThrow(refused("update"));
    expect(() => save(optimizer)).toThrow(refused("save"));
    expect(() => optimizer.swapAverages({ W: [1, 2] })).toThrow(refused("swapAverages"));
    expect(() => optimizer.allocate({ a: 1 })).toThrow(refused("allocate"));
    expect(() => minimize(() => [0, { a: 1 }], { a: 1 }, optimizer)).toThrow(refused("an update"));
    optimizer.reset();
    optimizer.update({ a: 1 }, { a: 1 });
    expect(optimizer.iterations).toBe(1);
  });

  it("is made good by a file", () => {
    const [optimizer, other] = [new SGD({ lr: 1 }), new SGD({ lr: 1 })];
    other.update({ W: [1, 2], x: 1 }, { W: [1, 1], x: 1 });
    torn(optimizer);
    load(optimizer, save(other));
    optimizer.update({ a: 1 }, { a: 1 });
    expect(optimizer.iterations).toBe(2);
  });

  it("is none where a list has one element that cannot be written to: nothing moves", () => {
    for (const backend of ["wasm", "js"] as const) {
      const optimizer = new SGD({ lr: 1, backend });
      const list = [1, 2, 3, 4];
      Object.defineProperty(list, 2, { value: 3, writable: false, enumerable: true });
      const readOnly = new TypeError('params["W"] is read-only');
      expect(() => optimizer.update({ a: [1], W: list }, { a: [1], W: [1, 1, 1, 1] })).toThrow(readOnly);
      optimizer.update({ a: [1], W: [1, 2, 3, 4] }, { a: [1], W: [1, 1, 1, 1] });
      expect(() => optimizer.update({ a: [1], W: list }, { a: [1], W: [1, 1, 1, 1] })).toThrow(readOnly);
      expect([list, optimizer.iterations]).toEqual([[1, 2, 3, 4], 1]);
    }
  });
});
