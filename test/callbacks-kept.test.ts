import { describe, expect, it } from "vitest";
import { load, loadAsync, save, saveParts } from "../src/checkpoint/index.js";
import { SGD, type Optimizer, type ParamMap } from "../src/index.js";
import { forget, rename, restore, snapshot, takeRows } from "../src/state/index.js";
import { loadStateDict, stateDict } from "../src/torch/index.js";
import { kept } from "./state/course.js";

/** Where an optimizer calls back: a schedule's functions, a group's, a parameter's, and those of a Proxy. */
type Trap = "at" | "state" | "restore" | "match" | "getter" | "setter" | "proxy";

/** An optimizer, with state or without, and its parameters, of which one thing calls back once it is armed. */
function trapped(begun: boolean, best = 1) {
  const armed: { trap?: Trap | undefined; callBack: () => void } = { callBack() {} };
  const spring = (trap: Trap) => {
    if (armed.trap !== trap) return;
    armed.trap = undefined;
    armed.callBack();
  };
  const lr = {
    best,
    at: () => (spring("at"), 0.5 / lr.best),
    state: () => (spring("state"), { best: lr.best }),
    restore(state: unknown) {
      spring("restore");
      lr.best = (state as { best: number }).best;
    },
  };
  const match = (name: string) => (spring("match"), name === "x");
  const optimizer: Optimizer = new SGD({ lr, momentum: 0.5, groups: [{ match, l2: 0.5, optional: true }] });
  if (begun) optimizer.update({ x: 1, E: [1, 2] }, { x: 1, E: [3, 4] });

  let x = 7 * best;
  const target: ParamMap = { E: [8 * best, 9] };
  Object.defineProperty(target, "x", {
    get: () => (spring("getter"), x),
    set(value: number) {
      if (value !== x) spring("setter");
      x = value;
    },
    enumerable: true,
  });
  const params = new Proxy(target, { ownKeys: (of) => (spring("proxy"), Reflect.ownKeys(of)) });
  const outcome = () => [kept(optimizer), lr.best, x, structuredClone(target.E)];
  return { optimizer, params, armed, outcome };
}

function other() {
  const { optimizer, params } = trapped(true, 2);
  return { file: save(optimizer, params), shot: snapshot(optimizer), dict: stateDict(optimizer) };
}

function* halves(file: Uint8Array): Generator<Uint8Array> {
  yield file.subarray(0, file.length >> 1);
  yield file.subarray(file.length >> 1);
}

async function* arriving(file: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* halves(file);
}

/** What a function is, which traps it meets, and whether the optimizer has state before. */
interface Case {
  call: (optimizer: Optimizer, params: ParamMap) => unknown;
  traps: Trap[];
  begun: boolean;
  who?: string;
}

const { file, shot, dict } = other();
const ASKED: Trap[] = ["at", "state", "restore", "match"];
const LOADING: Trap[] = [...ASKED, "getter", "setter", "proxy"];
const goingOn: Record<string, Case> = {
  load: { call: (optimizer, params) => load(optimizer, file, { params }), traps: LOADING, begun: false },
  "load of pieces": {
    call: (optimizer, params) => load(optimizer, halves(file), { params }),
    traps: LOADING,
    begun: false,
    who: "load",
  },
  "load without params": {
    call: (optimizer) => load(optimizer, save(trapped(true, 2).optimizer)),
    traps: ASKED,
    begun: false,
    who: "load",
  },
  loadAsync: {
    call: (optimizer, params) => loadAsync(optimizer, arriving(file), { params }),
    traps: LOADING,
    begun: false,
  },
  restore: { call: (optimizer) => restore(optimizer, shot), traps: ASKED, begun: false },
  loadStateDict: { call: (optimizer) => loadStateDict(optimizer, dict), traps: ["match"], begun: true },
};
const calls: Record<string, Case> = {
  ...goingOn,
  save: { call: (optimizer, params) => save(optimizer, params), traps: ["state", "getter", "proxy"], begun: true },
  saveParts: {
    call: (optimizer, params) => [...saveParts(optimizer, params)],
    traps: ["state", "getter", "proxy"],
    begun: true,
  },
  snapshot: { call: (optimizer) => snapshot(optimizer), traps: ["state"], begun: true },
  stateDict: { call: (optimizer) => stateDict(optimizer), traps: ["at"], begun: true },
  rename: {
    call: (optimizer, params) =>
      rename(optimizer, Object.fromEntries(Object.keys(params).map((name) => [name, `${name}${name}`]))),
    traps: ["match"],
    begun: true,
  },
  takeRows: { call: (optimizer) => takeRows(optimizer, "E", [1, 0], { width: 1 }), traps: ["match"], begun: true },
};

/** What is told of a call that is made inside another. */
function inside(who: string, trap: Trap): string {
  if (trap === "match") return "groups[0].match";
  return who === "stateDict" ? "lr" : who;
}

const tries = (of: Record<string, Case>) =>
  Object.entries(of).flatMap(([name, each]) => each.traps.map((trap) => ({ name, trap, ...each })));

