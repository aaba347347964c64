import { describe, expect, it } from "vitest";
import { minimize, SGD, type Optimizer, type ParamMap } from "../src/index.js";
import { save, saveParts, type Parts } from "../src/checkpoint/index.js";

/** A schedule with a state, a group's function and a setter, each of which calls back once it is armed. */
function trap() {
  const armed = { callBack: undefined as (() => void) | undefined };
  const spring = () => {
    const { callBack } = armed;
    armed.callBack = undefined;
    callBack?.();
  };
  const lr = {
    at: () => (spring(), 0.5),
    state: () => (spring(), { best: 1 }),
    restore: () => spring(),
  };
  let x = 1;
  const params = Object.defineProperty({} as ParamMap, "x", {
    get: () => x,
    set(value: number) {
      if (value !== x) spring();
      x = value;
    },
    enumerable: true,
  });
  const match = (name: string) => (spring(), name === "x");
  return { armed, params, options: { lr, emaDecay: 0.5, groups: [{ match, l2: 0.5, optional: true }] } };
}

const calls: Record<string, (optimizer: Optimizer, params: ParamMap) => unknown> = {
  currentLr: (optimizer) => optimizer.currentLr,
  allocate: (optimizer) => optimizer.allocate({ new: [1] }),
  swapAverages: (optimizer, params) => optimizer.swapAverages(params),
};
describe.each(Object.entries(calls))("%s", (_, call) => {
  it("refuses an update that is called back inside it", () => {
    const { armed, params, options } = trap();
    const optimizer: Optimizer = new SGD(options);
    optimizer.update(params, { x: 1 });
    optimizer.update(params, { x: 1 });
    const told: unknown[] = [];
    armed.callBack = () => {
      try {
        optimizer.update({ y: 1 }, { y: 1 });
        told.push("taken");
      } catch (error) {
        told.push((error as Error).message);
      }
    };
    call(optimizer, params);
    expect(told).toEqual([expect.stringMatching(/^update was called inside .*: call it afterwards$/)]);
    expect(Object.keys(optimizer.state.b ?? {})).not.toContain("y");
  });
});

it("minimize inside what minimize calls back is refused, and what holds updates off stays", () => {
  const optimizer = new SGD({ lr: 0.1 });
  const told: string[] = [];
  const telling = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      told.push((error as Error).message);
    }
  };
  const square = ({ x }: { x: number }) => ({ value: x ** 2, grads: { x: 2 * x } });
  const nested = (params: { x: number }) => {
    telling(() => minimize(square, { x: 1 }, optimizer, { maxIterations: 1 }));
    telling(() => optimizer.update({ x: 1 }, { x: 1 }));
    return square(params);
  };
  minimize(nested, { x: 1 }, optimizer, { maxIterations: 1 });
  const refused = "update was called inside valueAndGrad: call it afterwards";
  expect(told).toEqual([refused, refused, refused, refused]);
});

it("reset inside what minimize calls back leaves updates refused there", () => {
  const optimizer = new SGD({ lr: 0.1 });
  const square = ({ x }: { x: number }) => ({ value: x ** 2, grads: { x: 2 * x } });
  const onIteration = () => {
    optimizer.reset();
    const refused = new TypeError("update was called inside onIteration: call it afterwards");
    expect(() => optimizer.update({ x: 1 }, { x: 1 })).toThrow(refused);
  };
  minimize(square, { x: 1 }, optimizer, { maxIterations: 2, onIteration });
  expect(optimizer.iterations).toBe(0);
  optimizer.update({ x: 1 }, { x: 1 });
});

it("the pieces of saveParts may be taken inside what minimize calls back, and after it", () => {
  const optimizer = new SGD({ lr: 0.1, momentum: 0.5 });
  const square = ({ x }: { x: number }) => ({ value: x ** 2, grads: { x: 2 * x } });
  let parts: Parts | undefined;
  const onIteration = () => {
    parts = saveParts(optimizer);
    expect(Buffer.concat([...parts])).toEqual(Buffer.from(save(optimizer)));
  };
  minimize(square, { x: 1 }, optimizer, { maxIterations: 2, onIteration });
  expect(Buffer.concat([...(parts as Parts)])).toEqual(Buffer.from(save(optimizer)));
  optimizer.update({ x: 1 }, { x: 1 });
  expect(() => [...(parts as Parts)]).toThrow("the optimizer has changed since saveParts");
});

describe("swapAverages", () => {
  it("leaves everything as it was where a setter refuses", () => {
    const optimizer = new SGD({ lr: 1, emaDecay: 0.5 });
    let value = 1;
    let strict = false;
    const a = {
      enumerable: true,
      get: () => value,
      set(next: number) {
        if (strict && next !== value) throw new Error("no");
        value = next;
      },
    };
    const params: ParamMap = { list: [1, 2] };
    Object.defineProperty(params, "a", a);
    for (let k = 0; k < 2; k++) optimizer.update(params, { list: [1, 1], a: 1 });
    const then = [optimizer.ema.a[0], [...optimizer.ema.list], value, params.list];
    strict = true;
    expect(() => optimizer.swapAverages(params)).toThrow("no");
    expect([optimizer.ema.a[0], [...optimizer.ema.list], value, params.list]).toEqual(then);
    strict = false;
    optimizer.swapAverages(params);
    expect([value, optimizer.ema.a[0]]).toEqual([then[0], then[2]]);
  });
});

describe("what a null gradient moves in a window's last call", () => {
  const opened = () => {
    const optimizer = new SGD({ lr: 1, accumulate: 2 });
    const params: Record<string, number[] | number> = { a: [1, 2], n: 1, b: [1] };
    optimizer.update(params as ParamMap, { a: [1, 1], n: 1, b: [1] });
    return { optimizer, params };
  };

  it.each<[string, (params: Record<string, number[] | number>) => void, string]>([
    ["is frozen", ({ a }) => Object.freeze(a), 'params["a"] is read-only'],
    ["holds no numbers", ({ a }) => ((a as unknown[])[0] = "x"), 'params["a"][0] must be a number, got "x"'],
    ["is shorter", ({ a }) => ((a as number[]).length = 1), 'params["a"] has 1 element, its state has 2'],
    ["stands on a frozen object", (params) => Object.freeze(params), 'params["n"] is read-only'],
  ])("is refused before any write where it %s", (_, spoil, message) => {
    const { optimizer, params } = opened();
    spoil(params);
    const then = structuredClone(params);
    const given = { a: null, n: null, b: [1] };
    if (Object.isFrozen(params)) given.a = [0, 0] as never;
    expect(() => optimizer.update(params as ParamMap, given)).toThrow(message);
    expect(params).toEqual(then);
    expect([optimizer.iterations, optimizer.state]).toEqual([0, {}]);
  });

  it("is refused where its memory was transferred", () => {
    const optimizer = new SGD({ lr: 1, accumulate: 2, backend: "js" });
    const { params, grads } = optimizer.allocate({ w: new Float32Array(2) });
    optimizer.update({ ...params, b: [1] }, { ...grads, b: [1] });
    structuredClone(params.w, { transfer: [params.w.buffer] });
    expect(() => optimizer.update({ ...params, b: [1] }, { w: null, b: [1] })).toThrow(
      new RangeError('params["w"] has 0 elements, its state has 2'),
    );
    expect(optimizer.iterations).toBe(0);
  });
});