describe.each(tries(calls))("$name, where it calls back by $trap", ({ name, trap, call, begun, who = name }) => {
  const refused = `update was called inside ${inside(who, trap)}: call it afterwards`;

  it("refuses an update by name, and goes on as if there had been none", async () => {
    const [one, quiet] = [trapped(begun), trapped(begun)];
    const told: unknown[] = [];
    one.armed.trap = trap;
    one.armed.callBack = () => {
      try {
        one.optimizer.update({ y: 1 }, { y: 1 });
        told.push("taken");
      } catch (error) {
        told.push(error);
      }
    };
    const result = await call(one.optimizer, one.params);
    expect(told).toEqual([new TypeError(refused)]);
    expect(result).toEqual(await call(quiet.optimizer, quiet.params));
    expect(one.outcome()).toEqual(quiet.outcome());
    one.optimizer.update({ y: 1 }, { y: 1 });
  });

  it("fails, and has changed nothing, where the refusal is not caught", async () => {
    const [one, quiet] = [trapped(begun), trapped(begun)];
    const before = one.outcome();
    one.armed.trap = trap;
    one.armed.callBack = () => one.optimizer.update({ y: 1 }, { y: 1 });
    await expect((async () => call(one.optimizer, one.params))()).rejects.toThrow(new TypeError(refused));
    expect(one.outcome()).toEqual(before);
    await call(one.optimizer, one.params);
    await call(quiet.optimizer, quiet.params);
    expect(one.outcome()).toEqual(quiet.outcome());
  });
});

/** What is kept of x and E is that of half a step. */
function tear(optimizer: Optimizer): void {
  const params: ParamMap = { E: [1, 2], x: 1 };
  let sets = 0;
  const x = {
    enumerable: true,
    get: () => 1,
    set() {
      if (++sets > 1) throw new Error("no");
    },
  };
  Object.defineProperty(params, "x", x);
  expect(() => optimizer.update(params, { E: [1, 1], x: 1 })).toThrow("was torn");
}

/** What has state of all names asks a group's function by a state dict alone. */
const healing = tries(goingOn).filter(({ name, trap }) => trap !== "match" || name === "loadStateDict");

describe.each(healing)("after a torn step $name, where it calls back by $trap", ({ trap, call }) => {
  const torn = () => {
    const one = trapped(true);
    tear(one.optimizer);
    one.armed.trap = trap;
    return one;
  };

  it("leaves it torn where it is refused, and makes it good the next time", async () => {
    const { optimizer, params, armed } = torn();
    armed.callBack = () => optimizer.update({ y: 1 }, { y: 1 });
    await expect((async () => call(optimizer, params))()).rejects.toThrow("update was called inside");
    expect(() => save(optimizer)).toThrow(new TypeError("the last step was torn: load, restore or reset before save"));
    expect(() => optimizer.update({ y: 1 }, { y: 1 })).toThrow("the last step was torn");
    await call(optimizer, params);
    optimizer.update({ y: 1 }, { y: 1 });
  });

  it("makes it good where what was refused is caught, also of reset", async () => {
    const { optimizer, params, armed } = torn();
    armed.callBack = () => {
      expect(() => optimizer.update({ y: 1 }, { y: 1 })).toThrow("update was called inside");
      expect(() => optimizer.reset()).toThrow("reset was called inside");
    };
    await call(optimizer, params);
    expect(armed.trap).toBe(undefined);
    expect(save(optimizer).length).toBeGreaterThan(0);
    optimizer.update({ y: 1 }, { y: 1 });
  });
});

it.each<[string, (optimizer: Optimizer) => unknown]>([
  ["reset", (optimizer) => optimizer.reset()],
  ["set", (optimizer) => optimizer.set({ lr: 1 })],
  ["save", (optimizer) => save(optimizer)],
  ["load", (optimizer) => load(optimizer, file)],
  ["snapshot", (optimizer) => snapshot(optimizer)],
  ["restore", (optimizer) => restore(optimizer, shot)],
  ["forget", (optimizer) => forget(optimizer, ["x"])],
  ["stateDict", (optimizer) => stateDict(optimizer)],
  ["loadStateDict", (optimizer) => loadStateDict(optimizer, dict)],
])("%s is refused by name inside a schedule's state() that save asks, as an update is", (name, call) => {
  const { optimizer, armed, outcome } = trapped(true);
  const before = outcome();
  armed.trap = "state";
  armed.callBack = () => call(optimizer);
  expect(() => save(optimizer)).toThrow(new TypeError(`${name} was called inside save: call it afterwards`));
  expect(outcome()).toEqual(before);
});

it("an update is refused by name inside the list of names that forget reads", () => {
  const { optimizer, outcome } = trapped(true);
  const before = outcome();
  const names = new Proxy(["x"], { get: (of, key) => (optimizer.update({ y: 1 }, { y: 1 }), Reflect.get(of, key)) });
  const refused = new TypeError("update was called inside forget: call it afterwards");
  expect(() => forget(optimizer, names)).toThrow(refused);
  expect(outcome()).toEqual(before);
});

it("between the pieces that loadAsync waits for the optimizer may be updated", async () => {
  const { optimizer, params, outcome } = trapped(true);
  async function* updating() {
    for await (const piece of arriving(file)) {
      optimizer.update({ x: 1, E: [1, 2] }, { x: 1, E: [1, 1] });
      yield piece;
    }
  }
  await loadAsync(optimizer, updating(), { params });
  const quiet = trapped(true);
  load(quiet.optimizer, file, { params: quiet.params });
  expect(outcome()).toEqual(quiet.outcome());
});
